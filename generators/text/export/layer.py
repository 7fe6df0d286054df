"""One layer of spans: the slots asked for, sorted, without overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["one_layer"]


def one_layer(spans: pl.DataFrame, slots: Collection[str] | None) -> pl.DataFrame:
    """Choose the spans of some slots for a format that knows only one layer.

    Args:
        spans: Spans with columns ``row``, ``slot``, ``start``, ``end``.
        slots: Names of the slots; None for all.

    Returns:
        These spans, sorted by row and start.

    Raises:
        DataError: If two of them overlap.

    Example:
        >>> spans = pl.DataFrame({"row": [0, 0], "slot": ["all", "part"], "start": [0, 2], "end": [9, 4]})
        >>> one_layer(spans, ["part"]).height
        1
    """
    chosen = spans.with_columns(pl.col("slot").cast(pl.String))
    if slots is not None:
        chosen = chosen.filter(pl.col("slot").is_in(list(slots)))
    chosen = chosen.sort("row", "start", "end")
    overlap = chosen.filter((pl.col("end").shift(1).over("row") > pl.col("start")).fill_null(value=False))
    if overlap.height:
        row, slot = overlap["row"][0], overlap["slot"][0]
        raise DataError(
            "spans overlap, and this format knows one layer only",
            place=f"text {row}, slot {slot!r}",
            hint="choose slots that do not lie inside of one another",
        )
    return chosen
