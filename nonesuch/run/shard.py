"""Shards: fixed runs of blocks, each of which becomes one part file a table, whoever makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nonesuch.generators.ladder import block_count, block_range

if TYPE_CHECKING:
    from nonesuch.counts import Counts
    from nonesuch.generators.plan import Plan
    from nonesuch.recipe import Format
    from nonesuch.validators import Partial

__all__ = [
    "AUGMENTED",
    "BLOCKS",
    "DATA",
    "DEFECTS",
    "QUARANTINE",
    "ROOMS",
    "Part",
    "Shard",
    "ShardReport",
    "ShardResult",
    "part_path",
    "shards_of",
]

DATA = "data"
"""Folder of a run with the rows that are delivered."""

QUARANTINE = "quarantine"
"""Folder of a run with the rows that were left out."""

AUGMENTED = "augmented"
"""Folder of a run with variants of texts."""

DEFECTS = "defects"
"""Folder of a run with the key to defects made on purpose."""

ROOMS = (DATA, AUGMENTED, QUARANTINE, DEFECTS)
"""Folders of a run with part files."""

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
        room: Folder of the run in which it lies: ``data``, ``augmented``, ``quarantine`` or ``defects``.
    """

    table: str
    path: str
    rows: int
    bytes: int
    sha256: str
    room: str = DATA


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
        """Rows of all tables that are delivered."""
        return sum(part.rows for part in self.parts if part.room == DATA)


@dataclass(frozen=True)
class ShardReport:
    """What became of a shard, for the one who started the work.

    Attributes:
        result: Its files.
        partials: What the rules found, group of blocks by group.
        counts: Families drawn again and set aside, with the reasons, and defects planted.
    """

    result: ShardResult
    partials: tuple[Partial, ...]
    counts: Counts


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


def part_path(table: str, shard: int, file_format: Format, *, room: str = DATA) -> str:
    """Path of a part file inside the run's folder.

    Example:
        >>> part_path("vitals", 7, "parquet")
        'data/vitals/part-00007.parquet'
    """
    folder = room if table == room else f"{room}/{table}"
    return f"{folder}/part-{shard:05}.{file_format}"
