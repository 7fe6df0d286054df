"""The run itself: design, generation by shards, manifest."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Executor, wait
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nonesuch.design import design, wanted_view
from nonesuch.generators.block import make_block, shared_frames
from nonesuch.in_memory import frames_of
from nonesuch.manifest import build_manifest, fingerprint, write_manifest
from nonesuch.run.folder import prepare
from nonesuch.run.shard import Shard, ShardResult, shards_of, write_parts, write_shard
from nonesuch.run.worker import available_cores, process_pool, work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

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
    by_record = wanted_view(recipe, plan.pack) is not None or bool(plan.settings.given)
    shards = [Shard(0, 0, 0, 0)] if by_record else shards_of(plan, one_file=recipe.output.one_file)
    if prepared.manifest is not None:
        return RunReport(folder, prepared.manifest, len(shards), len(shards))
    done = {result.number: result for result, _ in prepared.done}
    missing = [shard for shard in shards if shard.number not in done]
    tally = _Tally(plan.roots, progress or (lambda *_: None))
    for result in done.values():
        tally.add(result)
    with _executor(plan, workers, executor, shards=len(missing)) as pool:
        made = _write_records(plan, recipe, folder) if by_record else _work(plan, recipe, missing, folder, pool)
        for result in made:
            done[result.number] = result
            prepared.journal.add(result, {})
            tally.add(result)
    return RunReport(folder, _finish(plan, recipe, folder, done, prepared.journal), len(prepared.done), len(shards))


@dataclass
class _Tally:
    """Counts what is done and tells somebody."""

    wanted: int
    tell: Callable[[int, int, int], None]
    roots: int = 0
    rows: int = 0

    def add(self, result: ShardResult) -> None:
        self.roots += result.roots
        self.rows += result.rows
        self.tell(self.roots, self.wanted, self.rows)


def _write_records(plan: Plan, recipe: Recipe, folder: Path) -> Iterator[ShardResult]:
    """Records with given values are found one after another, and few: one part is enough."""
    frames = {name: frame for name, frame in frames_of(recipe, plan).items() if name not in plan.shared}
    schemas = {name: frame.schema for name, frame in frames.items()}
    yield ShardResult(0, 0, write_parts([frames], schemas, folder, recipe.output.format, 0))


def _executor(
    plan: Plan, workers: int | None, executor: Executor | None, *, shards: int
) -> AbstractContextManager[Executor | None]:
    if executor is not None:
        return nullcontext(executor)
    if workers is None:
        first = sum(frame.height for frame in make_block(plan, 0).values()) if plan.roots else 0
        expected = first * plan.roots / max(min(plan.roots, 64), 1)
        workers = available_cores() if expected >= _POOL_FROM_ROWS else 1
    workers = min(workers, shards)
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
    shared = shared_frames(plan)
    parts += write_parts([shared], {name: f.schema for name, f in shared.items()}, folder, recipe.output.format, 0)
    manifest = build_manifest(recipe, plan.pack, parts, None)
    write_manifest(folder, manifest)
    journal.end()
    return manifest
