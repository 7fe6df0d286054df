"""Sentences begun with small letters, as some people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["lower_sentences"]

_GAP, _CASE = ord(" "), ord("a") - ord("A")


def lower_sentences(texts: pl.Series, spans: pl.DataFrame, stops: Sequence[str]) -> pl.Series:
    """Write small letters where sentences begin inside of texts; no text gets longer or shorter.

    A word stays as it is if no small letter follows its first one (``I``, ``I'm``, ``ZIP``, ``W123``), and so does the
    beginning of a span whose words all begin with capitals or digits: that is a name or a date.

    Args:
        texts: Texts without nulls, shape (n,).
        spans: Their spans: row (place in ``texts``), start, end; in code points.
        stops: Signs that end sentences.

    Returns:
        The texts.

    Example:
        >>> texts = pl.Series(["it broke. The box is fine! I know. May Lee"])
        >>> lower_sentences(texts, pl.DataFrame({"row": [0], "start": [35], "end": [42]}), [".", "!"]).to_list()
        ['it broke. the box is fine! I know. May Lee']
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).copy()
    first = np.concatenate([[0], np.cumsum(texts.str.len_chars().to_numpy().astype(np.int64))])
    after_gap = np.concatenate([[False], codes[:-1] == _GAP])
    after_stop = np.concatenate([[False, False], np.isin(codes[:-2], [ord(stop) for stop in stops])])[: len(codes)]
    small = _within(codes, "a", "z")
    begins = after_gap & after_stop & _within(codes, "A", "Z") & np.concatenate([small[1:], [False]])
    edges = np.concatenate([first[:-1], first[:-1] + 1, first[1:] - 1])  # what stands beside them is of another text
    begins[edges[(edges >= 0) & (edges < len(codes))]] = False
    starts = first[spans["row"].to_numpy()] + spans["start"].to_numpy()
    ends = first[spans["row"].to_numpy()] + spans["end"].to_numpy()
    words = np.concatenate([[0], np.cumsum(after_gap & small)])
    begins[starts[words[ends] == words[starts]]] = False
    codes[begins] += _CASE
    offsets = np.concatenate([[0], np.cumsum(texts.str.len_bytes().to_numpy().astype(np.int64))])
    data = codes.tobytes().decode("utf-32-le").encode()
    array = pa.LargeStringArray.from_buffers(len(texts), pa.py_buffer(offsets.tobytes()), pa.py_buffer(data))
    return pl.Series(texts.name, pl.from_arrow(array), dtype=pl.String)


def _within(codes: NDArray[np.uint32], low: str, high: str) -> NDArray[np.bool_]:
    return (codes >= ord(low)) & (codes <= ord(high))
