"""Columns of a twin that are made, not learned: ids and identifiers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nonesuch.generators.identifiers.avoidance import avoid_ids
from nonesuch.generators.identifiers.reserved import KINDS, reserved_values
from nonesuch.generators.identifiers.shape import IdShape, learn_shape
from nonesuch.generators.randomness import cell_uniforms, cell_words, digest
from nonesuch.generators.synthesizers.codes.dtypes import dtype_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.metadata import Column

__all__ = ["GeneratedColumn", "learn_generated"]


@dataclass(frozen=True)
class GeneratedColumn:
    """How an identifying column is made.

    Attributes:
        kind: What it holds, one of the kinds of identifiers.
        shape: How ids are written; None for other kinds.
        room: How many different values there are; 0 if every row has its own.
        missing: Share of missing values, rounded to a hundredth.
        dtype: Name of the polars type.
    """

    kind: str
    shape: IdShape | None
    room: int
    missing: float
    dtype: str

    def make(self, rows: NDArray[np.uint64], *, seed: int, name: str) -> pl.Series:
        """Make the values of rows.

        Args:
            rows: Shape (n,), row numbers.
            seed: The sample's seed.
            name: The column's name.

        Returns:
            Shape (n,).
        """
        numbers = rows.astype(np.int64)
        if self.room:
            numbers = (cell_words(digest(seed, name, "value"), rows) % np.uint64(self.room)).astype(np.int64)
        if self.shape is not None:
            made = self.shape.make(numbers, seed=digest(seed, name) & (2**63 - 1))
        else:
            made = reserved_values(self.kind, numbers, seed=digest(seed, name) & (2**63 - 1))
        if self.missing:
            held = cell_uniforms(digest(seed, name, "missing"), rows) >= self.missing
            made = pl.select(pl.when(pl.Series(held)).then(made)).to_series()
        return made.cast(dtype_of(self.dtype), strict=False).alias(name)

    def avoiding(self, real: pl.Series, *, rows: int) -> GeneratedColumn:
        """Make none of the ids that real rows have, whatever the sample's seed.

        Args:
            real: Shape (n,), all real values.
            rows: How many rows there will be at most, or nearly.

        Returns:
            A column that notes blocks of ids without real ones, but no id.
        """
        if self.shape is None or not (real.dtype == pl.String or real.dtype.is_numeric()):
            return self
        return replace(self, shape=avoid_ids(self.shape, real, needed=self.room or rows))

    def to_dict(self) -> dict[str, Any]:
        """Describe the column by plain values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, entry: dict[str, Any]) -> GeneratedColumn:
        """Read a column from plain values.

        Args:
            entry: What `to_dict` gave.

        Returns:
            The column.
        """
        shape = entry["shape"] and IdShape(**{**entry["shape"], "free": tuple(entry["shape"].get("free", ()))})
        return cls(**{**entry, "shape": shape or None})


def learn_generated(series: pl.Series, column: Column, *, blind: bool = False) -> GeneratedColumn:
    """Note how an identifying column is written; none of its values is kept.

    Args:
        series: Shape (n,).
        column: What it is.
        blind: Whether not even the shape of ids and the share of missing values are looked at.

    Returns:
        How to make such a column.

    Example:
        >>> from nonesuch.generators.synthesizers.metadata import Column
        >>> made = learn_generated(pl.Series("mail", ["a@x.org", "b@y.net"]), Column("email"))
        >>> made.make(np.arange(2, dtype=np.uint64), seed=1, name="mail").str.ends_with("@example.com").all()
        True
    """
    kind = column.sdtype if column.sdtype in KINDS else "id"
    if blind:
        plain = IdShape("" if series.dtype.is_integer() else "N999999999", 0, str(series.dtype))
        shape = plain if kind == "id" or series.dtype != pl.String else None
        return GeneratedColumn(kind, shape, 0, 0.0, str(series.dtype))
    known = series.drop_nulls()
    distinct = known.n_unique()
    shape = learn_shape(series) if kind == "id" or series.dtype != pl.String else None
    missing = round(series.null_count() / max(len(series), 1), 2)
    room = 0 if distinct >= 0.98 * len(known) else distinct
    return GeneratedColumn(kind, shape, room, missing, str(series.dtype))
