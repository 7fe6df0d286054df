"""Events of many owners, put in order of owner and time by one sort of packed integers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Timeline"]

_BITS = 63


@dataclass(frozen=True)
class Timeline:
    """Moments with owners and tags, in any order.

    Attributes:
        owner: Shape (n,), >= 0.
        second: Shape (n,), seconds since 1970-01-01.
        tag: Shape (n,), >= 0.
    """

    owner: NDArray[np.int64]
    second: NDArray[np.int64]
    tag: NDArray[np.int64]

    def sorted(self, apart: int = 0, *, more: NDArray[np.int64] | None = None) -> Timeline:
        """Put the moments in order of owner, then of time.

        Args:
            apart: Least number of seconds between two moments of an owner; later ones are pushed back.
            more: Shape (n,), >= 0, seconds that `apart` grows by, before each moment in their order; none if None.

        Returns:
            The same moments, in order.

        Raises:
            PackError: If owner, second and tag do not fit in 63 bits; 65,000 owners, 30,000 tags and 130 years do.

        Example:
            >>> Timeline(np.array([1, 0, 0]), np.array([5, 9, 7]), np.zeros(3, dtype=int)).sorted(apart=10).second
            array([ 7, 17,  5])
        """
        if not len(self.owner):
            return self
        base = int(self.second.min())
        seconds = (int(self.second.max()) - base).bit_length()
        tags = int(self.tag.max()).bit_length()
        if int(self.owner.max()).bit_length() + seconds + tags > _BITS:
            expected = "a smaller 'block' in pack.toml"
            raise PackError("a block holds too many owners, years or campaigns of events", expected=expected)
        packed, second = self.owner << (seconds + tags), self.second - base
        packed |= np.left_shift(second, tags, out=second)
        packed |= self.tag
        packed.sort()
        owner = packed >> (seconds + tags)
        np.right_shift(packed, tags, out=second)
        second &= 2**seconds - 1
        packed &= 2**tags - 1
        if apart:
            _push_apart(owner, second, np.full(len(owner), apart) if more is None else apart + more)
        second += base
        return Timeline(owner, second, packed)

    def part(self, rows: NDArray[np.bool_]) -> Timeline:
        """Some of the moments.

        Args:
            rows: Shape (n,), which.

        Returns:
            Them, in the same order.
        """
        kept = np.flatnonzero(rows)  # a mask would be counted through for each of the three
        return Timeline(np.take(self.owner, kept), np.take(self.second, kept), np.take(self.tag, kept))


def _push_apart(owner: NDArray[np.int64], second: NDArray[np.int64], gaps: NDArray[np.int64]) -> None:
    """Latest over all earlier moments j of ``second[j] + gaps[j + 1] + ... + gaps[i]``, as one running maximum.

    Moments are changed in place, and gaps are used up: fresh memory would cost as much as the sums.
    """
    stairs = np.cumsum(gaps, out=gaps)
    lift = owner * (int(second.max()) + int(stairs[-1]) + 1)
    lift -= stairs
    second += lift
    np.maximum.accumulate(second, out=second)
    second -= lift
