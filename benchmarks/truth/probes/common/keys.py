"""Do keys identify, do references lead somewhere, and are there as many rows as were asked for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import exactly
from benchmarks.truth.measures import number
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = ["PROBES", "orphans", "repeated_keys", "request_honoured"]


@probe(
    claim="a key names one row",
    band=exactly(0),
    unit="% of rows repeat a key",
    source="by definition",
    needs={"keys": ("rows", "distinct")},
    least=1,
)
def repeated_keys(keys: pl.DataFrame) -> Figure:
    rows = int(keys["rows"].sum())
    return 100.0 * (rows - int(keys["distinct"].sum())) / rows if rows else None


@probe(
    claim="a reference leads to a row",
    band=exactly(0),
    unit="% of references are orphans",
    source="by definition",
    needs={"links": ("rows", "orphans")},
    least=1,
)
def orphans(links: pl.DataFrame) -> Figure:
    rows = int(links["rows"].sum())
    return 100.0 * int(links["orphans"].sum()) / rows if rows else None


@probe(
    claim="as many rows are made as were asked for",
    band=exactly(0),
    unit="% off, for the worst table",
    source="by definition",
    needs={"asked": ("asked", "made")},
    least=1,
)
def request_honoured(asked: pl.DataFrame) -> Figure:
    return number(asked, (100.0 * (pl.col("made") - pl.col("asked")).abs() / pl.col("asked")).max())


PROBES = (repeated_keys, orphans, request_honoured)
