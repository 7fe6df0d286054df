"""A table as codes and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.synthesizers.codes.absent import AbsentField
from nonesuch.generators.synthesizers.codes.levels import learn_levels
from nonesuch.generators.synthesizers.codes.moment import learn_moment
from nonesuch.generators.synthesizers.codes.number import learn_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl
    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.codes.field import Field, Part
    from nonesuch.generators.synthesizers.metadata import Column

__all__ = ["TableCodes", "learn_field", "learn_table", "with_missing"]


@dataclass(frozen=True)
class TableCodes:
    """The learned columns of a table.

    Attributes:
        fields: By column name, in the table's order.
    """

    fields: Mapping[str, Field]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """All parts, column after column."""
        return tuple(part for field in self.fields.values() for part in field.parts)

    @cached_property
    def places(self) -> dict[str, range]:
        """Where each column's parts stand."""
        places, start = {}, 0
        for name, field in self.fields.items():
            places[name] = range(start, start + len(field.parts))
            start += len(field.parts)
        return places

    def encode(self, table: pl.DataFrame) -> NDArray[np.int64]:
        """Turn a table into codes.

        Args:
            table: Shape (n, columns), with all learned columns.

        Returns:
            Shape (parts, n).
        """
        arrays = [array for name, field in self.fields.items() for array in field.encode(table[name])]
        return np.array(arrays, dtype=np.int64).reshape(len(self.parts), table.height)

    def decode(self, codes: NDArray[np.integer], spare: NDArray[np.uint32]) -> dict[str, pl.Series]:
        """Turn codes into columns.

        Args:
            codes: Shape (parts, n).
            spare: Shape (parts, n), random words that choose inside each code.

        Returns:
            The columns by name.
        """
        columns = {}
        for name, field in self.fields.items():
            places = self.places[name]
            columns[name] = field.decode([codes[i] for i in places], [spare[i] for i in places]).alias(name)
        return columns


def learn_table(
    table: pl.DataFrame,
    columns: Mapping[str, Column],
    *,
    k: int = 5,
    bins: int = 128,
    alike: Mapping[str, str] | None = None,
) -> TableCodes:
    """Learn the codes of a table's columns.

    Args:
        table: Shape (n, columns).
        columns: What is known about each column; those that are not to be learned are left out.
        k: How many rows stand behind everything that is kept.
        bins: About how many bins a number has.
        alike: Columns that get the codes of another one, and a code for missing besides.

    Returns:
        The codes.
    """
    alike = alike or {}
    learned = {
        name: learn_field(table[name], column, k=k, bins=bins)
        for name, column in columns.items()
        if column.learned and name not in alike
    }
    learned |= {name: with_missing(learned[alike[name]]) for name in alike if name in columns}
    return TableCodes({name: learned[name] for name in columns if name in learned})


def with_missing(field: Field) -> Field:
    """Add a code for missing to a field that has none; all other codes stay.

    Args:
        field: The field.

    Returns:
        The same, but for the code.
    """
    if isinstance(field, AbsentField):
        return field
    return replace(field, missing=True)  # type: ignore[type-var] # the other three are dataclasses with this attribute


def learn_field(series: pl.Series, column: Column, *, k: int = 5, bins: int = 128) -> Field:
    """Learn the codes of a column.

    Args:
        series: Shape (n,).
        column: What is known about it.
        k: How many rows stand behind everything that is kept.
        bins: About how many bins a number has.

    Returns:
        The field; an `AbsentField` if nothing has k rows behind it.
    """
    learned: Field | None
    if column.sdtype == "numerical":
        learned = learn_number(series, k=k, bins=bins)
    elif column.sdtype == "datetime":
        learned = learn_moment(series, format=column.format, k=k, bins=bins)
    else:
        learned = learn_levels(series, k=k, declared=column.levels)
    return learned or AbsentField(str(series.dtype))
