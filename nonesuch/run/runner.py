"""The run itself: design, generation by shards, manifest."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nonesuch.control import Control
from nonesuch.counts import Counts
from nonesuch.design import design
from nonesuch.errors import NonesuchError, SystemFault
from nonesuch.feasibility import check_disk
from nonesuch.generators.block import make_block
from nonesuch.in_memory import is_searched, search_records
from nonesuch.manifest import Origin, build_manifest, write_manifest
from nonesuch.monitor import diversity_of
from nonesuch.quality import Monitor
from nonesuch.report import first_rows, write_report
from nonesuch.run.folder import give_up, prepare
from nonesuch.run.occupied import occupied
from nonesuch.run.parts import defect_key, write_judged, write_parts, write_shard
from nonesuch.run.shard import DATA, DEFECTS, Shard, ShardReport, ShardResult, shards_of
from nonesuch.run.worker import available_cores, process_pool, work
from nonesuch.sinks.reading import read_typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from nonesuch.generators.plan import Plan
    from nonesuch.quality import Quality
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
        quality: How its rows were judged; None if nobody looked, or the run was done before.
        resumed: Shards that were there already.
        shards: Shards in all.
    """

    folder: Path
    manifest: dict[str, Any]
    quality: Quality | None
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
        progress: Called with roots done, roots wanted and rows made, whenever a shard is done; while records are
            searched for, with records found, records wanted and rows looked at.

    Returns:
        What was left.

    Raises:
        RecipeError: If the recipe asks for something unknown or impossible.
        UsageError: If the folder holds something else, or another run is writing there.
        SystemFault: If files cannot be written; finished parts are kept, and where there are none, nothing is left.
    """
    plan = design(recipe)
    control = Control(plan, recipe)
    searched = is_searched(recipe, plan)
    if not searched:
        check_disk(plan, folder)
    origin = Origin.of(recipe, plan.pack)
    shards = [Shard(0, 0, 0, 0)] if searched else shards_of(plan, one_file=recipe.output.one_file)
    with occupied(folder):
        prepared = prepare(folder, origin.run, overwrite=overwrite)
        if prepared.manifest is not None:
            return RunReport(folder, prepared.manifest, None, len(shards), len(shards))
        total = _Total(control, folder, origin, plan.roots, progress or (lambda *_: None))
        done = [] if recipe.inject else prepared.done  # defects may have types that no file tells
        for result, counts in done:
            total.add(_read_again(control, ShardReport(result, (), Counts.from_dict(counts)), folder))
        missing = [shard for shard in shards if shard.number not in total.done]
        try:
            with _executor(plan, workers, executor, shards=len(missing)) as pool:
                made = _search(total, missing) if searched else _work(control, missing, folder, pool)
                for report in made:
                    prepared.journal.add(report.result, report.counts.to_dict())
                    total.add(report)
            return RunReport(folder, *total.finish(prepared.journal), len(done), len(shards))
        except NonesuchError:
            if not total.done:
                give_up(folder)
            raise


@dataclass
class _Total:
    """Adds up what the shards report, tells somebody, and closes the run."""

    control: Control
    folder: Path
    origin: Origin
    wanted: int
    tell: Callable[[int, int, int], None]

    def __post_init__(self) -> None:
        self.done: dict[int, ShardResult] = {}
        self._monitor = Monitor(self.control)
        self._roots = self._rows = 0

    def add(self, report: ShardReport) -> None:
        """Add a shard."""
        self.done[report.result.number] = report.result
        self._roots += report.result.roots
        self._rows += report.result.rows
        self._monitor.add(report.result.number, report.partials, report.counts)
        if self._roots:  # records that were searched for have told of themselves
            self.tell(self._roots, self.wanted, self._rows)

    def finish(self, journal: Journal) -> tuple[dict[str, Any], Quality | None]:
        """Write the shared tables, the verdict and the manifest."""
        number = len(self.done)
        self.add(_write_shared(self.control, self.folder, number))
        recipe, plan, quality = self.control.recipe, self.control.plan, self._monitor.quality()
        if quality is not None:
            quality.write(self.folder)
        parts = [part for number in sorted(self.done) for part in self.done[number].parts]
        judged = None if quality is None else quality.to_dict()
        manifest = build_manifest(recipe, plan.pack, parts, judged, origin=self.origin)
        frames = first_rows(self.folder, manifest)
        texts = {} if quality is None else diversity_of(frames, plan.pack, plan.settings.locale or "")
        if texts:
            manifest["quality"]["diversity"] = texts
        write_report(self.folder, manifest, plan.pack, quality, frames)
        write_manifest(self.folder, manifest)
        journal.end()
        return manifest, quality


def _write_shared(control: Control, folder: Path, number: int) -> ShardReport:
    judged = control.shared()
    kinds = {name: frame.schema for name, frame in judged.frames.items()}
    parts = write_parts([judged.frames], kinds, folder, control.recipe.output.format, 0)
    if judged.defects is not None and judged.defects.height:
        key = defect_key(judged.defects, 0)
        kinds = {name: frame.schema for name, frame in key.items()}
        parts += write_parts([key], kinds, folder, control.recipe.output.format, number, room=DEFECTS)
    counts = Counts.of(judged, control.plan.pack.root)
    return ShardReport(ShardResult(number, 0, parts), judged.partials, counts)


def _read_again(control: Control, report: ShardReport, folder: Path) -> ShardReport:
    """Judge the files of a shard that an earlier process wrote."""
    parts = [part for part in report.result.parts if part.room == DATA]
    if control.checker is None:
        return report
    frames = {part.table: read_typed(folder / part.path, control.plan.schema(part.table)) for part in parts}
    partial = control.look(frames)
    return replace(report, partials=() if partial is None else (partial,))


def _search(total: _Total, shards: list[Shard]) -> Iterator[ShardReport]:
    """Records with given values are found one after another, and few: one part is enough."""
    control = total.control
    for shard in shards:
        records = search_records(control.recipe, control.plan, progress=total.tell)
        yield write_judged(control, [control.records(records)], total.folder, shard)


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


def _work(control: Control, shards: list[Shard], folder: Path, pool: Executor | None) -> Iterator[ShardReport]:
    if pool is None:
        for shard in shards:
            yield write_shard(control, shard, folder)
        return
    wanted = control.recipe.model_dump_json()
    waiting: set[Future[ShardReport]] = set()
    try:
        waiting |= {pool.submit(work, wanted, shard, str(folder)) for shard in shards}
        while waiting:
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
    except BrokenExecutor:
        hint = "run the same command again: finished parts are kept; with --workers 1 it needs the least memory"
        raise SystemFault("a worker process was killed", place=str(folder), found="out of memory?", hint=hint) from None
    finally:
        for future in waiting:
            future.cancel()
