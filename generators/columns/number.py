"""Numbers: of a family with parameters, or read off quantile curves, if wanted by stratum, if wanted correlated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError, nearest
from nonesuch.expression import Expression, parse_expression
from nonesuch.generators.columns.base import Binding, By, Column, ColumnSpec
from nonesuch.generators.distributions import FAMILIES, Distribution, Quantiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.priors import Strata

__all__ = ["NumberSpec"]

_TRIES = 16

Bounds = tuple[float, float] | None

Family = Literal[
    "beta", "constant", "exponential", "gamma", "geometric", "lognormal", "negative_binomial", "normal", "pareto",
    "poisson", "triangular", "uniform", "quantiles",
]  # fmt: skip


class NumberSpec(ColumnSpec):
    """A number drawn from a distribution.

    Parameters are numbers, SQL expressions over the row, or columns of a table by stratum. With
    ``distribution = "quantiles"`` the table has columns such as ``p05, p50, p95``; then the number may be a member of a
    copula.
    """

    kind: Literal["number"] = "number"
    distribution: Family
    parameters: dict[str, float | str] = Field({}, description="Parameter = number, or expression over the row.")
    table: str | None = Field(None, description="CSV file whose columns are parameters, or quantiles p01 ... p99.")
    where: dict[str, str] = Field({}, description="Rows of the table to use: column = value.")
    by: By = Field({})
    outside: Literal["error", "nearest"] = Field("error", description="A record that fits no range of the table.")
    copula: str | None = Field(None, description="Copula of the table that the normal score comes from.")
    member: str | None = Field(None, description="Name in the copula; else the column's name.")
    integer: bool = Field(False, description="Whether values are whole numbers.")
    decimals: int | None = Field(None, ge=0, le=12, description="Decimals that values are rounded to.")
    step: float | None = Field(None, gt=0, description="Values are multiples of this.")
    within: tuple[float, float] | None = Field(
        None, description="Values outside are drawn again (quantiles: pulled in)."
    )

    figures = ("parameters",)

    @model_validator(mode="after")
    def _whole(self) -> NumberSpec:
        if self.distribution == "quantiles" and self.table is None:
            raise PackError("quantiles stand in a table", expected='table = "priors/....csv"')
        if self.copula is not None and self.distribution != "quantiles":
            raise PackError(
                "a member of a copula is told by its quantiles",
                expected='distribution = "quantiles"',
                found=self.distribution,
            )
        if not self.integer and self.decimals is None and self.step is None:
            raise PackError("a number says how it is rounded", expected="integer = true, decimals = ..., or step = ...")
        if self.within is not None and self.within[0] > self.within[1]:
            raise PackError("bounds are out of order", expected="within = [low, high]", found=list(self.within))
        if self.distribution != "quantiles":
            known = FAMILIES[self.distribution].parameters()
            for name in self.parameters:
                if name not in known:
                    raise PackError(
                        f"{self.distribution} has no parameter {name!r}",
                        expected=", ".join(known),
                        hint=nearest(name, known),
                    )
        return self

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        read = [parse_expression(text).columns for text in self.parameters.values() if isinstance(text, str)]
        return tuple(dict.fromkeys([*self.by.values(), *(name for names in read for name in names)]))

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        frame = self._frame(binding)
        strata = binding.strata(frame, self.by, outside=self.outside) if frame is not None and self.by else None
        if frame is not None and strata is not None:
            frame = frame[strata.first_row]
        if frame is not None and strata is None and frame.height != 1:
            raise PackError(
                "the table has several rows", place=binding.place, expected="one row, or by = [...]", found=frame.height
            )
        rounding = _Rounding(self.integer, self.decimals, self.step, self.within)
        if self.distribution == "quantiles":
            assert frame is not None
            names = [name for name in frame.columns if name[:1] == "p" and name[1:].isdigit()]
            curves = Quantiles([int(name[1:]) / 10 ** len(name[1:]) for name in names], frame.select(names).to_numpy())
            member = (self.copula, self.member or binding.column) if self.copula else None
            return _Number(rounding, strata, _ByCurve(curves, member))
        return _Number(rounding, strata, self._family(frame, binding))

    def _frame(self, binding: Binding) -> pl.DataFrame | None:
        if self.table is None:
            return None
        frame = binding.read(self.table, columns=[*self.where])
        for column, value in self.where.items():
            frame = frame.filter(pl.col(column).cast(pl.String) == value)
        if frame.is_empty():
            raise PackError("no row of the table is left", place=binding.place, expected="rows", found=self.where)
        return frame

    def _family(self, frame: pl.DataFrame | None, binding: Binding) -> _ByFamily:
        family = FAMILIES[self.distribution]
        fixed: dict[str, float | NDArray[np.float64]] = {}
        computed: dict[str, Expression] = {}
        for name in family.parameters():
            given = self.parameters.get(name)
            if isinstance(given, str):
                computed[name] = binding.expression(given)
            elif given is not None:
                fixed[name] = given
            elif frame is not None and name in frame.columns:
                values = frame[name].to_numpy().astype(np.float64)
                fixed[name] = values if self.by else float(values[0])
        try:
            return _ByFamily(family(**fixed), computed)
        except PackError as problem:
            raise problem.at(binding.place) from None


@dataclass(frozen=True)
class _Rounding:
    integer: bool
    decimals: int | None
    step: float | None
    within: tuple[float, float] | None

    @property
    def dtype(self) -> pl.DataType:
        return pl.Int64() if self.integer else pl.Float64()

    def __call__(self, values: NDArray[np.float64]) -> NDArray[np.float64] | NDArray[np.int64]:
        if self.within is not None:
            values = np.clip(values, *self.within)
        if self.step is not None:
            values = np.rint(values / self.step) * self.step
        if self.integer:
            return np.rint(values).astype(np.int64)
        return values if self.decimals is None else np.round(values, self.decimals)


@dataclass(frozen=True)
class _ByCurve:
    curves: Quantiles
    member: tuple[str, str] | None

    def draw(
        self,
        batch: Batch,
        rng: np.random.Generator,
        strata: Strata | None,
        within: Bounds,  # noqa: ARG002 - values are pulled in when they are rounded
    ) -> NDArray[np.float64]:
        z = rng.standard_normal(batch.size) if self.member is None else batch.scores[self.member[0]][self.member[1]]
        return self.curves.at_scores(z, None if strata is None else strata.locate(batch))


@dataclass(frozen=True)
class _ByFamily:
    fixed: Distribution
    computed: dict[str, Expression]

    def row_wise(self, batch: Batch, strata: Strata | None) -> Distribution:
        """The distribution of each row."""
        shaped = self.fixed if strata is None else self.fixed.at(strata.locate(batch))
        if not self.computed:
            return shaped
        values = {name: getattr(shaped, name) for name in shaped.parameters()}
        for name, expression in self.computed.items():
            values[name] = (
                batch.frame(expression.columns).select(x=expression.polars)["x"].to_numpy().astype(np.float64)
            )
        return type(self.fixed)(**values)

    def draw(
        self, batch: Batch, rng: np.random.Generator, strata: Strata | None, within: Bounds
    ) -> NDArray[np.float64]:
        shaped = self.row_wise(batch, strata)
        values = shaped.sample(rng, batch.size).astype(np.float64, copy=False)
        for _ in range(_TRIES if within is not None else 0):
            assert within is not None
            outside = np.flatnonzero((values < within[0]) | (values > within[1]))
            if not len(outside):
                break
            values[outside] = shaped.at(outside).sample(rng, len(outside))
        return values


@dataclass(frozen=True)
class _Number:
    rounding: _Rounding
    strata: Strata | None
    origin: _ByCurve | _ByFamily

    @property
    def dtype(self) -> pl.DataType:
        return self.rounding.dtype

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        return pl.Series(self.rounding(self.origin.draw(batch, rng, self.strata, self.rounding.within)))
