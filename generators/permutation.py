"""A keyed permutation of 0..n-1 that takes no memory and gives any single place in constant time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import UsageError
from nonesuch.generators.randomness import mix64

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Permutation"]

_ROUNDS = 6
_LIMIT = 2**62


@dataclass(frozen=True)
class Permutation:
    """A bijection of 0..size-1, chosen by a key.

    An alternating Feistel network over Z_a x Z_b with a = ceil(sqrt(size)) and b the least that gives a * b >= size,
    followed by cycle walking (Black, Rogaway: "Ciphers with arbitrary finite domains", CT-RSA 2002). Six rounds
    of SplitMix64 mixing; it shuffles, it does not encrypt.

    Args:
        size: How many places there are, 1 <= size <= 2**62.
        key: Any integer; its low 64 bits count.

    Raises:
        UsageError: If size is out of bounds.

    Example:
        >>> Permutation(8, key=3)(np.arange(8))
        array([2, 4, 3, 0, 1, 6, 7, 5])
    """

    size: int
    key: int

    def __post_init__(self) -> None:
        if not 1 <= self.size <= _LIMIT:
            raise UsageError("a permutation cannot have this size", expected="1 to 2**62", found=self.size)

    @cached_property
    def _sides(self) -> tuple[np.uint64, np.uint64]:
        a = math.isqrt(self.size - 1) + 1
        return np.uint64(a), np.uint64(-(-self.size // a))

    @cached_property
    def _keys(self) -> NDArray[np.uint64]:
        counter = np.arange(1, _ROUNDS + 1, dtype=np.uint64)
        with np.errstate(over="ignore"):
            return mix64(counter * np.uint64(0x9E3779B97F4A7C15) + np.uint64(self.key & 0xFFFFFFFFFFFFFFFF))

    def __call__(self, places: NDArray[np.integer]) -> NDArray[np.int64]:
        """Say which item stands at each place.

        Args:
            places: Shape (n,), integers in [0, size).

        Returns:
            Shape (n,), int64 in [0, size); distinct places give distinct items.
        """
        return self._walk(places, forward=True)

    def inverse(self, items: NDArray[np.integer]) -> NDArray[np.int64]:
        """Say at which place each item stands.

        Args:
            items: Shape (n,), integers in [0, size).

        Returns:
            Shape (n,), int64 in [0, size), such that ``self(self.inverse(items)) == items``.

        Example:
            >>> shuffle = Permutation(1000, key=1)
            >>> bool((shuffle(shuffle.inverse(np.arange(1000))) == np.arange(1000)).all())
            True
        """
        return self._walk(items, forward=False)

    def _walk(self, x: NDArray[np.integer], *, forward: bool) -> NDArray[np.int64]:
        step = self._forward if forward else self._backward
        y = step(np.asarray(x).astype(np.uint64))
        size = np.uint64(self.size)
        outside = np.flatnonzero(y >= size)
        while len(outside):
            y[outside] = step(y[outside])
            outside = outside[y[outside] >= size]
        return y.astype(np.int64)

    def _forward(self, x: NDArray[np.uint64]) -> NDArray[np.uint64]:
        a, b = self._sides
        left, right = np.divmod(x, b)
        with np.errstate(over="ignore"):
            for i, key in enumerate(self._keys):
                if i % 2:
                    right = _reduce(right + _below(b, mix64(left + key)), b)
                else:
                    left = _reduce(left + _below(a, mix64(right + key)), a)
        return left * b + right

    def _backward(self, x: NDArray[np.uint64]) -> NDArray[np.uint64]:
        a, b = self._sides
        left, right = np.divmod(x, b)
        with np.errstate(over="ignore"):
            for i in reversed(range(_ROUNDS)):
                key = self._keys[i]
                if i % 2:
                    right = _reduce(right + b - _below(b, mix64(left + key)), b)
                else:
                    left = _reduce(left + a - _below(a, mix64(right + key)), a)
        return left * b + right


def _below(bound: np.uint64, hashed: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Map hashes to [0, bound) by their high half; bound < 2**32 (Lemire, ACM TOMACS 29(1), 2019)."""
    return ((hashed >> np.uint64(32)) * bound) >> np.uint64(32)


def _reduce(x: NDArray[np.uint64], bound: np.uint64) -> NDArray[np.uint64]:
    """Return x modulo bound for x < 2 * bound: where x < bound, x - bound wraps round and is the larger one."""
    reduced: NDArray[np.uint64] = np.minimum(x, x - bound)
    return reduced
