"""What rules of whole data sets have in common: a figure and a band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl
from pydantic import AfterValidator, Field

from nonesuch.errors import PackError
from nonesuch.validators.rules.check import TableCheck

if TYPE_CHECKING:
    from nonesuch.validators.rules.formula import Formula
    from nonesuch.validators.rules.state import Measured
    from nonesuch.validators.tables import Tables

__all__ = ["Band", "MeasureCheck"]


def _ascending(band: tuple[float, float]) -> tuple[float, float]:
    if band[0] > band[1]:
        raise PackError("the band is empty", expected="[low, high]", found=list(band))
    return band


Band = Annotated[
    tuple[float, float],
    Field(description="The band in which the figure lies, both ends included."),
    AfterValidator(_ascending),
]


@dataclass(frozen=True, kw_only=True)
class MeasureCheck(TableCheck):
    """A check of a figure of the whole data set; no single row breaks it.

    Attributes:
        formula: The expression that is measured.
        within: The band.
        when: Which rows count; None for all.
    """

    formula: Formula
    within: tuple[float, float]
    when: Formula | None

    def judge(self, state: Any) -> Measured:
        """Judge all blocks together.

        Args:
            state: What was found in them.

        Returns:
            The figure and whether it lies in the band.
        """
        raise NotImplementedError

    def values(self, tables: Tables) -> pl.Series:
        """Compute the expression.

        Args:
            tables: The tables.

        Returns:
            Shape (rows,); null where a row does not count or the value is unknown.
        """
        names = (*self.formula.names, *(self.when.names if self.when else ()))
        worded = self.formula.worded | (self.when.worded if self.when else frozenset())
        view = tables.view(self.table, dict.fromkeys(names), worded=worded)
        value = self.formula.polars
        return view.select(value=value if self.when is None else pl.when(self.when.polars).then(value)).to_series()
