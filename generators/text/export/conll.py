"""Tokens with BIO labels, as CoNLL files have them: a token and its label a line, a blank line between texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.text.export.layer import one_layer

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

__all__ = ["conll_blocks"]

_SPACE, _WORD, _SINGLE = 0, 1, 2
_INNER = [0x27, 0x2D, 0x2019]  # apostrophe, hyphen, right quote
_HAN = (0x3400, 0x9FFF)


def conll_blocks(texts: pl.Series, spans: pl.DataFrame, *, slots: Collection[str] | None = None) -> pl.Series:
    r"""Cut texts into tokens and label them.

    Tokens are runs of letters and digits (with apostrophes and hyphens inside), single Chinese characters, and other
    signs one by one. A span always begins and ends a token.

    Args:
        texts: The texts.
        spans: Spans with columns ``row`` (place of the text), ``slot``, ``start``, ``end`` in code points.
        slots: Slots that become labels; None for all.

    Returns:
        For each text its lines ``token<TAB>label``; joined by blank lines they make a file.

    Raises:
        DataError: If spans of the chosen slots overlap.

    Example:
        >>> spans = pl.DataFrame({"row": [0], "slot": ["city"], "start": [3], "end": [11]})
        >>> print(conll_blocks(pl.Series(["to San Jose!"]), spans)[0].replace("\t", " "))
        to O
        San B-city
        Jose I-city
        ! O
    """
    layer = one_layer(spans, slots)
    lengths = texts.str.len_chars().to_numpy().astype(np.int64)
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    span_starts = bounds[layer["row"].to_numpy()] + layer["start"].to_numpy()
    span_ends = bounds[layer["row"].to_numpy()] + layer["end"].to_numpy()
    starts, ends = _tokens(texts, bounds, np.concatenate([span_starts, span_ends]))
    row = np.searchsorted(bounds, starts, side="right") - 1
    tokens = pl.DataFrame({"row": row, "start": starts - bounds[row], "length": ends - starts})
    frame = pl.DataFrame({"row": np.arange(len(texts)), "text": texts})
    labels = _labels(starts, span_starts, span_ends, layer["slot"])
    lines = (
        tokens.with_columns(label=labels)
        .join(frame, on="row", maintain_order="left")
        .select("row", line=pl.format("{}\t{}", pl.col("text").str.slice("start", "length"), "label"))
        .group_by("row", maintain_order=True)
        .agg(pl.col("line").str.join("\n"))
    )
    return frame.join(lines, on="row", how="left", maintain_order="left")["line"].fill_null("")


def _tokens(
    texts: pl.Series, bounds: NDArray[np.int64], cuts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find where tokens begin and end among the code points of all texts."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    kinds = _kinds(codes)
    begins = np.zeros(len(codes) + 1, bool)
    begins[bounds], begins[cuts] = True, True
    changed = (kinds[1:] != kinds[:-1]) | (kinds[1:] == _SINGLE)
    begins[1:-1] |= changed
    edges = np.flatnonzero(begins)
    starts, ends = edges[:-1], edges[1:]
    said = kinds[starts] != _SPACE
    return starts[said], ends[said]


def _kinds(codes: NDArray[np.uint32]) -> NDArray[np.int8]:
    distinct, places = np.unique(codes, return_inverse=True)
    of_code = np.array([_kind(code) for code in distinct.tolist()], np.int8)
    kinds = of_code[places]
    inner = np.isin(codes, _INNER)
    between = np.zeros(len(codes), bool)
    between[1:-1] = (kinds[:-2] == _WORD) & (kinds[2:] == _WORD)
    kinds[inner & between] = _WORD
    return kinds


def _kind(code: int) -> int:
    char = chr(code)
    if char.isspace():
        return _SPACE
    return _WORD if char.isalnum() and not _HAN[0] <= code <= _HAN[1] else _SINGLE


def _labels(
    starts: NDArray[np.int64], span_starts: NDArray[np.int64], span_ends: NDArray[np.int64], slots: pl.Series
) -> pl.Series:
    if not len(slots):
        return pl.repeat("O", len(starts), eager=True)
    span = np.searchsorted(span_starts, starts, side="right") - 1
    inside = (span >= 0) & (starts < span_ends[span])
    first = inside & (starts == span_starts[span])
    names = slots.gather(np.maximum(span, 0))
    prefix = pl.Series(np.where(first, "B-", "I-"))
    return pl.select(pl.when(pl.Series(inside)).then(prefix + names).otherwise(pl.lit("O"))).to_series()
