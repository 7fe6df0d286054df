"""Arrow IPC files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from nonesuch.frames import to_arrow
from nonesuch.sinks.base import FileWriter

if TYPE_CHECKING:
    from typing import BinaryIO

    import polars as pl

__all__ = ["ArrowWriter"]


class ArrowWriter(FileWriter):
    """Writes one Arrow IPC file; each chunk is a record batch."""

    def begin(self, file: BinaryIO) -> None:
        """Write what stands before all rows."""
        self._writer = pa.ipc.new_file(file, to_arrow(self.schema.to_frame()).schema)

    def chunk(self, frame: pl.DataFrame) -> None:
        """Write rows."""
        self._writer.write_table(to_arrow(frame.rechunk()))

    def end(self) -> None:
        """Write what stands after all rows."""
        self._writer.close()
