"""Parquet files: zstd, dictionaries for categories only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from nonesuch.frames import to_arrow
from nonesuch.sinks.base import FileWriter

if TYPE_CHECKING:
    from typing import BinaryIO

    import polars as pl

__all__ = ["ParquetWriter"]


class ParquetWriter(FileWriter):
    """Writes one Parquet file; each chunk is a row group.

    Unique texts are not dictionary-encoded: it costs time and gains no space.
    """

    def begin(self, file: BinaryIO) -> None:
        """Write what stands before all rows."""
        schema = to_arrow(self.schema.to_frame()).schema
        words = [field.name for field in schema if pa.types.is_dictionary(field.type)]
        self._writer = pq.ParquetWriter(file, schema, compression="zstd", use_dictionary=words or False)

    def chunk(self, frame: pl.DataFrame) -> None:
        """Write rows."""
        self._writer.write_table(to_arrow(frame), row_group_size=frame.height)

    def end(self) -> None:
        """Write what stands after all rows."""
        self._writer.close()

    def abandon(self) -> None:
        """Give the file up: nothing more is written to it."""
        self._writer.is_open = False  # else it writes a footer when it is collected, to a file that is closed by then
