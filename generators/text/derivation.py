"""What was decided where in a text, read back from its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonesuch.generators.text.pieces import Blank, Branch
from nonesuch.generators.text.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nonesuch.generators.text.pieces import Chain, Part
    from nonesuch.generators.text.pool import Pool

__all__ = ["Decisions", "read_decisions"]

Decisions = list[tuple[int, int]]
"""Sites with what was decided there, in the order of the text."""


def read_decisions(chain: Chain, numbers: Sequence[int], pool: Pool) -> Decisions | None:
    """Find the derivation of a text among those of a chain.

    This walks the chain for one text; it is meant for looking at a few.

    Args:
        chain: What could be said.
        numbers: The text's parts in the pool, from left to right.
        pool: The pool.

    Returns:
        The decisions; None if the chain cannot say these parts.
    """
    for end, decisions in _walk(chain.parts, numbers, 0, pool):
        if end == len(numbers):
            return decisions
    return None


def _walk(parts: Sequence[Part], numbers: Sequence[int], at: int, pool: Pool) -> Iterator[tuple[int, Decisions]]:
    if not parts:
        yield at, []
        return
    for middle, first in _walk_part(parts[0], numbers, at, pool):
        for end, rest in _walk(parts[1:], numbers, middle, pool):
            yield end, first + rest


def _walk_part(part: Part, numbers: Sequence[int], at: int, pool: Pool) -> Iterator[tuple[int, Decisions]]:
    if isinstance(part, Branch):
        for chain in part.chains:
            yield from _walk(chain.parts, numbers, at, pool)
    elif isinstance(part, Table) and part.texts == ("",):
        yield at, _decisions(part, 0)
    elif at < len(numbers):
        if isinstance(part, Blank):
            if numbers[at] == pool.add_blank(part):
                yield at + 1, []
        elif id(part) in pool.tables:
            entry = numbers[at] - pool.tables[id(part)][1]
            if 0 <= entry < len(part):
                yield at + 1, _decisions(part, entry)


def _decisions(table: Table, entry: int) -> Decisions:
    if not table.sites:
        return []
    decided = zip(table.sites, table.decisions[entry].tolist(), strict=True)
    return [(site, decision) for site, decision in decided if decision >= 0]
