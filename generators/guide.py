"""Which of many items lies at a given running total of weights, in constant time."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Guide"]

_MOST_CELLS = 2**19


class Guide:
    """Weights laid out in a row, cut into equal cells.

    A cell that lies within one item answers at once; a running total in one of the few cells that contain a border is
    looked up. (Guide tables: Chen, Asau: "On generating random variates from an empirical distribution", AIIE
    Transactions 6(2), 1974.)

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

    @cached_property
    def _cells(self) -> NDArray[np.int32]:
        """Item of each cell; -1 where a border lies in or near the cell."""
        count = min(1 << (8 * len(self.upto)).bit_length(), _MOST_CELLS)
        borders = np.linspace(0, self.upto[-1], count + 1)
        slack = borders[1] * 1e-6  # a running total that rounding carries over a border of cells is still found
        first = np.searchsorted(self.upto, borders[:-1] - slack, side="right") - 1
        last = np.searchsorted(self.upto, borders[1:] + slack, side="left") - 1
        first[0] = np.searchsorted(self.upto, 0.0, side="right") - 1
        last[-1] = np.searchsorted(self.upto, self.upto[-1], side="left") - 1
        return np.where(first == last, first, -1).astype(np.int32)

    def find(self, mass: NDArray[np.float64]) -> NDArray[np.int64]:
        """Find the item that covers each running total.

        Args:
            mass: Shape (n,), from 0 to below the sum of the weights.

        Returns:
            Shape (n,), the item i with ``upto[i] <= mass < upto[i + 1]``.
        """
        cells = self._cells
        cell = (mass * (len(cells) / self.upto[-1])).astype(np.int64)
        item = np.take(cells, cell, mode="clip").astype(np.int64)
        unsure = np.flatnonzero(item < 0)
        if len(unsure):
            item[unsure] = np.minimum(np.searchsorted(self.upto, mass[unsure], side="right") - 1, len(self.upto) - 2)
        return item

    def sample(self, rng: np.random.Generator, n: int) -> NDArray[np.int64]:
        """Draw n items by weight.

        Args:
            rng: The stream to draw from.
            n: How many, >= 0.

        Returns:
            Shape (n,), places of items.
        """
        return self.find(rng.random(n) * self.upto[-1])

    def between(
        self,
        rng: np.random.Generator,
        n: int,
        first: NDArray[np.int64] | int,
        last: NDArray[np.int64] | int,
        *,
        without: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None,
    ) -> NDArray[np.int64]:
        """Draw one item of each run of items, by weight.

        Args:
            rng: The stream to draw from.
            n: How many.
            first: First item of the run, one for all or shape (n,).
            last: The item after the run, one for all or shape (n,); each run has some weight.
            without: First item to leave out, and the item after those, each of shape (n,); some weight remains.

        Returns:
            Shape (n,), places of items.
        """
        low, high = np.take(self.upto, first), np.take(self.upto, last)
        mass = rng.random(n)
        if without is None:
            mass *= high - low
            mass += low
            return self.find(np.minimum(mass, np.nextafter(high, low)))
        skip, end = (np.take(self.upto, item) for item in without)
        mass *= high - low - (end - skip)
        mass += low
        mass = np.where(mass < skip, mass, end + (mass - skip))
        top = np.where(end < high, high, skip)
        return self.find(np.minimum(mass, np.nextafter(top, low)))
