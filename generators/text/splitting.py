"""Parts split into those of their derivations that have something in common."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.pieces import Blank, Branch, Chain
from nonesuch.generators.text.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.pieces import Part

__all__ = ["Share", "share_entries", "split_empty", "split_features", "without_features"]

Share = tuple[Fraction, Chain]
"""How much of a part's weight is meant, and that part of it."""


def share_entries(table: Table, entries: NDArray[np.int64]) -> Share:
    """Keep some entries of a table.

    Args:
        table: The table.
        entries: Indices of the entries, at least one.

    Returns:
        Their share of the table's weight, and a chain of them.
    """
    if len(entries) == len(table):
        return Fraction(1), Chain((table,))
    return Fraction(int(table.weights[entries].sum()), table.total), Chain((table.take(entries),))


def split_empty(part: Part) -> tuple[Share | None, Share | None]:
    """Split a part into silence and the rest.

    Args:
        part: Any part.

    Returns:
        The silent derivations and the others; None where there are none.
    """
    if isinstance(part, Table):
        silent = np.equal(part.lengths, 0)
        return _or_none(part, np.flatnonzero(silent)), _or_none(part, np.flatnonzero(~silent))
    if isinstance(part, Blank):
        return None, (Fraction(1), Chain((part,)))
    weighed = zip(part.chains, part.weights, strict=True)
    halves = [(weight / part.total, _split_chain(chain)) for chain, weight in weighed]
    sides = [[(w * half[i][0], half[i][1]) for w, half in halves if half[i]] for i in (0, 1)]  # type: ignore[index]
    silent_side, loud_side = (_branch(side, part.name) for side in sides)
    return silent_side, loud_side


def _split_chain(chain: Chain) -> tuple[Share | None, Share | None]:
    """Split a chain into silence and the rest: the rest begins to speak at its first part, its second, and so on."""
    before: Share | None = (Fraction(1), Chain())
    loud: list[Share] = []
    for i, part in enumerate(chain.parts):
        if before is None:
            break
        silent_part, loud_part = split_empty(part)
        if loud_part:
            spoken = before[1].plus((*loud_part[1].parts, *chain.parts[i + 1 :]))
            loud.append((before[0] * loud_part[0], spoken))
        before = (before[0] * silent_part[0], before[1].plus(silent_part[1].parts)) if silent_part else None
    return before, _branch(loud, "")


def split_features(chain: Chain) -> list[tuple[int, Fraction, Chain]]:
    """Split a chain by what others agree with.

    Args:
        chain: Any chain.

    Returns:
        For each set of features: its index, its share of the chain's weight, and that part of the chain.
    """
    for i, part in enumerate(chain.parts):
        split = _split_part_features(part)
        if split:
            before, after = chain.parts[:i], chain.parts[i + 1 :]
            return [(code, share, Chain((*before, *sub.parts, *after))) for code, share, sub in split]
    return [(0, Fraction(1), chain)]


def _split_part_features(part: Part) -> list[tuple[int, Fraction, Chain]]:
    if isinstance(part, Table) and part.features is not None:
        codes = np.unique(part.features).tolist()
        return [(code, *share_entries(part, np.flatnonzero(part.features == code))) for code in codes]
    if not isinstance(part, Branch) or not any(chain.has_features for chain in part.chains):
        return []
    found: dict[int, list[Share]] = {}
    for chain, weight in zip(part.chains, part.weights, strict=True):
        for code, share, sub in split_features(chain):
            found.setdefault(code, []).append((weight * share / part.total, sub))
    shares = [(code, _branch(same, part.name)) for code, same in sorted(found.items())]
    return [(code, *share) for code, share in shares if share]


def without_features(chain: Chain) -> Chain:
    """Take from a chain what others could agree with: it is not the head of its phrase."""
    if not chain.has_features:
        return chain
    return Chain(tuple(_part_without_features(part) for part in chain.parts))


def _part_without_features(part: Part) -> Part:
    if isinstance(part, Table):
        return part.without_features()
    if isinstance(part, Branch):
        return Branch(tuple(without_features(chain) for chain in part.chains), part.weights, part.name)
    return part


def _branch(alternatives: Sequence[Share], name: str) -> Share | None:
    if not alternatives:
        return None
    weight = sum((share for share, _ in alternatives), Fraction(0))
    if len(alternatives) == 1 and not name:
        return weight, alternatives[0][1]
    chains, weights = tuple(chain for _, chain in alternatives), tuple(share for share, _ in alternatives)
    return weight, Chain((Branch(chains, weights, name),))


def _or_none(table: Table, entries: NDArray[np.int64]) -> Share | None:
    return share_entries(table, entries) if len(entries) else None
