"""Numbers as bins: values that many rows share stand alone, the rest is cut at its quantiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.synthesizers.codes.step import Step, learn_step

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Bins", "learn_bins"]

_DISCRETE = 64
_KNOTS, _OUTER_KNOTS = 8, 48


@dataclass(frozen=True)
class Bins:
    """Intervals of numbers, and how numbers spread inside each.

    No edge and no knot is a single row's value: an edge is a mean of at least k neighbours or lies half a step beside
    an atom, a knot is a mean of at least k neighbours, and the outermost knots are not stretched, so the smallest and
    the largest value are kept only where at least k rows share them.

    Attributes:
        edges: Shape (bins - 1,), ascending; a number's bin is how many edges are not above it.
        knots: Shape (m,), ascending inside each bin; numbers are interpolated between them.
        starts: Shape (bins + 1,), where each bin's knots begin.
        step: The grid that numbers are rounded to.
    """

    edges: NDArray[np.float64]
    knots: NDArray[np.float64]
    starts: NDArray[np.int64]
    step: Step

    @property
    def size(self) -> int:
        """How many bins there are."""
        return len(self.starts) - 1

    def encode(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """Find each number's bin.

        Args:
            values: Shape (n,), finite.

        Returns:
            Shape (n,), in [0, size).
        """
        return np.searchsorted(self.edges, values, side="right")

    def decode(self, codes: NDArray[np.integer], fractions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Put a number into each bin.

        Args:
            codes: Shape (n,), in [0, size).
            fractions: Shape (n,), in [0, 1): how far through its bin each number lies.

        Returns:
            Shape (n,), rounded to the grid.
        """
        last = self.starts[1:] - 1
        place = fractions * (last - self.starts[:-1]).take(codes)
        below = place.astype(np.int64)
        place -= below
        below += self.starts.take(codes)
        left = self.knots.take(below)
        right = self.knots.take(np.minimum(below + 1, last.take(codes)))
        return self.step.round(left + place * (right - left))


def learn_bins(values: NDArray[np.float64], *, k: int = 5, bins: int = 128, atom_share: float = 0.004) -> Bins:
    """Learn bins from a column.

    Args:
        values: Shape (n,), finite, n >= k.
        k: How many rows stand behind every number that is kept, >= 2.
        bins: About how many bins, atoms included, >= 2.
        atom_share: Share of rows from which on a value is an atom, a bin of its own. A column of at most 64 different
            values is a scale: every value with k rows is an atom, and rarer ones go to their nearest neighbour.

    Returns:
        The bins.

    Example:
        >>> bins = learn_bins(np.repeat([0.0, 1.0, 5.0], [60, 30, 10]))
        >>> bins.edges, bins.knots
        (array([0.5, 3. ]), array([0., 1., 5.]))
    """
    ordered = np.sort(values)
    distinct, counts = np.unique(ordered, return_counts=True)
    step = learn_step(distinct)
    if len(distinct) <= _DISCRETE:
        kept = distinct[counts >= k]
        if len(kept) and counts[counts >= k].sum() >= 0.9 * len(ordered):
            return Bins((kept[1:] + kept[:-1]) / 2, kept, np.arange(len(kept) + 1), step)
    atoms = distinct[counts >= max(atom_share * len(ordered), 2 * k)]
    edges = _cut(ordered, atoms, step, k=k, bins=bins)
    edges = _merge(edges, ordered, k=k)
    return Bins(edges, *_spread(ordered, edges, k=k), step)


def _cut(
    ordered: NDArray[np.float64], atoms: NDArray[np.float64], step: Step, *, k: int, bins: int
) -> NDArray[np.float64]:
    half = step.half_width(atoms)
    rest = ordered[~np.isin(ordered, atoms)]
    pieces = max(1, min(bins - min(len(atoms), bins // 2), len(rest) // (4 * k)))
    places = (np.arange(1, pieces) * len(rest)) // pieces
    total = np.concatenate([[0.0], np.cumsum(rest)])
    cuts = (total[places + k] - total[places - k]) / (2 * k)
    return np.unique(np.concatenate([atoms - half, atoms + half, cuts]))


def _merge(edges: NDArray[np.float64], ordered: NDArray[np.float64], *, k: int) -> NDArray[np.float64]:
    """Join bins of fewer than k rows to their smaller neighbour."""
    kept = edges.tolist()
    counts = np.diff(np.concatenate([[0], np.searchsorted(ordered, edges, side="left"), [len(ordered)]])).tolist()
    while len(counts) > 1 and min(counts) < k:
        i = counts.index(min(counts))
        left = i > 0 and (i == len(counts) - 1 or counts[i - 1] <= counts[i + 1])
        j = i - 1 if left else i
        counts[j : j + 2] = [counts[j] + counts[j + 1]]
        del kept[j]
    return np.array(kept, dtype=np.float64)


def _spread(
    ordered: NDArray[np.float64], edges: NDArray[np.float64], *, k: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Means of groups of at least k neighbours; the end knots of inner bins are stretched towards the bin's edges."""
    bounds = np.concatenate([[0], np.searchsorted(ordered, edges, side="left"), [len(ordered)]])
    rows = np.diff(bounds)
    most = np.full(len(rows), _KNOTS)
    most[[0, -1]] = _OUTER_KNOTS
    same = ordered[bounds[:-1]] == ordered[bounds[1:] - 1]
    groups = np.where(same, 1, np.maximum(1, np.minimum(most, rows // k)))
    starts = np.concatenate([[0], np.cumsum(groups)])
    owner = np.repeat(np.arange(len(rows)), groups)
    rank = np.arange(starts[-1]) - starts[owner]
    first = bounds[owner] + rank * rows[owner] // groups[owner]
    size = np.diff(np.append(first, len(ordered)))
    knots = np.add.reduceat(ordered, first) / size
    return _stretch(np.where(same[owner], ordered[bounds[owner]], knots), starts, edges), starts


def _stretch(knots: NDArray[np.float64], starts: NDArray[np.int64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    stretched = knots.copy()
    several = np.diff(starts) > 1
    low, high = starts[:-1], starts[1:] - 1
    lower = np.flatnonzero(several[1:]) + 1
    upper = np.flatnonzero(several[:-1])
    at, to = low[lower], high[upper]
    stretched[at] = np.maximum(knots[at] - (knots[at + 1] - knots[at]) / 2, edges[lower - 1])
    stretched[to] = np.minimum(knots[to] + (knots[to] - knots[to - 1]) / 2, edges[upper])
    return stretched
