"""Variants of anybody's sentences: `augment`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.errors import DataError, UsageError
from nonesuch.frames import to_pandas, to_polars
from nonesuch.generators.text.augmentation.plain import PlainAugmenter
from nonesuch.generators.text.augmentation.variants import KINDS
from nonesuch.generators.text.grammar import load_grammar
from nonesuch.packs import find_pack
from nonesuch.sinks.reading import read_frame
from nonesuch.text.export import spans_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd

    from nonesuch.generators.text.augmentation.variants import AugmentationKind
    from nonesuch.generators.text.grammar import Grammar

__all__ = ["augment", "augment_frame", "read_sentences"]

_LOCALE = "en_US"
_SPANS = {"row": pl.Int64, "slot": pl.String, "start": pl.Int32, "end": pl.Int32}


def augment(
    texts: Iterable[str | None] | Any,
    *,
    kinds: Iterable[AugmentationKind] = KINDS,
    factor: int = 1,
    seed: int = 0,
    spans: Any = None,
    protect: Collection[str] | None = None,
    window: tuple[int, int] | None = None,
    words: str | Path | None = None,
) -> pd.DataFrame:
    """Make variants of sentences: other words, another order, more detail.

    Nothing is guessed: a word is exchanged only for one that is listed as safe in its place, a sentence is turned round
    only by a rule that knows its whole form. Sentences it is not sure of get no variant. What spans hold is kept as it
    is, and the spans move along.

    Args:
        texts: The sentences; those that are None get no variant.
        kinds: Any of ``synonym``, ``restructure``, ``expand``.
        factor: Variants wanted of each sentence.
        seed: Another seed gives other variants.
        spans: What to keep: a table (pandas, polars, Arrow, list of dicts) with columns row (place of the sentence,
            from 0), slot, start, end (code points).
        protect: Slots whose text is never touched; all if missing.
        window: Least and greatest number of characters of a variant.
        words: Whose lexicon and rules to use: a domain, or a folder of grammar files; the general English ones if
            missing.

    Returns:
        Columns source (place of the sentence), kind, text, spans (lists of slot, start, end, column); sorted by source.
        No variant is equal to its source or to another one of it.

    Raises:
        UsageError: If a kind, the domain or the folder is unknown.
        DataError: If the spans are not spans of the sentences.

    Example:
        >>> import nonesuch as ns
        >>> ns.augment(["The phone is beautiful and performs well"], kinds=["restructure"], seed=2)["text"][0]
        'Not only does it perform excellently, but it also looks beautiful'
        >>> spans = [{"row": 0, "slot": "brand", "start": 11, "end": 18}]
        >>> made = ns.augment(["I bought a Fantastic"], spans=spans)
        >>> made["text"][0], made["spans"][0][0]["start"]
        ('I purchased a Fantastic', 14)
    """
    if isinstance(texts, str):
        raise UsageError("one text where texts are expected", expected="a list of sentences", found=texts[:40])
    frame = pl.DataFrame({"text": pl.Series(values=list(texts), dtype=pl.String)})
    marked = None if spans is None else _checked(to_polars(spans), frame["text"])
    wish = _Wish(list(kinds), factor, seed, protect, window)
    return to_pandas(_variants(frame["text"], marked, wish, words))


def augment_frame(
    frame: pl.DataFrame,
    *,
    column: str,
    kinds: Iterable[AugmentationKind] = KINDS,
    factor: int = 1,
    seed: int = 0,
    words: str | Path | None = None,
) -> pl.DataFrame:
    """Make variants of the sentences of a table; labels and all other columns come along.

    Args:
        frame: The table. If it has a column ``spans`` (lists of slot, start, end, also as JSON), what they hold stays.
        column: Column of the sentences.
        kinds: Any of ``synonym``, ``restructure``, ``expand``.
        factor: Variants wanted of each sentence.
        seed: Another seed gives other variants.
        words: As in `augment`.

    Returns:
        Columns source, kind, the other columns of the source, the variant under the name of its column, and spans.

    Raises:
        UsageError: If the column is missing or holds no texts.
    """
    if column not in frame.columns or frame[column].dtype != pl.String:
        texts = ", ".join(name for name, dtype in frame.schema.items() if dtype == pl.String)
        raise UsageError(f"there is no column of texts {column!r}", expected=texts or "a column of texts")
    marked = _checked(spans_of(frame["spans"]), frame[column]) if "spans" in frame.columns else None
    made = _variants(frame[column], marked, _Wish(list(kinds), factor, seed), words)
    rest = frame.drop(column, "spans", "source", "kind", strict=False)[made["source"]]
    return pl.concat(
        [made.select("source", "kind"), rest, made.select(pl.col("text").alias(column), "spans")], how="horizontal"
    )


def read_sentences(path: Path) -> pl.DataFrame:
    """Read sentences from a file.

    Args:
        path: A text file with a sentence a line, or a CSV, JSON Lines, Parquet or Arrow file.

    Returns:
        Its table; lines of a text file are the column ``text``, empty ones are left out.

    Raises:
        DataError: If the file cannot be read.
    """
    if path.suffix.lower() != ".txt":
        return read_frame(path)
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise DataError("the file cannot be read", place=str(path), found=str(problem)) from None
    return pl.DataFrame({"text": pl.Series(values=[line.strip() for line in lines if line.strip()], dtype=pl.String)})


@dataclass(frozen=True)
class _Wish:
    kinds: list[AugmentationKind]
    factor: int
    seed: int
    protect: Collection[str] | None = None
    window: tuple[int, int] | None = None


def _variants(texts: pl.Series, spans: pl.DataFrame | None, wish: _Wish, words: str | Path | None) -> pl.DataFrame:
    if wish.factor < 1:
        raise UsageError("a factor is at least 1", found=wish.factor)
    augmenter = _general() if words is None else PlainAugmenter(_grammar(words))
    made = augmenter.augment(
        texts, spans, key=wish.seed, kinds=wish.kinds, factor=wish.factor, protect=wish.protect, window=wish.window
    )
    span = pl.struct("slot", "start", "end", "column").alias("span")
    lists = made.spans.group_by("row", maintain_order=True).agg(spans=span).cast({"row": pl.UInt32})
    joined = made.texts.with_row_index("row").join(lists, on="row", how="left", maintain_order="left")
    none = pl.lit([], dtype=lists.schema["spans"])
    return joined.select("source", "kind", "text", pl.col("spans").fill_null(none))


@cache
def _general() -> PlainAugmenter:
    """The words that ship with the library."""
    home = Path(str(files("nonesuch.generators.text.augmentation")))
    return PlainAugmenter(load_grammar(home / "words" / _LOCALE))


def _grammar(words: str | Path) -> Grammar:
    folder = Path(words)
    if any(folder.glob("*.toml")) and not (folder / "pack.toml").is_file():
        return load_grammar(folder)
    below = find_pack(words) / "text"
    locales = sorted(path.name for path in below.glob("*") if any(path.glob("*.toml")))
    if not locales:
        raise UsageError("the domain has no words", place=str(words), expected="a folder text/en_US with a grammar")
    return load_grammar(below / (_LOCALE if _LOCALE in locales else locales[0]))


def _checked(spans: pl.DataFrame, texts: pl.Series) -> pl.DataFrame:
    missing = [name for name in _SPANS if name not in spans.columns]
    if missing:
        raise DataError("spans lack a column", expected="row, slot, start, end", found=", ".join(spans.columns))
    try:
        cast = spans.with_columns(pl.col(name).cast(dtype) for name, dtype in _SPANS.items())
    except pl.exceptions.PolarsError:
        raise DataError("spans are not whole numbers", expected="row, start, end as whole numbers") from None
    lengths = texts.str.len_chars().fill_null(0).cast(pl.Int64)
    wrong = cast.filter(~pl.col("row").is_between(0, len(texts) - 1))
    if not wrong.height:
        most = lengths.gather(cast["row"])
        wrong = cast.filter((pl.col("start") < 0) | (pl.col("end") <= pl.col("start")) | (pl.col("end") > most))
    if wrong.height:
        raise DataError("a span lies outside of its text", found=str(wrong.row(0, named=True)))
    return cast
