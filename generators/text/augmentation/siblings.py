"""Entries of a table that say the same in other words, or the same and more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.packing import pack_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.pool import Pool
    from nonesuch.generators.text.registry import Site
    from nonesuch.generators.text.table import Table

    Grouping = Callable[[Table], tuple[NDArray[np.int64], NDArray[np.bool_]]]

__all__ = ["Siblings", "fuller_siblings", "group_entries", "wording_siblings"]


@dataclass(frozen=True, eq=False)
class Siblings:
    """For every number of a pool the numbers that may take its place.

    Attributes:
        members: Numbers, group after group.
        firsts: Where the group of each number begins in ``members``.
        sizes: How many members the group has; 0 for none.
        ranks: Place of the number in its own group; -1 if it is no member.
    """

    members: NDArray[np.int32]
    firsts: NDArray[np.int32]
    sizes: NDArray[np.int32]
    ranks: NDArray[np.int32]

    def choices(self, numbers: NDArray[np.int32]) -> NDArray[np.int32]:
        """Say how many others may take the place of each number; none for blanks."""
        at = np.maximum(numbers, 0)
        return np.where(numbers > 0, self.sizes[at] - (self.ranks[at] >= 0), 0).astype(np.int32)

    def take(self, numbers: NDArray[np.int32], uniforms: NDArray[np.float64]) -> NDArray[np.int32]:
        """Choose another number for each.

        Args:
            numbers: Numbers with at least one choice.
            uniforms: What decides, in [0, 1).

        Returns:
            The chosen numbers, none of them the same.
        """
        others = self.choices(numbers)
        step = 1 + np.minimum((uniforms * others).astype(np.int64), others - 1)
        place = (self.ranks[numbers] + step) % np.maximum(self.sizes[numbers], 1)
        chosen: NDArray[np.int32] = self.members[self.firsts[numbers] + place]
        return chosen


def wording_siblings(pool: Pool, sites: Sequence[Site]) -> Siblings:
    """Group entries that differ only in the words chosen for lemmas.

    Args:
        pool: The pool.
        sites: Sites by number.

    Returns:
        The groups.
    """

    def groups(table: Table) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        words = np.array([sites[site].kind == "word" for site in table.sites], bool)
        return group_entries(table, ~words), np.ones(len(table), bool)

    return _collect(pool, groups)


def fuller_siblings(pool: Pool, sites: Sequence[Site]) -> Siblings:
    """Group entries that differ only in what is optional; those that say most may take the others' place.

    Args:
        pool: The pool.
        sites: Sites by number.

    Returns:
        The groups.
    """

    def groups(table: Table) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        options = np.array([sites[site].kind == "option" for site in table.sites], bool)
        inner = np.array([sites[site].optional for site in table.sites], bool)
        group = group_entries(table, ~(options | inner))
        said = (table.decisions[:, options] == 1).sum(axis=1) if options.any() else np.zeros(len(table), np.int64)
        most = np.zeros(group.max(initial=0) + 1, np.int64)
        np.maximum.at(most, group, said)
        return group, (said == most[group]) & (said > 0)

    return _collect(pool, groups)


def group_entries(table: Table, columns: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Number the combinations of decisions that lead to the entries of a table.

    Args:
        table: The table.
        columns: Which of its sites count; features count as a decision too.

    Returns:
        The number of each entry's combination, shape (len(table),).
    """
    kept = [table.decisions[:, i] for i in np.flatnonzero(columns)]
    if table.features is not None:
        kept.append(table.features)
    if not kept or len(table) == 1:
        return np.zeros(len(table), np.int64)
    decided = [column.astype(np.int64) + 1 for column in kept]
    return pack_columns(decided, [int(column.max()) + 1 for column in decided], len(table))[1]


def _collect(pool: Pool, groups: Grouping) -> Siblings:
    members: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
    firsts, sizes, ranks = (np.zeros(pool.size, np.int32) for _ in range(3))
    ranks[:] = -1
    filled = 1
    for table, base in pool.tables.values():
        group, eligible = groups(table)
        order = np.lexsort((np.arange(len(table)), group))
        order = order[eligible[order]]
        counts = np.bincount(group[order], minlength=int(group.max(initial=0)) + 1)
        starts = np.cumsum(counts) - counts
        here = slice(base, base + len(table))
        firsts[here], sizes[here] = filled + starts[group], counts[group]
        ranks[base + order] = np.arange(len(order)) - starts[group[order]]
        members.append(base + order)
        filled += len(order)
    return Siblings(np.concatenate(members).astype(np.int32), firsts, sizes, ranks)
