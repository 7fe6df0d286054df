"""Ways to make cells wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.contract.family import family_of, iso_text

if TYPE_CHECKING:
    from nonesuch.validators.links import Cell
    from nonesuch.validators.tables import Tables

__all__ = ["Change", "fill", "overwrite"]


@dataclass(frozen=True)
class Change:
    """Values that may break a rule, one for each row.

    Attributes:
        table: Table whose cells change.
        values: Column = shape (rows,), its defective values.
        rows: Shape (rows,), which rows may be changed; None for all.
        found: Shape (rows,), the row of the rule's own table that is then in error, null where there is none; None if
            it is the changed row itself.
        after: Shape (rows,), the row after each one that must stay sound; None if rows do not depend on each other.
    """

    table: str
    values: dict[str, pl.Series]
    rows: pl.Series | None = None
    found: pl.Series | None = None
    after: pl.Series | None = None

    @property
    def cells(self) -> frozenset[Cell]:
        """The columns that change."""
        return frozenset((self.table, name) for name in self.values)

    def apply(self, frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
        """Change some rows.

        Args:
            frame: The table.
            rows: Shape (rows,), which to change.

        Returns:
            The table with the defective values in these rows.
        """
        return frame.with_columns(
            overwrite(frame[name], values, rows).alias(name) for name, values in self.values.items()
        )


def fill(tables: Tables, table: str, values: pl.Series) -> pl.Series:
    """Give every row of a table a value, where an expression gave one for all."""
    height = tables.height(table)
    return values if len(values) == height else values.new_from_index(0, height)


def overwrite(series: pl.Series, values: pl.Series, rows: pl.Series) -> pl.Series:
    """Put values into some rows of a column, whose type becomes text if it cannot hold them.

    Args:
        series: Shape (rows,), the column.
        values: Shape (rows,), the new values.
        rows: Shape (rows,), where to put them.

    Returns:
        Shape (rows,).

    Example:
        >>> overwrite(pl.Series([1, 2]), pl.Series(["?", "?"]), pl.Series([False, True])).to_list()
        ['1', '?']
    """
    if values.dtype != series.dtype:
        if family_of(values.dtype) == "coded":
            values = values.cast(pl.String)
        cast = values.cast(series.dtype, strict=False) if _may_cast(values.dtype, series.dtype) else None
        if cast is not None and _same(cast.filter(rows), values.filter(rows)):
            values = cast
        elif isinstance(values.dtype, pl.String):
            series = series.to_frame("x").select(iso_text(pl.col("x"), series.dtype)).to_series()
    pair = pl.DataFrame([series.alias("old"), values.alias("new"), rows.alias("rows")])
    return pair.select(pl.when("rows").then(pl.col("new")).otherwise(pl.col("old"))).to_series()


def _may_cast(source: pl.DataType, target: pl.DataType) -> bool:
    if family_of(target) == "coded":
        return isinstance(source, pl.String)
    return not (source.is_nested() or target.is_nested() or isinstance(source, pl.String))


def _same(cast: pl.Series, values: pl.Series) -> bool:
    return cast.cast(values.dtype, strict=False).equals(values, null_equal=True)
