"""JSON Lines files: one record a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.sinks.base import FileWriter
from nonesuch.sinks.csv import ISO

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["JsonLinesWriter"]


class JsonLinesWriter(FileWriter):
    """Writes one file of JSON records, one a line."""

    def begin(self, file: BinaryIO) -> None:
        """Write what stands before all rows."""
        self._out = file

    def chunk(self, frame: pl.DataFrame) -> None:
        """Write rows."""
        frame.with_columns(pl.selectors.datetime().dt.strftime(ISO)).write_ndjson(self._out)
