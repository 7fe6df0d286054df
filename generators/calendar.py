"""Days that differ in weight by weekday and month, and draws of days between two dates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import PackError
from nonesuch.generators.guide import Guide, width_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Calendar"]

_FIRST = -25_567  # 1900-01-01 in days since 1970-01-01
_LAST = 47_482  # 2100-01-01


@dataclass(frozen=True, eq=False)
class Calendar:
    """Weights of the days from 1900 to 2099: weekday times month.

    Args:
        weekday: Shape (7,), weights of Monday to Sunday, > 0.
        month: Shape (12,), weights of January to December, > 0.

    Example:
        >>> Calendar(np.ones(7), np.ones(12)).mass(np.array([0]), np.array([10]))
        array([10.])
    """

    weekday: NDArray[np.float64]
    month: NDArray[np.float64]

    @cached_property
    def _days(self) -> Guide:
        return _days_of(tuple(self.weekday.tolist()), tuple(self.month.tolist()))

    def check(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> None:
        """Refuse days that the calendar does not know.

        Args:
            first: Shape (n,), days since 1970-01-01.
            last: Shape (n,), days since 1970-01-01.

        Raises:
            PackError: If a day lies before 1900 or after 2099.
        """
        least, most = int(first.min(initial=0)), int(last.max(initial=0))
        if least < _FIRST or most >= _LAST:
            found = str(np.datetime64(least if least < _FIRST else most, "D"))
            raise PackError("a day is out of bounds", expected="days from 1900-01-01 to 2099-12-31", found=found)

    def mass(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
        """Total weight of the days from `first` up to, not including, `last`.

        Args:
            first: Shape (n,), days since 1970-01-01.
            last: Shape (n,), days since 1970-01-01.

        Returns:
            Shape (n,), float64, in average days; 0 where last <= first.
        """
        start, stop = (np.clip(x, _FIRST, _LAST) - _FIRST for x in (first, last))
        return np.maximum(self._days.upto[stop] - self._days.upto[start], 0.0)

    def sample(
        self,
        rng: np.random.Generator,
        n: int,
        first: NDArray[np.int64] | int,
        last: NDArray[np.int64] | int,
        *,
        owner: NDArray[np.integer] | None = None,
    ) -> NDArray[np.int64]:
        """Draw a day for each row, at or after `first` and before `last`, by weight.

        Args:
            rng: The stream to draw from.
            n: How many.
            first: Days since 1970-01-01, one or shape (n,).
            last: Days since 1970-01-01, one or shape (n,), > first.
            owner: Shape (n,), where `first` and `last` are those of owners: whose each draw is.

        Returns:
            Shape (n,), days since 1970-01-01.
        """
        low, high = (np.take(self._days.upto, np.clip(day, _FIRST, _LAST) - _FIRST) for day in (first, last))
        ranges = low, width_of(low, high)
        low, width = (np.broadcast_to(x, n) if owner is None else np.take(x, owner) for x in ranges)
        days = self._days.over(rng, low, width)
        days += _FIRST
        return days

    def weight(self, day: NDArray[np.int64]) -> NDArray[np.float64]:
        """Weight of each day, 1 for an average one."""
        place = np.clip(day, _FIRST, _LAST - 1) - _FIRST
        return self._days.upto[place + 1] - self._days.upto[place]


@lru_cache(maxsize=64)
def _days_of(weekday: tuple[float, ...], month: tuple[float, ...]) -> Guide:
    """All days in a row; a weight of 1 is an average day."""
    days = np.arange(_FIRST, _LAST)
    place = (days + 3) % 7, days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weights = np.array(weekday)[place[0]] * np.array(month)[place[1]]  # 1970-01-01 was a Thursday
    return Guide(weights / weights.mean())
