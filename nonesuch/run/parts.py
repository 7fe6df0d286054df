"""The part files of a shard: written whole, one a table, with what was set aside and what was broken."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.counts import Counts
from nonesuch.generators.lasting import lasting
from nonesuch.run.shard import AUGMENTED, DATA, DEFECTS, QUARANTINE, Part, Shard, ShardReport, ShardResult, part_path
from nonesuch.sinks import WRITERS, Written, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from nonesuch.control import Control, Judged
    from nonesuch.recipe import Format
    from nonesuch.validators import Partial

__all__ = ["defect_key", "write_judged", "write_parts", "write_shard"]


@lasting()
def write_shard(control: Control, shard: Shard, folder: Path) -> ShardReport:
    """Make and judge the blocks of a shard and write them, one file a table.

    Args:
        control: What makes and judges them.
        shard: Which blocks.
        folder: The run's folder.

    Returns:
        The files, all of them whole, and what was found.

    Raises:
        SystemFault: If they cannot be written; then none of them is left half-written.
    """
    return write_judged(control, control.blocks(shard.first, shard.last), folder, shard)


def write_judged(control: Control, groups: Iterable[Judged], folder: Path, shard: Shard) -> ShardReport:
    """Write rows that were judged: those to deliver, those set aside, and the key to defects.

    Args:
        control: What judged them.
        groups: The rows.
        folder: The run's folder.
        shard: To which shard they belong.

    Returns:
        The files, all of them whole, and what was found.
    """
    plan, file_format = control.plan, control.recipe.output.format
    if control.recipe.inject:  # a broken column may be of another type
        groups = list(groups)
    schemas = {table: pl.Schema(plan.schema(table)) for table in plan.tables}
    counts = Counts()
    partials: list[Partial] = []
    rooms: dict[str, list[dict[str, pl.DataFrame]]] = {QUARANTINE: [], AUGMENTED: [], DEFECTS: []}

    def frames() -> Iterator[Mapping[str, pl.DataFrame]]:
        for group in groups:
            counts.add(Counts.of(group, plan.pack.root))
            partials.extend(group.partials)
            if group.aside:
                rooms[QUARANTINE].append(group.aside)
            if group.augmented:
                rooms[AUGMENTED].append(group.augmented)
            if group.defects is not None:
                rooms[DEFECTS].append(defect_key(group.defects, shard.number))
            yield group.frames

    if control.recipe.inject:
        schemas = {table: frame.schema for group in groups for table, frame in group.frames.items()} or schemas
    parts = write_parts(frames(), schemas, folder, file_format, shard.number)
    for room, made in rooms.items():
        if made:
            kinds = {table: frame.schema for table, frame in made[0].items()}
            parts += write_parts(made, kinds, folder, file_format, shard.number, room=room)
    return ShardReport(ShardResult(shard.number, shard.roots, parts), tuple(partials), counts)


def defect_key(defects: pl.DataFrame, part: int) -> dict[str, pl.DataFrame]:
    """The key to defects as a table, with the number of the part in which the rows are.

    Args:
        defects: Which rows were broken.
        part: Number of the part.

    Returns:
        The one table of the room `DEFECTS`.
    """
    return {DEFECTS: defects.with_columns(part=pl.lit(part, pl.Int64))}


def write_parts(
    blocks: Iterable[Mapping[str, pl.DataFrame]],
    schemas: Mapping[str, pl.Schema],
    folder: Path,
    file_format: Format,
    number: int,
    *,
    room: str = DATA,
) -> tuple[Part, ...]:
    """Write frames, one file a table.

    Args:
        blocks: Table = rows, again and again.
        schemas: Table = columns and their types.
        folder: The run's folder.
        file_format: Format of the files.
        number: Number of the part.
        room: Folder of the run in which they lie.

    Returns:
        The files; all of them are whole.

    Raises:
        SystemFault: If they cannot be written; then none of them is left half-written.
    """
    paths = {table: part_path(table, number, file_format, room=room) for table in schemas}
    with ExitStack() as stack:
        writers = {}
        for table, path in paths.items():
            with writing(folder / path):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
            writers[table] = stack.enter_context(WRITERS[file_format](folder / path, schemas[table]))
        for frames in blocks:
            for table, frame in frames.items():
                writers[table].write(frame)
    return tuple(_part(table, paths[table], writer.written, room) for table, writer in writers.items())


def _part(table: str, path: str, written: Written | None, room: str) -> Part:
    assert written is not None
    return Part(table, path, written.rows, written.bytes, written.sha256, room)
