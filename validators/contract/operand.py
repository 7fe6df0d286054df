"""A column beside its schema: what the checks of keywords look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.contract.family import Family, family_of, iso_text
from nonesuch.validators.contract.reading import read_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators.contract.schema import ValueSchema

__all__ = ["Mask", "Operand"]

Mask = pl.Expr | None
"""True where a value is wrong, null where it is null; None if no value can be wrong."""


@dataclass(frozen=True)
class Operand:
    """A column, or the items of an array, as checks see it.

    Attributes:
        raw: The values as they are.
        dtype: Their type.
        schema: What they may be.
        lenient: Whether texts are read as the type that the schema names, as columns of CSV files need it.
        finite: Whether it is known that floats hold neither NaN nor infinity.
    """

    raw: pl.Expr
    dtype: pl.DataType
    schema: ValueSchema
    lenient: bool = False
    finite: bool = False

    @cached_property
    def family(self) -> Family:
        """The family of the column's type."""
        return family_of(self.dtype)

    @cached_property
    def is_read(self) -> bool:
        """Whether the column holds texts that are read as another type."""
        return self.lenient and self.family == "string" and self.schema.kind in ("integer", "number", "boolean")

    @cached_property
    def filled(self) -> pl.Expr:
        """Where there is a value; a text of blanks that is read as another type is none."""
        return (self.raw.str.strip_chars() != "").fill_null(value=False) if self.is_read else self.raw.is_not_null()

    @property
    def everything(self) -> pl.Expr:
        """A mask that finds every value wrong."""
        return pl.when(self.filled).then(True)

    @cached_property
    def number(self) -> pl.Expr | None:
        """The values as finite numbers, for the keywords of numbers; None if they are none."""
        if self.family == "integer" or (self.finite and isinstance(self.dtype, pl.Float64)):
            return self.raw
        if self.family == "float":
            number = self.raw.cast(pl.Float64)
            return pl.when(number.is_finite()).then(number)
        if self.is_read and self.schema.kind in ("integer", "number"):
            return read_values(self.raw, self.dtype, self.schema)
        return None

    @property
    def is_text(self) -> bool:
        """Whether JSON writes the values as texts."""
        return self.family in ("string", "coded", "date", "date-time", "time")

    def text(self, wrong: Callable[[pl.Expr], pl.Expr]) -> Mask:
        """Apply a check of texts; on an Enum it looks at the words once, not at the rows.

        Args:
            wrong: Gives True where a text is wrong.

        Returns:
            The mask.
        """
        if isinstance(self.dtype, pl.Enum):
            words = self.dtype.categories
            bad = words.to_frame("word").filter(wrong(pl.col("word")))["word"].to_list()
            return self.raw.is_in(bad) if bad else None
        return wrong(iso_text(self.raw, self.dtype))
