"""Which of many items lies at a given running total of weights, in constant time."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Guide", "width_of"]

_MOST_CELLS = 2**18
_HAIR = 1 - 2.0**-50


class Guide:
    """Weights laid out in a row, cut into equal cells.

    A cell knows its first item; where the cell holds the border to the next one, a comparison decides, and only in the
    few cells with several borders the running total is looked up. Where all weights are 1, a total is its own answer.
    (Guide tables: Chen, Asau: "On generating random variates from an empirical distribution", AIIE Transactions 6(2),
    1974.)

    Args:
        weights: Shape (items,), >= 0, at least one above 0.

    Attributes:
        upto: Shape (items + 1,), running total of the weights before each item.

    Example:
        >>> Guide(np.array([1.0, 0.0, 3.0])).find(np.array([0.5, 1.0, 3.9]))
        array([0, 2, 2])
    """

    def __init__(self, weights: NDArray[np.float64]) -> None:
        self.upto = np.concatenate([[0.0], np.cumsum(weights)])
        self._even = bool(np.all(weights == 1.0))
        self._final = int(np.searchsorted(self.upto, self.upto[-1])) - 1  # what follows has no weight

    @cached_property
    def _cells(self) -> tuple[NDArray[np.int32], bool]:
        """First item of each cell, -1 where a cell holds several borders; and whether there is such a cell."""
        count = min(1 << (8 * len(self.upto)).bit_length(), _MOST_CELLS)
        borders = np.linspace(0, self.upto[-1], count + 1)
        slack = borders[1] * 1e-6  # a running total that rounding carries over a border of cells is still found
        first = np.searchsorted(self.upto, borders[:-1] - slack, side="right") - 1
        last = np.searchsorted(self.upto, borders[1:] + slack, side="left") - 1
        first[0] = np.searchsorted(self.upto, 0.0, side="right") - 1
        last[-1] = self._final
        first[last - first > 1] = -1
        return first.astype(np.int32), bool(first.min() < 0)

    def find(self, mass: NDArray[np.float64]) -> NDArray[np.int64]:
        """Find the item that covers each running total.

        Args:
            mass: Shape (n,), from 0 to below the sum of the weights.

        Returns:
            Shape (n,), the item i with ``upto[i] <= mass < upto[i + 1]``.
        """
        if self._even:
            item = mass.astype(np.int64)
            return np.minimum(item, self._final, out=item)
        cells, crowded = self._cells
        cell = (mass * (len(cells) / self.upto[-1])).astype(np.int64)
        item = np.take(cells, cell, mode="clip").astype(np.int64)
        unsure = np.flatnonzero(item < 0) if crowded else ()
        item += mass >= np.take(self.upto[1:], item, mode="clip")
        if len(unsure):
            item[unsure] = np.searchsorted(self.upto, mass[unsure], side="right") - 1
        return item if not len(item) or item.max() <= self._final else np.minimum(item, self._final, out=item)

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.int64]:
        """Draw items by weight.

        Args:
            rng: The stream to draw from.
            n: How many, >= 0.

        Returns:
            Shape (n,), places of items.
        """
        mass = rng.random(n)
        mass *= self.upto[-1]
        return self.find(mass)

    def between(
        self, rng: np.random.Generator, n: int, first: NDArray[np.int64] | int, last: NDArray[np.int64] | int
    ) -> NDArray[np.int64]:
        """Draw one item of each run of items, by weight.

        Args:
            rng: The stream to draw from.
            n: How many.
            first: First item of the run, one for all or shape (n,).
            last: The item after the run, one for all or shape (n,); each run has some weight.

        Returns:
            Shape (n,), places of items.
        """
        low, high = (np.take(self.upto, item) for item in (first, last))
        return self.over(rng, np.broadcast_to(low, n), np.broadcast_to(width_of(low, high), n))

    def over(
        self,
        rng: np.random.Generator,
        low: NDArray[np.float64],
        width: NDArray[np.float64],
        *,
        without: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    ) -> NDArray[np.int64]:
        """Draw one item of each range of running totals, by weight.

        Args:
            rng: The stream to draw from.
            low: Shape (n,), total before the first item of the range.
            width: Shape (n,), weight of the range; see `width_of`.
            without: Total before the items to leave out, and their weight, each of shape (n,); some weight remains.

        Returns:
            Shape (n,), places of items.
        """
        mass = rng.random(len(low))
        if without is None:
            mass *= width
            mass += low
            return self.find(mass)
        skip, gap = without
        mass *= width - gap
        mass += low
        mass += np.where(mass < skip, 0.0, gap)
        return self.find(mass)


def width_of(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weight of ranges of running totals, a hair less, so that no rounding carries a draw out of the range.

    Args:
        low: Shape (n,), >= 0, total before the first item of the range.
        high: Shape (n,), total behind its last item, >= `low`.

    Returns:
        Shape (n,), >= 0.

    Example:
        >>> width_of(np.array([2.0]), np.array([5.0])).round(9)
        array([3.])
    """
    return np.maximum(high * _HAIR - low, 0.0)
