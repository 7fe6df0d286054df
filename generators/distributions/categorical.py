"""Draws of category codes with given weights, exact and fast, for any number of strata."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import PackError
from nonesuch.generators.randomness import random_u16

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Categorical", "code_dtype"]

_CACHE_CELLS = 2**18


def code_dtype(size: int) -> type[np.unsignedinteger]:
    """Say which unsigned integer holds codes 0..size-1 and one code more.

    Example:
        >>> code_dtype(255).__name__, code_dtype(256).__name__
        ('uint8', 'uint16')
    """
    return np.uint8 if size < 2**8 else np.uint16 if size < 2**16 else np.uint32


class Categorical:
    """Codes 0..k-1, drawn with weights that may differ by stratum.

    The unit interval is cut into equal cells. A cell that lies within one category answers at once; the few that
    contain a border are settled by a further uniform number. So 16 random bits and one look-up make most draws, and
    the probabilities are exact all the same. (Guide tables: Chen, Asau: "On generating random variates from an
    empirical distribution", AIIE Transactions 6(2), 1974.)

    Args:
        weights: Shape (k,) or (strata, k); >= 0, at least one above 0 in each stratum.

    Raises:
        PackError: If there are no weights, or a stratum has none above 0.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> Categorical([0.7, 0.2, 0.1]).sample(stream(1, "doc"), 8)
        array([0, 2, 0, 1, 0, 1, 2, 0], dtype=uint8)
    """

    def __init__(self, weights: ArrayLike) -> None:
        table = np.atleast_2d(np.asarray(weights, dtype=np.float64))
        if table.size == 0 or table.ndim != 2:
            raise PackError(
                "there is nothing to draw from", expected="weights of shape (k,) or (strata, k)", found=table.shape
            )
        if not bool(np.all(np.isfinite(table) & (table >= 0))):
            raise PackError("a weight is negative or not a number", expected="weights >= 0", found=float(table.min()))
        total = table.sum(axis=1, keepdims=True)
        if not bool(np.all(total > 0)):
            raise PackError(
                "all weights are 0", expected="at least one weight above 0", found=f"stratum {int(np.argmin(total))}"
            )
        self.probabilities: NDArray[np.float64] = table / total
        self.strata, self.size = table.shape
        self.dtype = code_dtype(self.size)

    @classmethod
    def of(cls, weights: ArrayLike) -> Categorical:
        """The sampler of these weights; the same for the same weights, so that its tables are laid out once.

        Args:
            weights: Shape (k,) or (strata, k).

        Returns:
            The sampler.

        Raises:
            PackError: See `Categorical`.

        Example:
            >>> Categorical.of([1, 2]) is Categorical.of([1.0, 2.0])
            True
        """
        table = np.asarray(weights, dtype=np.float64)
        return _kept(table.shape, table.tobytes())

    @cached_property
    def _upper(self) -> NDArray[np.float64]:
        upper = np.cumsum(self.probabilities, axis=1)
        last = self.size - 1 - np.argmax(self.probabilities[:, ::-1] > 0, axis=1)
        upper[np.arange(self.size) >= last[:, None]] = (
            1.0  # no draw may fall behind the last category that can be drawn
        )
        return upper

    @cached_property
    def _line(self) -> NDArray[np.float64]:
        """The strata's borders after one another, each stratum one further."""
        return (self._upper + np.arange(self.strata)[:, None]).ravel()

    @cached_property
    def _bits(self) -> int:
        return max(min(16, (_CACHE_CELLS // self.strata).bit_length() - 1), 4)

    @cached_property
    def _cells(self) -> NDArray[np.unsignedinteger]:
        upper = self._upper * 2**self._bits
        first, last = self._running(np.ceil(upper)), self._running(np.floor(upper))
        return np.where(first >= last, np.minimum(first, self.size - 1), self.size).astype(self.dtype).ravel()

    def _running(self, border: NDArray[np.float64]) -> NDArray[np.int64]:
        """How many borders lie at or before each cell, shape (strata, cells)."""
        width = 2**self._bits + 1
        place = np.minimum(border.astype(np.int64), width - 1) + np.arange(self.strata)[:, None] * width
        counts = np.bincount(place.ravel(), minlength=self.strata * width).reshape(self.strata, width)
        return np.cumsum(counts, axis=1)[:, :-1]

    def sample(
        self, rng: np.random.Generator, n: int, stratum: NDArray[np.integer] | None = None
    ) -> NDArray[np.unsignedinteger]:
        """Draw n codes.

        Args:
            rng: The stream to draw from.
            n: How many, >= 0.
            stratum: Shape (n,), the stratum of each row; may be left out where there is one.

        Returns:
            Shape (n,), unsigned integers below k.
        """
        cell = random_u16(rng, n)
        if self._bits < 16:
            cell >>= np.uint16(16 - self._bits)
        codes = np.take(self._cells, cell if stratum is None else self._places(cell, stratum))
        border = np.flatnonzero(codes == self.size)
        if len(border):
            u = (cell[border] + rng.random(len(border))) / 2**self._bits
            row = 0 if stratum is None else stratum[border].astype(np.int64)
            found = np.searchsorted(self._line, u + row, side="right")
            codes[border] = np.minimum(found - row * self.size, self.size - 1)
        return codes

    def _places(self, cell: NDArray[np.uint16], stratum: NDArray[np.integer]) -> NDArray[np.int64]:
        place = np.left_shift(stratum, self._bits, dtype=np.int64)
        place += cell
        return place

    def log_probability(self, codes: ArrayLike, stratum: ArrayLike = 0) -> NDArray[np.float64]:
        """Natural logarithm of the probability of these codes in these strata.

        Args:
            codes: Integers below k; broadcast against the strata.
            stratum: Integers below the number of strata.

        Returns:
            float64, -inf where the weight is 0.
        """
        with np.errstate(divide="ignore"):
            return np.log(self.probabilities[np.asarray(stratum), np.asarray(codes)])


@lru_cache(maxsize=256)
def _kept(shape: tuple[int, ...], weights: bytes) -> Categorical:
    return Categorical(np.frombuffer(weights).reshape(shape))
