"""Annotated spans: each says which column a piece of a text stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import PackError
from nonesuch.validators.contract.family import family_of, iso_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nonesuch.validators.rules.formula import Formula
    from nonesuch.validators.tables import Tables

__all__ = ["SPAN_FIELDS", "wrong_spans"]

SPAN_FIELDS = ("column", "end", "start")
"""What a span tells: the column it stands for (none for worded slots), and where it lies, in characters."""

_NUMBER = r"-?[0-9][0-9,]*(?:\.[0-9]+)?"


def wrong_spans(
    tables: Tables,
    table: str,
    text: str,
    spans: str,
    *,
    slots: Sequence[str] | None = None,
    formats: Mapping[str, tuple[Formula, ...]],
) -> pl.Series:
    """Find rows with a span that does not equal the column it names.

    A span of a number equals the column if it reads as the same number, to the decimals that it shows; a date, if it is
    written as ISO 8601; any other, letter by letter but for case. ``formats`` replaces this for a column.

    Args:
        tables: The tables.
        table: The table.
        text: Its column of texts.
        spans: Its column of spans.
        slots: Slots whose spans are held against columns; None for all. The others must lie inside of the text.
        formats: Column as spans name it = texts that may stand for it.

    Returns:
        Shape (rows,): true where a span lies outside of the text, names no column, or differs from it.
    """
    rows = pl.DataFrame([tables.column(table, text).alias("text"), tables.column(table, spans).alias("spans")])
    each = rows.with_row_index("row").drop_nulls().explode("spans").drop_nulls()
    fields = SPAN_FIELDS if slots is None else (*SPAN_FIELDS, "slot")
    each = each.select("row", "text", *(pl.col("spans").struct.field(name) for name in fields))
    start, end = pl.col("start"), pl.col("end")
    outside = (start < 0) | (end <= start) | (end > pl.col("text").str.len_chars())
    each = each.with_columns(said=pl.col("text").str.slice(start, end - start), wrong=outside.fill_null(value=True))
    bad = [each.filter("wrong")["row"]]
    each = each if slots is None else each.filter(pl.col("slot").is_in(list(slots)))
    for name in each["column"].drop_nulls().unique().sort():
        part = each.filter(column=name, wrong=False)
        bad.append(part.filter(_differs(tables, table, name, part, formats.get(name)))["row"])
    wrong = rows.select(pl.when(pl.col("text").is_not_null()).then(False)).to_series()
    return wrong.scatter(pl.concat(bad).unique(), True)


def _differs(
    tables: Tables, table: str, name: str, part: pl.DataFrame, formats: tuple[Formula, ...] | None
) -> pl.Series:
    said, rows = part["said"], part["row"]
    if formats is not None:
        texts = [_texts(tables, table, formula).gather(rows) for formula in formats]
        return ~pl.DataFrame([(said == text).alias(str(i)) for i, text in enumerate(texts)]).select(
            same=pl.any_horizontal(pl.all().fill_null(value=False))
        )["same"]
    try:
        value = tables.get(table, name).gather(rows)
    except PackError:
        return pl.Series([True]).new_from_index(0, len(rows))
    same = _same_number(said, value) if value.dtype.is_numeric() else _same_text(said, value)
    return ~same.fill_null(value=False)


def _texts(tables: Tables, table: str, formula: Formula) -> pl.Series:
    view = tables.view(table, formula.reads)
    return view.select(formula.polars.cast(pl.String).alias("text")).to_series()


def _same_number(said: pl.Series, value: pl.Series) -> pl.Series:
    number = said.str.extract(f"({_NUMBER})").str.replace_all(",", "")
    decimals = number.str.split(".").list.get(1, null_on_oob=True).str.len_chars().fill_null(0).cast(pl.Int32)
    pair = pl.DataFrame({"n": number.cast(pl.Float64, strict=False), "d": decimals, "v": value.cast(pl.Float64)})
    off = (pl.col("n") - pl.col("v")).abs()
    return pair.select(off <= pl.lit(10.0).pow(-pl.col("d")) * 0.5 + 1e-9).to_series()


def _same_text(said: pl.Series, value: pl.Series) -> pl.Series:
    dtype = value.dtype
    text = (
        value.cast(pl.String)
        if family_of(dtype) == "boolean"
        else value.to_frame("v").select(iso_text(pl.col("v"), dtype))["v"]
    )
    return said.str.to_lowercase() == text.str.to_lowercase()
