"""Events of many owners, put in order of owner and time by one sort of packed integers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Timeline"]

_BITS = 63


@dataclass(frozen=True)
class Timeline:
    """Moments with owners and tags, in any order.

    Attributes:
        owner: Shape (n,), >= 0.
        second: Shape (n,), seconds since 1970-01-01.
        tag: Shape (n,), >= 0; 0 for all if None.
    """

    owner: NDArray[np.int64]
    second: NDArray[np.int64]
    tag: NDArray[np.int64] | None = None

    @classmethod
    def joined(cls, parts: Sequence[Timeline]) -> Timeline:
        """Moments of several timelines, one after another.

        Args:
            parts: One or more.

        Returns:
            All their moments.

        Example:
            >>> plain, tagged = Timeline(np.array([0, 1]), np.array([5, 7])), Timeline(*np.array([[1], [6], [3]]))
            >>> Timeline.joined([plain, tagged]).tag
            array([0, 0, 3])
        """
        owner, second = (np.concatenate([getattr(part, name) for part in parts]) for name in ("owner", "second"))
        if all(part.tag is None for part in parts):
            return cls(owner, second)
        tag = np.zeros(len(owner), dtype=np.int64)
        end = 0
        for part in parts:
            start, end = end, end + len(part.owner)
            if part.tag is not None:
                tag[start:end] = part.tag
        return cls(owner, second, tag)

    def sorted(self, apart: int | NDArray[np.int64] = 0) -> Timeline:
        """Put the moments in order of owner, then of time.

        Args:
            apart: Least number of seconds between two moments of an owner; later ones are pushed back. An array of
                shape (n,) has a number for each moment in their order: that before it; it is used up.

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
        gaps = apart if isinstance(apart, np.ndarray) else np.full(len(self.owner), apart) if apart else None
        stairs = None if gaps is None else np.cumsum(gaps, out=gaps)
        slack = 0 if stairs is None else int(stairs[-1])
        base, bits, tags = self._bits(slack)
        packed = self.owner << bits
        packed |= self.second - base if base else self.second
        if self.tag is not None:
            packed <<= tags
            packed |= self.tag
        packed.sort()
        moment = packed >> tags
        if stairs is not None:
            moment -= stairs  # pushed apart, a moment is the latest of second[j] + gaps[j + 1] + ... + gaps[i], j <= i
            np.maximum.accumulate(moment, out=moment)
            moment += stairs
        owner = moment >> bits
        moment &= 2**bits - 1
        moment += base
        if self.tag is None:
            return Timeline(owner, moment)
        packed &= 2**tags - 1
        return Timeline(owner, moment, packed)

    def _bits(self, slack: int) -> tuple[int, int, int]:
        """The second that counts as 0, and how many bits seconds and tags take."""
        least, most = int(self.second.min()), int(self.second.max()) + slack
        tags = 0 if self.tag is None else int(self.tag.max()).bit_length()
        others = int(self.owner.max()).bit_length() + tags
        for base in (0, least):
            if least >= base and others + (most - base).bit_length() <= _BITS:
                return base, (most - base).bit_length(), tags
        raise PackError(
            "a block holds too many owners, years or campaigns of events", expected="a smaller 'block' in pack.toml"
        )

    def part(self, rows: NDArray[np.bool_]) -> Timeline:
        """Some of the moments.

        Args:
            rows: Shape (n,), which.

        Returns:
            Them, in the same order.
        """
        kept = np.flatnonzero(rows)  # a mask would be counted through for each of the three
        tag = None if self.tag is None else np.take(self.tag, kept)
        return Timeline(np.take(self.owner, kept), np.take(self.second, kept), tag)
