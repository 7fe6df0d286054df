"""Columns of a pack's types from numpy and pyarrow alone: the limit that a generator of records runs against.

Every column is drawn alone, evenly between the least and the greatest of a small sample or from its values; nothing
fits together, no key leads anywhere. Types, words and rows a root are those of the pack.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa

import nonesuch

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLE = 2000


def make_like(domain: str, root: str, rows: int, seed: int) -> int:
    """Make as many rows of each table as the pack makes for so many roots; returns the rows of all tables."""
    draw = np.random.Generator(np.random.Philox(seed))
    sample, growing = _sample(domain, root)
    sizes = {
        name: rows * frame.height // _SAMPLE if name in growing else frame.height for name, frame in sample.items()
    }
    tables = [
        pa.table({column.name: _like(column, sizes[name], draw) for column in frame.iter_columns()})
        for name, frame in sample.items()
    ]
    return sum(table.num_rows for table in tables)


@cache
def _sample(domain: str, root: str) -> tuple[dict[str, pl.DataFrame], frozenset[str]]:
    """Some rows of the pack, and the tables that grow with the number of roots; the first call is not timed."""
    size: dict[str, Any] = {root: _SAMPLE}
    data = nonesuch.generate(domain, seed=1, **size)
    return data.frames, frozenset(data.plan.tables)


def _like(column: pl.Series, n: int, draw: np.random.Generator) -> pa.Array:
    seen = column.drop_nulls()
    missing = draw.random(n, np.float32) < column.null_count() / len(column) if column.null_count() else None
    if isinstance(column.dtype, pl.Enum):
        codes = draw.integers(0, len(column.dtype.categories), n, dtype=np.uint16)
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), column.dtype.categories.to_arrow())
    if column.dtype == pl.String:
        pool = seen.unique().to_arrow()
        return pool.take(pa.array(draw.integers(0, len(pool), n), mask=missing))
    return _numbers(seen, n, draw, missing)


def _numbers(seen: pl.Series, n: int, draw: np.random.Generator, missing: NDArray[np.bool_] | None) -> pa.Array:
    if seen.dtype == pl.Boolean:
        return pa.array(draw.random(n, np.float32) < float(seen.cast(pl.Float64).sum()) / len(seen), mask=missing)
    low, high = _ends(seen.to_physical())
    if seen.dtype.is_float():
        return pa.array(np.round(draw.uniform(low, high, n), 2), mask=missing)
    whole: NDArray[Any] = draw.integers(int(low), int(high) + 1, n)
    arrow = seen.head(0).to_arrow().type
    return pa.array(whole.astype(np.int32) if pa.types.is_date32(arrow) else whole, mask=missing).cast(arrow)


def _ends(seen: pl.Series) -> tuple[float, float]:
    low, high = seen.to_frame("x").select(low=pl.min("x").cast(pl.Float64), high=pl.max("x").cast(pl.Float64)).row(0)
    return low, high
