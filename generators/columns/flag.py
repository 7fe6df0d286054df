"""Yes or no, with a prevalence; correlated with other columns if wanted (a liability with a threshold)."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError, RecipeError
from nonesuch.generators.columns.base import Binding, By, Column, ColumnSpec
from nonesuch.generators.given.clamp import Clamped
from nonesuch.generators.priors import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.given.wanted import Wanted
    from nonesuch.generators.priors import Strata

__all__ = ["FlagSpec"]

_threshold = np.vectorize(
    lambda p: NormalDist().inv_cdf(1 - p) if 0 < p < 1 else (np.inf if p <= 0 else -np.inf), otypes=[np.float64]
)


class FlagSpec(ColumnSpec):
    """True for a given share of rows.

    As a member of a copula the flag is true where the row's normal score lies above the threshold that gives the
    share: the liability model of multifactorial traits (Falconer, Annals of Human Genetics 29, 1965).
    """

    kind: Literal["flag"] = "flag"
    share: float | None = Field(None, ge=0, le=1, description="Share of rows that are true.")
    table: str | None = Field(None, description="CSV file with a column of shares by stratum.")
    value: str = Field("share", description="Column of the table that holds the shares.")
    where: dict[str, str] = Field({}, description="Rows of the table to use: column = value.")
    by: By = Field({})
    outside: Literal["error", "nearest", "false"] = Field(
        "error", description="A record that fits no range of the table."
    )
    copula: str | None = Field(None, description="Copula of the table that the liability comes from.")
    member: str | None = Field(None, description="Name in the copula; else the column's name.")

    figures = ("share",)

    @model_validator(mode="after")
    def _one_origin(self) -> FlagSpec:
        if (self.share is None) == (self.table is None):
            raise PackError("a flag has its share here or in a table", expected="either 'share' or 'table'")
        return self

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return tuple(self.by.values())

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        member = (self.copula, self.member or binding.column) if self.copula else None
        if self.table is None:
            return _Flag(np.array([self.share], dtype=np.float64), None, member)
        frame = binding.read(self.table, columns=[self.value, *self.where])
        for column, value in self.where.items():
            frame = frame.filter(pl.col(column).cast(pl.String) == value)
        if frame.is_empty():
            raise PackError("no row of the table is left", place=binding.place, expected="rows", found=self.where)
        strata = binding.strata(frame, self.by, outside=self.outside)
        shares = numbers(frame, self.value, place=f"{binding.place}: {self.table}")[strata.one_row_each()]
        if not bool(np.all((shares >= 0) & (shares <= 1))):
            raise PackError("a share is out of bounds", place=binding.place, expected="0 to 1", found=shares.tolist())
        if self.outside == "false":
            shares = np.append(shares, 0.0)
        return _Flag(shares, strata if self.by else None, member)


@dataclass(frozen=True, eq=False)
class _Flag:
    shares: NDArray[np.float64]
    strata: Strata | None
    member: tuple[str, str] | None
    dtype: pl.DataType = pl.Boolean()  # noqa: RUF009 - a type, not state

    def _shares(self, batch: Batch) -> NDArray[np.float64]:
        return self.shares[:1] if self.strata is None else self.shares[self.strata.locate(batch)]

    def _thresholds(self, batch: Batch) -> NDArray[np.float64]:
        thresholds = _threshold(self.shares)
        return thresholds[:1] if self.strata is None else thresholds[self.strata.locate(batch)]

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        if self.member is None:
            return pl.Series(rng.random(batch.size) < self._shares(batch))
        return pl.Series(batch.scores[self.member[0]][self.member[1]] > self._thresholds(batch))

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        if len(wanted.values) != 1 or not isinstance(wanted.values[0], bool):
            raise RecipeError("a flag is true or false", place=wanted.place, found=wanted.shown)
        value = wanted.values[0]
        series = pl.Series(np.full(batch.size, value))
        if self.member is None:
            share = np.broadcast_to(self._shares(batch), batch.size)
            with np.errstate(divide="ignore"):
                return Clamped(series, np.log(share if value else 1 - share))
        copula, member = self.member
        threshold = np.broadcast_to(self._thresholds(batch), batch.size)
        far = np.full(batch.size, 8.0)
        low, high = (np.clip(threshold, -8, 8), far) if value else (-far, np.clip(threshold, -8, 8))
        return Clamped(series, batch.expectations[copula].fix(batch.scores[copula], member, low, high, u))
