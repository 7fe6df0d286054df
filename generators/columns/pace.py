"""Moments that follow each other at given gaps, in the hours in which somebody is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from nonesuch.errors import PackError
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.formula import names_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.formula import Formula

__all__ = ["Open", "PaceSpec", "after_open"]

_DAY = 86_400


class Open(BaseModel):
    """The hours of every day in which time counts for a row; null for rows for which it always counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: str = Field(description="Expression: first hour, 0 to 23.")
    until: str = Field(description="Expression: the hour after the last, up to 24.")


class PaceSpec(ColumnSpec):
    """Moments of the rows of a parent, one after another.

    The first is `start`, every later one the moment of the row before it plus the row's own gap. Where the row has
    opening hours, only these count: a moment at night becomes one in the morning.
    """

    kind: Literal["pace"] = "pace"
    start: str = Field(description="Expression of each row; that of a parent's first row is its moment.")
    gap_seconds: str = Field(description="Column of this table: whole seconds since the row before, at least 1.")
    open: Open | None = Field(None, description="Hours outside of which no time passes.")

    def _texts(self) -> tuple[str, ...]:
        return (self.start, *((self.open.since, self.open.until) if self.open else ()))

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return tuple(dict.fromkeys([self.gap_seconds, *names_in(*self._texts())]))

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        dtypes = (pl.Datetime("us"), pl.Float64(), pl.Float64())
        start, *hours = (binding.formula(text, dtype) for text, dtype in zip(self._texts(), dtypes, strict=False))
        return _Pace(pl.Datetime("us"), self.gap_seconds, start, tuple(hours), binding.place)


@dataclass(frozen=True, eq=False)
class _Pace:
    dtype: pl.DataType
    gap: str
    start: Formula
    hours: tuple[Formula, ...]
    place: str

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - the gaps are drawn already
        start = self.start.column(batch).to_physical()
        gap = batch.get(self.gap).cast(pl.Float64).fill_null(float("nan")).to_numpy()
        if batch.size and not bool(np.all(gap >= 1)):
            raise PackError("a gap is missing or below a second", place=self.place, expected=f"{self.gap} >= 1")
        second = start.to_numpy() // 1_000_000
        since, until = (self._hour(batch, hour) for hour in self.hours) if self.hours else (None, None)
        first = np.flatnonzero(batch.ordinal == 0)
        length = np.diff(np.append(first, batch.size))
        moment = np.array(second, dtype=np.int64)
        for place in range(1, int(length.max(initial=0))):
            rows = first[length > place] + place
            then = moment[rows - 1] + gap[rows].astype(np.int64)
            if since is not None and until is not None:
                bound = since[rows] < until[rows]
                inside = after_open(moment[rows - 1], gap[rows].astype(np.int64), since[rows], until[rows])
                then = np.where(bound, inside, then)
            moment[rows] = then
        return pl.Series(moment * 1_000_000).cast(pl.Datetime("us"))

    def _hour(self, batch: Batch, hour: Formula) -> NDArray[np.int64]:
        return hour.column(batch).fill_null(0).to_numpy().astype(np.int64)


def after_open(
    moment: NDArray[np.int64], gap: NDArray[np.int64], since: NDArray[np.int64], until: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The moment at which so many seconds of opening hours have gone by.

    Args:
        moment: Shape (n,), seconds since some midnight.
        gap: Shape (n,), seconds of opening hours, >= 1.
        since: Shape (n,), first open hour of the day, 0 to 23.
        until: Shape (n,), the hour after the last, above `since`.

    Returns:
        Shape (n,), seconds since the same midnight, later than `moment` and inside the opening hours.

    Example:
        >>> evening = np.array([17 * 3600 + 1800])
        >>> after_open(evening, np.array([7200]), np.array([9]), np.array([18])).item() / 3600
        34.5
    """
    length = np.maximum((until - since) * 3600, 1)
    day, clock = np.divmod(moment, _DAY)
    work = day * length + np.clip(clock - since * 3600, 0, length) + gap
    whole, rest = np.divmod(work - 1, length)  # a day's last second belongs to that day, not to the next
    return whole * _DAY + since * 3600 + rest + 1
