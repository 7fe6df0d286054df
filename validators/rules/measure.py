"""What rules of whole data sets have in common: a figure and a band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl
from pydantic import AfterValidator, Field

from nonesuch.errors import PackError
from nonesuch.validators.reads import Reads
from nonesuch.validators.rules.check import TableCheck

if TYPE_CHECKING:
    from nonesuch.validators.rules.check import Finding
    from nonesuch.validators.rules.formula import Formula
    from nonesuch.validators.rules.state import Measured
    from nonesuch.validators.tables import Tables

__all__ = ["Band", "Least", "MeasureCheck", "check_shares"]


def _ascending(band: tuple[float, float]) -> tuple[float, float]:
    if band[0] > band[1]:
        raise PackError("the band is empty", expected="[low, high]", found=list(band))
    return band


Band = Annotated[
    tuple[float, float],
    Field(description="The band in which the figure lies, both ends included."),
    AfterValidator(_ascending),
]


Least = Annotated[int, Field(ge=0, description="Judged rows below which the figure says nothing.")]


def check_shares(band: tuple[float, float]) -> None:
    """Check that a band holds shares.

    Raises:
        PackError: If it reaches below 0 or above 1.
    """
    if band[0] < 0 or band[1] > 1:
        raise PackError("a share lies between 0 and 1", place="within", expected="0 <= low <= high <= 1", found=band)


@dataclass(frozen=True, kw_only=True)
class MeasureCheck(TableCheck):
    """A check of a figure of the whole data set; no single row breaks it.

    Attributes:
        formula: The expression that is measured.
        within: The band.
        when: Which rows count; None for all.
        least: Judged rows below which the figure says nothing.
    """

    formula: Formula
    within: tuple[float, float]
    when: Formula | None
    least: int = 0

    def judge(self, state: Any) -> Measured:
        """Judge all blocks together.

        Args:
            state: What was found in them.

        Returns:
            The figure and whether it lies in the band.
        """
        raise NotImplementedError

    def fails(self, finding: Finding) -> bool:
        """Say whether the tables of a finding, taken alone, lie outside of the band."""
        return finding.checked >= self.least and finding.state is not None and not self.judge(finding.state).passed

    def values(self, tables: Tables) -> pl.Series:
        """Compute the expression.

        Args:
            tables: The tables.

        Returns:
            Shape (rows,); null where a row does not count or the value is unknown.
        """
        view = tables.view(self.table, self.formula.reads | (self.when.reads if self.when else Reads()))
        value = self.formula.polars
        return view.select(value=value if self.when is None else pl.when(self.when.polars).then(value)).to_series()
