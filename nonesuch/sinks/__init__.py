"""Where rows go: files, one module a format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonesuch.sinks.arrow import ArrowWriter
from nonesuch.sinks.base import FileWriter, Written, checksum, whole, writing
from nonesuch.sinks.csv import CsvWriter
from nonesuch.sinks.jsonl import JsonLinesWriter
from nonesuch.sinks.parquet import ParquetWriter

if TYPE_CHECKING:
    from nonesuch.recipe import Format

__all__ = ["WRITERS", "FileWriter", "Written", "checksum", "whole", "writing"]

WRITERS: dict[Format, type[FileWriter]] = {
    "parquet": ParquetWriter,
    "csv": CsvWriter,
    "jsonl": JsonLinesWriter,
    "arrow": ArrowWriter,
}
"""Writers by format; the format is the suffix of its files."""
