"""The run itself: design, generation by shards, manifest."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Executor, wait
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nonesuch.design import design
from nonesuch.generators.block import make_block, shared_frames
from nonesuch.manifest import build_manifest, fingerprint, write_manifest
from nonesuch.run.folder import prepare
from nonesuch.run.shard import Part, Shard, ShardResult, part_path, shards_of, write_shard
from nonesuch.run.worker import available_cores, process_pool, work
from nonesuch.sinks import WRITERS, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    import polars as pl

    from nonesuch.generators.plan import Plan
    from nonesuch.recipe import Recipe
    from nonesuch.run.journal import Journal

__all__ = ["RunReport", "run"]

_POOL_FROM_ROWS = 400_000


@dataclass(frozen=True)
class RunReport:
    """What a run left.

    Attributes:
        folder: Where it lies.
        manifest: Its manifest.
        resumed: Shards that were there already.
        shards: Shards in all.
    """

    folder: Path
    manifest: dict[str, Any]
    resumed: int
    shards: int

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return {name: table["rows"] for name, table in self.manifest["tables"].items()}


def run(
    recipe: Recipe,
    folder: Path,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    overwrite: bool = False,
    progress: Callable[[int, int, int], None] | None = None,
) -> RunReport:
    """Make the rows of a recipe and write them to a folder.

    A run that was killed goes on where it stopped; a run that is done already is left as it is.

    Args:
        recipe: What is wanted.
        folder: Where the files are to lie.
        workers: Worker processes; None for one a core where there are many rows, and none for few.
        executor: Does the work in place of a pool of our own.
        overwrite: Whether files of another run may be removed.
        progress: Called with roots done, roots wanted and rows made, whenever a shard is done.

    Returns:
        What was left.

    Raises:
        RecipeError: If the recipe asks for something unknown or impossible.
        SystemFault: If files cannot be written; finished parts are kept.
    """
    plan = design(recipe)
    prepared = prepare(folder, fingerprint(recipe, plan.pack), overwrite=overwrite)
    shards = shards_of(plan)
    if prepared.manifest is not None:
        return RunReport(folder, prepared.manifest, len(shards), len(shards))
    done = {result.number: result for result, _ in prepared.done}
    report = progress or (lambda *_: None)
    roots = sum(result.roots for result in done.values())
    rows = sum(result.rows for result in done.values())
    report(roots, plan.roots, rows)
    missing = [shard for shard in shards if shard.number not in done]
    with _executor(plan, workers, executor) as pool:
        for result in _work(plan, recipe, missing, folder, pool):
            done[result.number] = result
            prepared.journal.add(result, {})
            roots, rows = roots + result.roots, rows + result.rows
            report(roots, plan.roots, rows)
    return RunReport(folder, _finish(plan, recipe, folder, done, prepared.journal), len(prepared.done), len(shards))


def _executor(plan: Plan, workers: int | None, executor: Executor | None) -> AbstractContextManager[Executor | None]:
    if executor is not None:
        return nullcontext(executor)
    if workers is None:
        first = sum(frame.height for frame in make_block(plan, 0).values()) if plan.roots else 0
        expected = first * plan.roots / max(min(plan.roots, 64), 1)
        workers = available_cores() if expected >= _POOL_FROM_ROWS else 1
    return nullcontext(None) if workers <= 1 else process_pool(workers)


def _work(
    plan: Plan, recipe: Recipe, shards: list[Shard], folder: Path, pool: Executor | None
) -> Iterator[ShardResult]:
    if pool is None:
        for shard in shards:
            yield write_shard(plan, shard, folder, recipe.output.format)
        return
    wanted = recipe.model_dump_json()
    waiting = {pool.submit(work, wanted, shard, str(folder)) for shard in shards}
    try:
        while waiting:
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
    finally:
        for future in waiting:
            future.cancel()


def _finish(plan: Plan, recipe: Recipe, folder: Path, done: dict[int, ShardResult], journal: Journal) -> dict[str, Any]:
    parts = [part for number in sorted(done) for part in done[number].parts]
    parts += [_write_shared(folder, name, frame, recipe) for name, frame in shared_frames(plan).items()]
    manifest = build_manifest(recipe, plan.pack, parts, None)
    write_manifest(folder, manifest)
    journal.end()
    return manifest


def _write_shared(folder: Path, table: str, frame: pl.DataFrame, recipe: Recipe) -> Part:
    path = part_path(table, 0, recipe.output.format)
    with writing(folder / path):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
    with WRITERS[recipe.output.format](folder / path, frame.schema) as writer:
        writer.write(frame)
    assert writer.written is not None
    return Part(table, path, writer.written.rows, writer.written.bytes, writer.written.sha256)
