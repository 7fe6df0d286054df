"""Numbers: of a family with parameters, or read off quantile curves, if wanted by stratum, if wanted correlated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError, nearest
from nonesuch.generators.columns.base import Binding, By, Column, ColumnSpec
from nonesuch.generators.columns.bounded import Bounded
from nonesuch.generators.columns.by_curve import ByCurve
from nonesuch.generators.columns.by_family import ByFamily
from nonesuch.generators.columns.conditional import Conditional
from nonesuch.generators.distributions import FAMILIES, Quantiles
from nonesuch.generators.formula import Formula, names_in
from nonesuch.generators.priors import numbers
from nonesuch.generators.rounding import Endings, Rounding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.priors import Strata


__all__ = ["NumberSpec"]

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
    distribution: Family = Field(description="Family of distributions, or quantiles.")
    parameters: dict[str, float | str] = Field({}, description="Parameter = number, or expression over the row.")
    table: str | None = Field(None, description="CSV file whose columns are parameters, or quantiles p01 ... p99.")
    where: dict[str, str] = Field({}, description="Rows of the table to use: column = value.")
    by: By = Field({})
    outside: Literal["error", "nearest"] = Field("error", description="A record that fits no range of the table.")
    copula: str | None = Field(None, description="Copula of the table that the normal score comes from.")
    member: str | None = Field(None, description="Name in the copula; else the column's name.")
    when: str | None = Field(None, description="Condition on the row; where it does not hold, there is no value.")
    integer: bool = Field(False, description="Whether values are whole numbers.")
    decimals: int | None = Field(None, ge=0, le=12, description="Decimals that values are rounded to.")
    step: float | None = Field(None, gt=0, description="Values are multiples of this.")
    at_least: str | None = Field(None, description="Expression over the row that values are pulled up to.")
    at_most: str | None = Field(None, description="Expression over the row that values are pulled down to.")
    endings: Endings | None = Field(None, description="Endings that occur more often than by chance.")
    within: tuple[float, float] | None = Field(
        None, description="Values outside are drawn again (quantiles: pulled in)."
    )

    figures = ("parameters", "endings")

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
        if self.integer and self.step is not None and not self.step.is_integer():
            raise PackError("whole numbers have whole steps", expected="step = 1, 2, ...", found=self.step)
        if self.within is not None and self.within[0] > self.within[1]:
            raise PackError("bounds are out of order", expected="within = [low, high]", found=list(self.within))
        assert self._rounding.reach
        known = () if self.distribution == "quantiles" else FAMILIES[self.distribution].parameters()
        for name in self.parameters:
            if name not in known:
                raise PackError(
                    f"{self.distribution} has no parameter {name!r}",
                    expected=", ".join(known) or "columns p01 ... p99 of a table",
                    hint=nearest(name, known),
                )
        return self

    @property
    def _rounding(self) -> Rounding:
        return Rounding(self.integer, self.decimals, self.step, self.within, self.endings)

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        read = names_in(*self.parameters.values(), self.at_least, self.at_most, self.when)
        return tuple(dict.fromkeys([*self.by.values(), *read]))

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        frame = self._frame(binding)
        strata = binding.strata(frame, self.by, outside=self.outside) if frame is not None and self.by else None
        if frame is not None:
            frame = frame if strata is None else frame[strata.one_row_each()]
            if strata is None and frame.height != 1:
                raise PackError(
                    "the table has several rows", place=binding.place, expected="one row, or by", found=frame.height
                )
        bounded = self._bounded(self._sampler(self._rounding, strata, frame, binding), binding)
        return bounded if self.when is None else Conditional(bounded, binding.formula(self.when, pl.Boolean()))

    def _bounded(self, inner: ByCurve | ByFamily, binding: Binding) -> ByCurve | ByFamily | Bounded:
        if self.at_least is None and self.at_most is None:
            return inner
        bounds = (self.at_least, self.at_most)
        least, most = (None if text is None else binding.formula(text, pl.Float64()) for text in bounds)
        return Bounded(inner, least, most)

    def _sampler(
        self, rounding: Rounding, strata: Strata | None, frame: pl.DataFrame | None, binding: Binding
    ) -> ByCurve | ByFamily:
        if self.distribution != "quantiles":
            return self._family(rounding, strata, frame, binding)
        assert frame is not None
        names = [name for name in frame.columns if name[:1] == "p" and name[1:].isdigit()]
        place = f"{binding.place}: {self.table}"
        values = np.stack([numbers(frame, name, place=place) for name in names], axis=1) if names else np.zeros((1, 0))
        curves = Quantiles([int(name[1:]) / 10 ** len(name[1:]) for name in names], values)
        return ByCurve(rounding, strata, curves, (self.copula, self.member or binding.column) if self.copula else None)

    def _frame(self, binding: Binding) -> pl.DataFrame | None:
        if self.table is None:
            return None
        frame = binding.read(self.table, columns=[*self.where])
        for column, value in self.where.items():
            frame = frame.filter(pl.col(column).cast(pl.String) == value)
        if frame.is_empty():
            raise PackError("no row of the table is left", place=binding.place, expected="rows", found=self.where)
        return frame

    def _family(
        self, rounding: Rounding, strata: Strata | None, frame: pl.DataFrame | None, binding: Binding
    ) -> ByFamily:
        family = FAMILIES[self.distribution]
        fixed: dict[str, float | NDArray[np.float64]] = {}
        computed: dict[str, Formula] = {}
        for name in family.parameters():
            given = self.parameters.get(name)
            if isinstance(given, str):
                computed[name] = binding.formula(given, pl.Float64())
            elif given is not None:
                fixed[name] = float(given)
            elif frame is not None and name in frame.columns:
                values = numbers(frame, name, place=f"{binding.place}: {self.table}")
                fixed[name] = values if self.by else float(values[0])
            else:
                raise PackError(
                    f"parameter {name!r} is missing", place=binding.place, expected=", ".join(family.parameters())
                )
        if not computed:
            family(**fixed)  # refuses impossible parameters now rather than in the first block
        return ByFamily(rounding, strata, family, fixed, computed)
