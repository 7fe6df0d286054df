"""CSV files: UTF-8, a header, ISO dates, nothing for null; lists as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.sinks.base import FileWriter

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["ISO", "CsvWriter", "flattened"]

ISO = "%Y-%m-%dT%H:%M:%S%.f"
"""How moments are written: ISO 8601, fractions of a second only where there are any."""


class CsvWriter(FileWriter):
    """Writes one CSV file (RFC 4180)."""

    def begin(self, file: BinaryIO) -> None:
        """Write what stands before all rows."""
        self._out = file
        flattened(self.schema.to_frame()).write_csv(file)

    def chunk(self, frame: pl.DataFrame) -> None:
        """Write rows."""
        flattened(frame).write_csv(self._out, include_header=False, datetime_format=ISO)


def flattened(frame: pl.DataFrame) -> pl.DataFrame:
    """Write lists as JSON texts, so that every cell is one value.

    Args:
        frame: Shape (rows, columns).

    Returns:
        The same rows, without nested columns.

    Example:
        >>> flattened(pl.DataFrame({"a": [[1, 2]]}))["a"].to_list()
        ['[1,2]']
    """
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    return frame.with_columns(
        pl.when(pl.col(name).is_not_null())
        .then(pl.struct(v=name).struct.json_encode().str.slice(5).str.head(-1))
        .alias(name)
        for name in nested
    )
