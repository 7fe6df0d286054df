"""Masks: as much of a value as may be seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.rewording import Rewording

if TYPE_CHECKING:
    import numpy as np

    from nonesuch.generators.batch import Batch

__all__ = ["MASK_STYLES", "MaskSpec"]

MASK_STYLES = {
    "surname": "the family name and two stars: Zhang**",
    "initials": "first letters: W. Z.",
    "first_letter": "the first letter and stars: Z****",
    "last_four": "stars and the last four characters: ************1234",
    "removed": "two stars, whatever the value",
}
"""Mask styles and what they leave to be seen, from most to least."""


class MaskSpec(ColumnSpec):
    """A masked value. A mask is for display: ``Zhang**`` still shows the family name, so it is no de-identification."""

    kind: Literal["mask"] = "mask"
    of: str = Field(description="Column to mask; for names the column of family names.")
    given: str | None = Field(None, description="Column of given names, for initials.")
    style: Literal["surname", "initials", "first_letter", "last_four", "removed"] = Field(
        "surname", description="What is left to see."
    )

    @model_validator(mode="after")
    def _whole(self) -> MaskSpec:
        if (self.style == "initials") != (self.given is not None):
            raise PackError("initials need both names", expected='style = "initials" with given = ..., or neither')
        return self

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return (self.of,) if self.given is None else (self.of, self.given)

    def bind(self, binding: Binding) -> Column:  # noqa: ARG002 - one interface for all
        """Make the sampler."""
        return _Mask(self.of, self.given, Rewording(partial(_masked, style=self.style)))


@dataclass(frozen=True)
class _Mask:
    of: str
    given: str | None
    rewording: Rewording
    dtype: pl.DataType = pl.String()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - nothing random in a mask
        value = batch.get(self.of)
        if self.given is not None:
            first, last = (column.cast(pl.String).str.slice(0, 1) for column in (batch.get(self.given), value))
            return first + ". " + last + "."
        return self.rewording(value)


def _masked(text: pl.Series, style: str) -> pl.Series:
    if style == "surname":
        return text + "**"
    if style == "removed":
        return pl.select(text=pl.when(text.is_not_null()).then(pl.lit("**")))["text"]
    length = text.str.len_chars().cast(pl.Int64)
    if style == "first_letter":
        return text.str.slice(0, 1) + _stars((length - 1).clip(lower_bound=1))
    return _stars((length - 4).clip(lower_bound=0)) + text.str.slice(-4)


def _stars(count: pl.Series) -> pl.Series:
    longest = int(count.max() or 0)  # type: ignore[arg-type]
    return pl.Series(["*" * n for n in range(longest + 1)], dtype=pl.String).gather(count.cast(pl.UInt32))
