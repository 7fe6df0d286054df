"""Stretches of texts replaced, with spans carried along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["apply_edits"]


def apply_edits(
    texts: pl.Series, spans: pl.DataFrame, edits: pl.DataFrame
) -> tuple[pl.Series, pl.DataFrame, NDArray[np.bool_]]:
    """Replace stretches of texts.

    Args:
        texts: The texts.
        spans: Spans with columns ``row``, ``start``, ``end`` and others, in code points.
        edits: Stretches with columns ``row``, ``start``, ``end`` and the ``new`` text, none overlapping another.

    Returns:
        The new texts; the spans moved along, a span around an edit growing or shrinking with it; and for each text
        whether an edit cuts across the border of one of its spans, so that its spans cannot be told any more.

    Example:
        >>> texts = pl.Series(["a good film"])
        >>> spans = pl.DataFrame({"row": [0], "start": [7], "end": [11]})
        >>> edits = pl.DataFrame({"row": [0], "start": [2], "end": [6], "new": ["superb"]})
        >>> new, moved, torn = apply_edits(texts, spans, edits)
        >>> new[0], moved.row(0), torn.tolist()
        ('a superb film', (0, 9, 13), [False])
    """
    edits = edits.sort("row", "start")
    return _write(texts, edits), *_move(len(texts), spans, edits)


def _write(texts: pl.Series, edits: pl.DataFrame) -> pl.Series:
    frame = pl.DataFrame({"row": np.arange(len(texts), dtype=np.int64), "text": texts})
    before = pl.col("end").shift(1).over("row").fill_null(0)
    between = pl.col("text").str.slice(before, pl.col("start") - before)
    pieces = (
        edits.with_columns(pl.col("row").cast(pl.Int64))
        .join(frame, on="row", maintain_order="left")
        .with_columns(piece=pl.concat_str(between, "new"))
        .group_by("row", maintain_order=True)
        .agg(pl.col("piece").str.join(""), last=pl.col("end").last())
    )
    rest = pl.col("text").str.slice(pl.col("last").fill_null(0))
    joined = frame.join(pieces, on="row", how="left", maintain_order="left")
    return joined.select(text=pl.concat_str(pl.col("piece").fill_null(""), rest))["text"]


def _move(height: int, spans: pl.DataFrame, edits: pl.DataFrame) -> tuple[pl.DataFrame, NDArray[np.bool_]]:
    """Move the borders of spans by what the edits before them add."""
    row, start, end = (edits[name].to_numpy().astype(np.int64) for name in ("row", "start", "end"))
    longest = int(max(edits["end"].max() or 0, spans["end"].max() or 0)) + 1  # type: ignore[arg-type]
    begins, stops = row * longest + start, row * longest + end
    grown = np.concatenate([[0], np.cumsum(edits["new"].str.len_chars().to_numpy().astype(np.int64) - (end - start))])
    rows = spans["row"].to_numpy().astype(np.int64)
    first = np.searchsorted(begins, rows * longest)
    moved = {}
    torn = np.zeros(height, bool)
    for name in ("start", "end"):
        place = rows * longest + spans[name].to_numpy()
        done = np.searchsorted(stops, place, side="right")
        inside = (np.searchsorted(begins, place) > done) & (len(begins) > 0)
        torn[rows[inside]] = True
        moved[name] = spans[name].to_numpy() + grown[done] - grown[first]
    columns = [pl.Series(name, values).cast(pl.Int32) for name, values in moved.items()]
    return spans.with_columns(columns), torn
