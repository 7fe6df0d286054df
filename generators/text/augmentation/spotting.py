"""Words of a list found in plain texts."""

from __future__ import annotations

import numpy as np
import polars as pl

__all__ = ["spot_words"]

_WORD = r"[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*"
_MOST_WORDS = 4


def spot_words(texts: pl.Series, words: pl.Series) -> pl.DataFrame:
    """Find listed words and phrases in texts, the longest where they overlap.

    A word begins with a capital only where a sentence begins, and not before another capital: elsewhere it may be part
    of a name, and is left alone.

    Args:
        texts: The texts.
        words: Words and phrases of up to four words, as they stand inside of a sentence.

    Returns:
        Columns ``row``, ``start``, ``end`` (code points), ``word`` (as listed), ``raised`` (begun with a capital),
        ``before`` (the word right before it in small letters, ``<start>`` where a sentence begins, else empty).

    Example:
        >>> spot_words(pl.Series(["Good film, Film Club!"]), pl.Series(["good", "film"])).rows()
        [(0, 0, 4, 'good', True, '<start>'), (0, 5, 9, 'film', False, 'good')]
    """
    tokens = _tokens(texts)
    frame = pl.DataFrame({"row": np.arange(len(texts), dtype=np.int64), "text": texts})
    found = [
        _runs(tokens, frame, n).join(words.rename("word").to_frame(), on="word", how="semi")
        for n in range(_MOST_WORDS, 0, -1)
    ]
    listed = pl.concat(found)
    kept = listed.filter(~pl.col("raised") | (pl.col("begins") & ~pl.col("named")))
    return _longest(kept).select("row", "start", "end", "word", "raised", "before")


def _tokens(texts: pl.Series) -> pl.DataFrame:
    """Cut texts into words with their offsets, and say which begin a sentence."""
    frame = pl.DataFrame({"row": np.arange(len(texts), dtype=np.int64), "text": texts.fill_null("")})
    cut = frame.select("row", token=pl.col("text").str.extract_all(rf"{_WORD}|[^\p{{L}}\p{{N}}]+")).explode("token")
    cut = cut.drop_nulls().with_columns(length=pl.col("token").str.len_chars().cast(pl.Int64))
    cut = cut.with_columns(
        end=pl.col("length").cum_sum().over("row"), is_word=pl.col("token").str.contains(r"[\p{L}\p{N}]")
    )
    token = pl.col("token")
    gap, start = token.shift(1).over("row").fill_null(""), pl.col("end") - pl.col("length")
    opening = (start == gap.str.len_chars()) & gap.str.contains(r"^[\"'“(]+$")
    begins = (start == 0) | gap.str.contains(r"[.!?…:]\s+[\"'“(]*$") | opening
    named = token.shift(-2).over("row").str.contains(r"^\p{Lu}") & (token.shift(-1).over("row") == " ")
    earlier = pl.when(gap == " ").then(token.shift(2).over("row").str.to_lowercase()).fill_null("")
    cut = cut.with_columns(
        start=start, begins=begins, gap=gap, named=named.fill_null(value=False),
        before=pl.when(begins).then(pl.lit("<start>")).otherwise(earlier),
    )  # fmt: skip
    return cut.filter("is_word")


def _runs(tokens: pl.DataFrame, frame: pl.DataFrame, n: int) -> pl.DataFrame:
    """Give all runs of n words that single spaces hold together."""
    last = pl.col("end").shift(1 - n).over("row")
    joined = pl.lit(value=True)
    for k in range(1, n):
        joined = joined & (pl.col("gap").shift(-k).over("row") == " ")
    named = pl.col("named").shift(1 - n).over("row")
    runs = tokens.select("row", "start", "begins", "before", last=last, joined=joined, named=named).filter(
        pl.col("last").is_not_null() & pl.col("joined").fill_null(value=False)
    )
    said = pl.col("text").str.slice("start", pl.col("last") - pl.col("start"))
    runs = runs.join(frame, on="row").with_columns(said=said)
    first = pl.col("said").str.slice(0, 1)
    small = pl.concat_str(first.str.to_lowercase(), pl.col("said").str.slice(1))
    return runs.select(
        "row", "start", "begins", "before", "named", end="last",
        word=pl.when(pl.col("begins")).then(small).otherwise(pl.col("said")),
        raised=first != first.str.to_lowercase(),
    )  # fmt: skip


def _longest(found: pl.DataFrame) -> pl.DataFrame:
    """Leave out words that lie inside of longer ones, or begin inside of the one before."""
    ordered = found.sort("row", "start", "end", descending=[False, False, True]).unique(
        ["row", "start"], keep="first", maintain_order=True
    )
    furthest = pl.col("end").cum_max().shift(1).over("row").fill_null(-1)
    return ordered.filter(pl.col("start") >= furthest)
