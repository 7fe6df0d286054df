"""Events of many owners, put in order of owner and time by one sort of packed integers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Timeline"]

_OWNER_BITS, _SECOND_BITS, _TAG_BITS = 16, 32, 15


@dataclass(frozen=True)
class Timeline:
    """Moments with owners and tags, in any order.

    Attributes:
        owner: Shape (n,), below 65,536.
        second: Shape (n,), seconds since 1970-01-01, spread over less than 136 years.
        tag: Shape (n,), 0 to 32,767.
    """

    owner: NDArray[np.int64]
    second: NDArray[np.int64]
    tag: NDArray[np.int64]

    def sorted(self, apart: int = 0) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Put the moments in order of owner, then of time.

        Args:
            apart: Least number of seconds between two moments of an owner; later ones are pushed back.

        Returns:
            Owners, seconds and tags, each of shape (n,).

        Raises:
            PackError: If owners, seconds or tags do not fit.

        Example:
            >>> Timeline(np.array([1, 0, 0]), np.array([5, 9, 7]), np.zeros(3, dtype=int)).sorted(apart=10)[1]
            array([ 7, 17,  5])
        """
        if not len(self.owner):
            return self.owner, self.second, self.tag
        base = int(self.second.min())
        spread = int(self.second.max()) - base
        if int(self.owner.max()) >> _OWNER_BITS or spread >> _SECOND_BITS or int(self.tag.max()) >> _TAG_BITS:
            raise PackError(
                "a block holds too many events' owners, years or campaigns", expected="a smaller 'block' in pack.toml"
            )
        packed = (self.owner << (_SECOND_BITS + _TAG_BITS)) | ((self.second - base) << _TAG_BITS) | self.tag
        packed.sort()
        owner = packed >> (_SECOND_BITS + _TAG_BITS)
        second = (packed >> _TAG_BITS) & (2**_SECOND_BITS - 1)
        if apart:
            second = _push_apart(owner, second, apart)
        return owner, second + base, packed & (2**_TAG_BITS - 1)


def _push_apart(owner: NDArray[np.int64], second: NDArray[np.int64], apart: int) -> NDArray[np.int64]:
    """Latest over all earlier moments j of ``second[j] + (i - j) * apart``, owner by owner, as one running maximum."""
    stairs = np.arange(len(owner)) * apart
    stride = int(second.max()) + int(stairs[-1]) + 1
    lifted = second - stairs + owner * stride
    return np.maximum.accumulate(lifted) - owner * stride + stairs
