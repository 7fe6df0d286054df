"""Span offsets in other units: UTF-8 bytes, as Rust and C see texts, and UTF-16 units, as JavaScript and Java do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from nonesuch.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["OffsetUnit", "convert_offsets"]

OffsetUnit = Literal["utf8", "utf16"]


def convert_offsets(texts: pl.Series, spans: pl.DataFrame, unit: OffsetUnit) -> pl.DataFrame:
    """Convert span offsets from code points.

    Args:
        texts: The texts.
        spans: Spans with columns ``row`` (place of the text), ``start`` and ``end`` in code points; other columns stay.
        unit: ``utf8`` for bytes, ``utf16`` for 16-bit units.

    Returns:
        The spans with ``start`` and ``end`` in the unit asked for.

    Raises:
        DataError: If a span lies outside of its text.

    Example:
        >>> texts = pl.Series(["naïve 👍 ok"])
        >>> spans = pl.DataFrame({"row": [0], "start": [6], "end": [7]})
        >>> convert_offsets(texts, spans, "utf8").row(0), convert_offsets(texts, spans, "utf16").row(0)
        ((0, 7, 11), (0, 6, 8))
    """
    used, row_of = np.unique(spans["row"].to_numpy(), return_inverse=True)
    units, bounds = _unit_counts(texts[used.tolist()], unit)
    before = np.concatenate([[0], np.cumsum(units)])
    first = bounds[row_of]
    starts, ends = first + spans["start"].to_numpy(), first + spans["end"].to_numpy()
    if len(spans) and not bool(((starts >= first) & (starts <= ends) & (ends <= bounds[row_of + 1])).all()):
        raise DataError("a span lies outside of its text", expected="0 <= start <= end <= length in code points")
    return spans.with_columns(
        start=pl.Series(before[starts] - before[first], dtype=pl.Int32),
        end=pl.Series(before[ends] - before[first], dtype=pl.Int32),
    )


def _unit_counts(texts: pl.Series, unit: OffsetUnit) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the units of every code point of all texts, and say where each text begins among the code points."""
    codes = np.frombuffer("".join(texts.fill_null("")).encode("utf-32-le"), np.uint32)
    bounds = np.concatenate([[0], np.cumsum(texts.fill_null("").str.len_chars().to_numpy().astype(np.int64))])
    if unit == "utf16":
        return 1 + (codes >= 0x10000).astype(np.int64), bounds
    sizes = 1 + (codes >= 0x80).astype(np.int64) + (codes >= 0x800) + (codes >= 0x10000)
    return sizes, bounds
