"""Texts said one after the other, made apart and joined: their situations add up instead of multiplying."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.text.lowering import lower_sentences
from nonesuch.generators.text.spoken import Spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nonesuch.generators.text.languages.model import LanguageData

__all__ = ["Joined", "join_spoken"]


@dataclass(frozen=True, eq=False)
class Joined(Spoken):
    """Texts joined of parts, with the spans of all parts.

    Attributes:
        said: The texts, shape (rows,).
        table: The spans, as `Spoken.span_table` gives them.
    """

    said: pl.Series
    table: pl.DataFrame

    def texts(self) -> pl.Series:
        """The texts, shape (rows,)."""
        return self.said

    def span_table(self) -> pl.DataFrame:
        """The spans: row, slot, start, end, column; in the order of the rows and of each text."""
        return self.table


def join_spoken(parts: Sequence[Spoken], language: LanguageData, *, small: pl.Series | None = None) -> Joined:
    """Say the parts of each row one after the other.

    A part begins with a capital letter where the text begins or a sentence has ended, and a space stands before it,
    as the language has it; a full stop that begins a part is left out where a sentence has ended already; a missing
    or empty part leaves nothing.

    Args:
        parts: Texts of the same n rows each.
        language: For the joiner, the capitals, and the signs that end sentences.
        small: Rows in which no sentence begins with a capital, shape (n,), bool.

    Returns:
        The joined texts.
    """
    size = parts[0].size
    frame = pl.DataFrame({"said": pl.repeat("", size, dtype=pl.String, eager=True)}).with_columns(
        small=pl.lit(value=False) if small is None else small.fill_null(value=False)
    )
    tables = []
    for part in parts:
        frame = frame.with_columns(part=part.texts().fill_null("")).with_columns(doubled=_doubled(language))
        frame = frame.with_columns(part=_led(language)).with_columns(glue=_glue(language))
        dropped = pl.col("doubled").cast(pl.Int32) * len(language.full_stop)
        lead = pl.col("said").str.len_chars() + pl.col("glue").str.len_chars() - dropped
        before = frame.select(lead.cast(pl.Int32)).to_series().to_numpy()
        table = part.span_table()
        shift = pl.Series(before[table["row"].to_numpy()].astype(np.int32), dtype=pl.Int32)
        tables.append(table.with_columns(pl.col("start") + shift, pl.col("end") + shift))
        frame = frame.with_columns(said=pl.concat_str("said", "glue", "part"))
    table = pl.concat(tables).sort("row", maintain_order=True)
    said = frame["said"]
    if language.capitals and small is not None and frame["small"].any():
        said = _lowered(said, table, frame["small"], language)
    return Joined(size, (), (), said, table)


def _lowered(said: pl.Series, table: pl.DataFrame, small: pl.Series, language: LanguageData) -> pl.Series:
    """Write the sentences of some rows with small letters."""
    rows = small.arg_true().cast(pl.Int64)
    spans = table.select(pl.col("row").cast(pl.Int64), "start", "end").join(
        pl.DataFrame({"row": rows, "place": np.arange(len(rows))}), on="row", maintain_order="left"
    )
    lowered = lower_sentences(said.gather(rows), spans.select(row="place", start="start", end="end"), language.stops)
    return said.scatter(rows, lowered)


def _ended(language: LanguageData) -> pl.Expr:
    return pl.any_horizontal([pl.col("said").str.ends_with(stop) for stop in language.stops])


def _doubled(language: LanguageData) -> pl.Expr:
    """Whether the part begins with a full stop that nobody needs."""
    return pl.col("part").str.starts_with(language.full_stop) & _ended(language)


def _led(language: LanguageData) -> pl.Expr:
    """The part, with a capital where a sentence begins; ``iPhone`` and ``ann@example.com`` stay as they are."""
    part = pl.when("doubled").then(pl.col("part").str.strip_prefix(language.full_stop)).otherwise("part")
    if not language.capitals:
        return part
    begins = (pl.col("said") == "") | _ended(language)
    first, second = part.str.slice(0, 1), part.str.slice(1, 1)
    capital = first.str.to_uppercase()
    mixed = (second.str.to_lowercase() != second) | part.str.contains(r"^\S+@")
    plain = (capital.str.len_chars() == 1) & ~mixed
    return pl.when(begins & plain & ~pl.col("small")).then(capital + part.str.slice(1)).otherwise(part)


def _glue(language: LanguageData) -> pl.Expr:
    signs = (*language.closers, " ")
    closes = pl.any_horizontal([pl.col("part").str.starts_with(sign) for sign in signs])
    silent = (pl.col("said") == "") | (pl.col("part") == "") | closes
    return pl.when(silent).then(pl.lit("")).otherwise(pl.lit(language.joiner))
