"""Which of many items lies at a given running total of weights, in constant time."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Guide"]

_STEPS = 3


class Guide:
    """Weights laid out in a row, with a table of where to begin to look (Chen, Asau, AIIE Transactions 6(2), 1974).

    Args:
        weights: Shape (items,), >= 0.

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
        count = 1 << min(max(2 * len(self.upto), 16).bit_length(), 22)
        starts = np.linspace(0, self.upto[-1], count, endpoint=False)
        return (np.searchsorted(self.upto, starts, side="right") - 1).astype(np.int32)

    def find(self, mass: NDArray[np.float64]) -> NDArray[np.int64]:
        """Find the item that covers each running total.

        Args:
            mass: Shape (n,), from 0 to below the sum of the weights.

        Returns:
            Shape (n,), the item i with ``upto[i] <= mass < upto[i + 1]``.
        """
        cells, last = self._cells, len(self.upto) - 2
        cell = (mass * (len(cells) / self.upto[-1])).astype(np.int64)
        item = np.take(cells, np.minimum(cell, len(cells) - 1)).astype(np.int64)
        for _ in range(_STEPS):
            item += np.take(self.upto, np.minimum(item, last) + 1) <= mass
        late = np.flatnonzero(np.take(self.upto, np.minimum(item, last) + 1) <= mass)
        if len(late):
            item[late] = np.searchsorted(self.upto, mass[late], side="right") - 1
        return np.minimum(item, last)

    def between(self, rng: np.random.Generator, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
        """Draw one item of each run of items, by weight.

        Args:
            rng: The stream to draw from.
            first: Shape (n,), first item of each run.
            last: Shape (n,), the item after each run; each run has some weight.

        Returns:
            Shape (n,), places of items.
        """
        low, high = np.take(self.upto, first), np.take(self.upto, last)
        mass = low + rng.random(len(low)) * (high - low)
        return self.find(np.minimum(mass, np.nextafter(high, low)))
