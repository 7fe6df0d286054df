"""Shards: fixed runs of blocks, each of which becomes one part file a table, whoever makes it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.generators.block import make_block
from nonesuch.generators.ladder import block_count, block_range
from nonesuch.sinks import WRITERS, Written, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from nonesuch.generators.plan import Plan
    from nonesuch.recipe import Format

__all__ = ["BLOCKS", "Part", "Shard", "ShardResult", "part_path", "shards_of", "write_parts", "write_shard"]

BLOCKS = 16
"""Blocks of a shard."""


@dataclass(frozen=True)
class Shard:
    """A run of blocks.

    Attributes:
        number: Its number, from 0.
        first: Its first block.
        last: The block after its last one.
        roots: Wanted roots in it.
    """

    number: int
    first: int
    last: int
    roots: int


@dataclass(frozen=True)
class Part:
    """A file of a run.

    Attributes:
        table: The table.
        path: Path inside the run's folder.
        rows: Rows in it.
        bytes: Its size.
        sha256: Its checksum.
    """

    table: str
    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ShardResult:
    """What became of a shard.

    Attributes:
        number: The shard's number.
        roots: Wanted roots in it.
        parts: Its files.
    """

    number: int
    roots: int
    parts: tuple[Part, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(part.rows for part in self.parts)


def shards_of(plan: Plan, *, one_file: bool = False) -> list[Shard]:
    """Cut a plan into shards; how, depends on nothing but the plan.

    Args:
        plan: The plan.
        one_file: Whether all blocks make one shard, so that there is one file a table.

    Returns:
        One shard or more; without roots one without blocks, whose files are empty.
    """
    block, blocks = plan.pack.spec.block, block_count(plan.roots, plan.pack.spec.block)
    length = max(blocks, 1) if one_file else BLOCKS
    shards = []
    for number, first in enumerate(range(0, max(blocks, 1), length)):
        last = min(first + length, blocks)
        roots = min(block_range(last - 1, block)[1], plan.roots) - block_range(first, block)[0] if last else 0
        shards.append(Shard(number, first, last, roots))
    return shards


def part_path(table: str, shard: int, file_format: Format) -> str:
    """Path of a part file inside the run's folder.

    Example:
        >>> part_path("vitals", 7, "parquet")
        'data/vitals/part-00007.parquet'
    """
    return f"data/{table}/part-{shard:05}.{file_format}"


def write_shard(plan: Plan, shard: Shard, folder: Path, file_format: Format) -> ShardResult:
    """Make the blocks of a shard and write them, one file a table.

    Args:
        plan: The plan.
        shard: Which blocks.
        folder: The run's folder.
        file_format: Format of the files.

    Returns:
        The files; all of them are whole.

    Raises:
        SystemFault: If they cannot be written; then none of them is left half-written.
    """
    blocks = (make_block(plan, number) for number in range(shard.first, shard.last))
    schemas = {table: pl.Schema(plan.schema(table)) for table in plan.tables}
    return ShardResult(shard.number, shard.roots, write_parts(blocks, schemas, folder, file_format, shard.number))


def write_parts(
    blocks: Iterable[Mapping[str, pl.DataFrame]],
    schemas: Mapping[str, pl.Schema],
    folder: Path,
    file_format: Format,
    number: int,
) -> tuple[Part, ...]:
    """Write frames, one file a table.

    Args:
        blocks: Table = rows, again and again.
        schemas: Table = columns and their types.
        folder: The run's folder.
        file_format: Format of the files.
        number: Number of the part.

    Returns:
        The files; all of them are whole.

    Raises:
        SystemFault: If they cannot be written; then none of them is left half-written.
    """
    paths = {table: part_path(table, number, file_format) for table in schemas}
    with ExitStack() as stack:
        writers = {}
        for table, path in paths.items():
            with writing(folder / path):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
            writers[table] = stack.enter_context(WRITERS[file_format](folder / path, schemas[table]))
        for frames in blocks:
            for table, frame in frames.items():
                writers[table].write(frame)
    return tuple(_part(table, paths[table], writer.written) for table, writer in writers.items())


def _part(table: str, path: str, written: Written | None) -> Part:
    assert written is not None
    return Part(table, path, written.rows, written.bytes, written.sha256)
