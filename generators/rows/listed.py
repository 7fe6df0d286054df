"""A shared table whose rows stand in a CSV file of the pack: a code set, a list of cities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.generators.priors import read_table
from nonesuch.generators.rows.base import RowSpec

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ListedRows"]


class ListedRows(RowSpec):
    """One row for each row of a file; the file's columns become columns of the table."""

    kind: Literal["listed"] = "listed"
    file: str = Field(description="CSV file of the pack.")
    take: dict[str, Literal["text", "word", "integer", "number", "boolean", "date"]] = Field(
        min_length=1, description="Columns of the file to take, with their types; 'word' is a text with few values."
    )

    def read(self, folder: Path, *, place: str) -> dict[str, pl.Series]:
        """Read the rows.

        Args:
            folder: The pack's folder.
            place: Which table names the file, for error messages.

        Returns:
            Columns by name, in the order of `take`.

        Raises:
            PackError: If the file is missing, lacks a column, or holds a value of another type.
        """
        frame = read_table(folder, self.file, place=place, columns=list(self.take), figures=False)
        return {name: self._column(frame[name], kind, place) for name, kind in self.take.items()}

    def _column(self, series: pl.Series, kind: str, place: str) -> pl.Series:
        if kind == "word":
            words = series.cast(pl.String)
            return words.cast(pl.Enum(words.drop_nulls().unique(maintain_order=True)))
        types = {"text": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
        try:
            return series.str.to_date() if kind == "date" and series.dtype == pl.String else series.cast(types[kind])
        except (pl.exceptions.PolarsError, AttributeError) as problem:
            found = str(problem).splitlines()[0]
            raise PackError(
                f"column {series.name!r} is no {kind}", place=f"{place}: {self.file}", found=found
            ) from None
