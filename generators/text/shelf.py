"""Many urns in one: options sorted by a key, of which a row may draw those of its own key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.urn import step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.text.urn import Arrivals

__all__ = ["Shelf", "make_shelf"]

_BITS = 20
_FINE = 1 << _BITS
_HALF = np.uint64(32)


@dataclass(frozen=True, eq=False)
class Shelf:
    """Options by key.

    Attributes:
        keys: Distinct keys, ascending, int64.
        firsts: Where the options of each key begin, shape (len(keys) + 1,), int64.
        picks: What each option stands for, int64, >= 0.
        bounds: Balls of all options before each, shape (len(picks) + 1,), int64.
        exact: Whether the balls are numbers of derivations; otherwise each key has 2**20 of them.
    """

    keys: NDArray[np.int64]
    firsts: NDArray[np.int64]
    picks: NDArray[np.int64]
    bounds: NDArray[np.int64]
    exact: bool

    def draw(self, arrivals: Arrivals, keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], Arrivals]:
        """Draw an option for every row.

        Args:
            arrivals: The rows.
            keys: The key of each row, one of ``self.keys``.

        Returns:
            What the options stand for, and the rows as they leave.
        """
        at = np.searchsorted(self.keys, keys)
        if self.exact:
            return self._deal(arrivals, self.bounds[self.firsts[at]], self.bounds[self.firsts[at + 1]])
        spin = (arrivals.paths >> np.uint64(64 - _BITS)).astype(np.int64)
        low = self.bounds[self.firsts[at]]
        if arrivals.first:
            option = np.searchsorted(self.bounds, low + spin, side="right") - 1
            return self.picks[option], step(arrivals, self.picks[option], None)
        assert arrivals.places is not None
        order = (arrivals.places % np.uint64(_FINE)).astype(np.int64)
        option = np.searchsorted(self.bounds, low + (_reversed(order) ^ spin), side="right") - 1
        start, end = self.bounds[option] - low, self.bounds[option + 1] - low
        earlier = _count_below(order, end, spin) - _count_below(order, start, spin)
        rounds = (arrivals.places >> np.uint64(_BITS)).astype(np.int64)
        places = (rounds * (end - start) + earlier).astype(np.uint64)
        return self.picks[option], step(arrivals, self.picks[option], places)

    def _deal(
        self, arrivals: Arrivals, low: NDArray[np.int64], high: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], Arrivals]:
        """Give the balls out in their order: every place below their number has one of its own."""
        places = np.zeros(len(low), np.int64) if arrivals.places is None else arrivals.places.astype(np.int64)
        rounds, rest = np.divmod(places, high - low)
        option = np.searchsorted(self.bounds, low + rest, side="right") - 1
        weights = self.bounds[option + 1] - self.bounds[option]
        places = rounds * weights + (low + rest - self.bounds[option])
        return self.picks[option], step(arrivals, self.picks[option], places.astype(np.uint64))


def _reversed(order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Read the bits backwards: then 0, 1, 2, ... spread evenly (van der Corput)."""
    turned = np.zeros_like(order)
    for bit in range(_BITS):
        turned |= ((order >> bit) & 1) << (_BITS - 1 - bit)
    return turned


def _count_below(order: NDArray[np.int64], bound: NDArray[np.int64], spin: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the earlier arrivals whose ball lies below a bound.

    The ball of arrival i is ``reversed(i) ^ spin``. Balls below the bound fall into stretches, one for each bit of the
    bound, that share their high bits; arrivals with such a ball share their low bits, hence are evenly spaced.
    """
    count = np.where(bound >= _FINE, order, 0)
    bound = np.where(bound >= _FINE, 0, bound)
    for bit in range(_BITS):
        size = _BITS - bit
        high = ((bound >> bit) ^ 1 ^ (spin >> bit)) << bit
        first = _reversed(high & (_FINE - 1)) & ((1 << size) - 1)
        spaced = np.where(order > first, ((order - 1 - first) >> size) + 1, 0)
        count += np.where((bound >> bit) & 1, spaced, 0)
    return count


def make_shelf(
    keys: NDArray[np.int64], picks: NDArray[np.int64], weights: NDArray[np.float64], *, exact: bool
) -> Shelf:
    """Sort options by key.

    Args:
        keys: The key of each option.
        picks: What each stands for.
        weights: How often each is drawn, relative to others of its key; those of weight 0 are left out.
        exact: Whether the weights are whole numbers of derivations, to be given out one by one.

    Returns:
        The shelf.
    """
    order = np.lexsort((picks, keys))
    order = order[weights[order] > 0]
    keys, picks, weights = keys[order], picks[order], weights[order]
    distinct, firsts = np.unique(keys, return_index=True)
    firsts = np.append(firsts, len(keys)).astype(np.int64)
    bounds = np.concatenate([[0], np.cumsum(weights.astype(np.int64))]) if exact else _fine_bounds(weights, firsts)
    return Shelf(distinct, firsts, picks, bounds, exact)


def _fine_bounds(weights: NDArray[np.float64], firsts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Share 2**20 balls out for each key; every option gets one, the rest goes by weight."""
    sizes = np.diff(firsts)
    segment = np.repeat(np.arange(len(sizes)), sizes)
    sums = np.bincount(segment, weights, len(sizes))
    running = np.cumsum(weights / sums[segment])
    before = running - np.repeat(running[firsts[1:] - 1], sizes) + 1.0
    number = np.arange(len(weights)) - firsts[segment] + 1
    last = number == sizes[segment]
    ends = np.where(last, _FINE, number + np.floor(np.clip(before, 0, 1) * (_FINE - sizes[segment])).astype(np.int64))
    return np.concatenate([[0], segment * _FINE + ends])
