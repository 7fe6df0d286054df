"""Texts of a run with their spans, written as other tools read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import DataError, UsageError, nearest
from nonesuch.generators.text.export import conll_blocks, rasa_document, sgd_turns, spacy_lines
from nonesuch.generators.text.spoken import SPANS
from nonesuch.sinks import writing
from nonesuch.sinks.reading import read_parts
from nonesuch.validation import find_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["FORMATS", "export_texts", "spans_of"]

FORMATS = ("conll", "spacy", "rasa", "sgd")
"""Formats by name."""


def export_texts(
    run: Path,
    out: Path,
    *,
    table: str,
    form: str,
    text: str = "text",
    spans: str = "spans",
    slots: Sequence[str] | None = None,
    label: str | None = None,
) -> int:
    """Write the texts of a run in another format. Rows without text are left out.

    Args:
        run: The folder of a run, a folder of tables, or a file.
        out: The file to write.
        table: The table that holds the texts.
        form: One of `FORMATS`.
        text: Column of the texts.
        spans: Column of their spans: lists of slot, start, end (code points), also as JSON.
        slots: Slots to write; None for all. CoNLL, spaCy and Rasa take no slots that overlap.
        label: Column of intents for Rasa (all texts are of one intent, ``text``, if missing), of speakers for SGD.

    Returns:
        Number of texts written.

    Raises:
        UsageError: If there is no such table, column or slot.
        DataError: If the spans cannot be read, or the format cannot hold them.
    """
    frame = _read(run, table, [text, spans, *([label] if label else [])])
    frame = frame.filter(pl.col(text).is_not_null())
    layer = spans_of(frame[spans])
    if slots is not None:
        _check_slots(slots, layer)
        layer = layer.filter(pl.col("slot").is_in(list(slots)))
    labels = frame[label].cast(pl.String) if label else None
    written = _written(form, frame[text], layer, labels)
    with writing(out):
        out.write_text(written, "utf-8")
    return frame.height


def _read(run: Path, table: str, columns: Sequence[str]) -> pl.DataFrame:
    tables = find_tables(run)
    if table not in tables:
        raise UsageError(f"there is no table {table!r}", place=str(run), hint=nearest(table, tables))
    frame = read_parts(tables[table])
    for name in columns:
        if name not in frame.columns:
            hint = nearest(name, frame.columns)
            raise UsageError(f"the table has no column {name!r}", place=f"{run}: {table}", hint=hint)
    return frame.select(columns)


def _check_slots(slots: Sequence[str], layer: pl.DataFrame) -> None:
    known = layer["slot"].unique().sort().to_list()
    for slot in slots:
        if slot not in known:
            raise UsageError(f"no text holds a slot {slot!r}", expected=", ".join(known), hint=nearest(slot, known))


def spans_of(spans: pl.Series) -> pl.DataFrame:
    """Read a column of spans.

    Args:
        spans: For each text a list of slot, start, end and perhaps column, or such a list as JSON.

    Returns:
        Columns row, slot, start, end, column, in the order of the texts.

    Raises:
        DataError: If it holds something else.

    Example:
        >>> spans_of(pl.Series(['[{"slot":"city","start":3,"end":5}]', "[]"])).rows()
        [(0, 'city', 3, 5, '')]
    """
    try:
        lists = spans.str.json_decode(pl.List(SPANS)) if spans.dtype == pl.String else spans
        rows = pl.DataFrame({"row": pl.int_range(len(lists), eager=True), "span": lists})
        exploded = rows.explode("span").drop_nulls("span").unnest("span")
        filled = exploded if "column" in exploded.columns else exploded.with_columns(column=pl.lit(""))
        types = {field.name: field.dtype for field in SPANS.fields}
        return filled.select("row", *(pl.col(name).cast(dtype) for name, dtype in types.items())).with_columns(
            pl.col("column").fill_null("")
        )
    except pl.exceptions.PolarsError as problem:
        raise DataError(
            "the spans cannot be read",
            place=spans.name or None,
            expected="lists of slot, start, end",
            found=next(iter(str(problem).splitlines()), ""),
        ) from None


def _written(form: str, texts: pl.Series, spans: pl.DataFrame, labels: pl.Series | None) -> str:
    match form:
        case "conll":
            return "\n\n".join(conll_blocks(texts, spans)) + "\n"
        case "spacy":
            return "\n".join(spacy_lines(texts, spans)) + "\n"
        case "rasa":
            intents = pl.Series(["text"]).new_from_index(0, len(texts)) if labels is None else labels.fill_null("")
            return rasa_document(texts, spans, intents) + "\n"
        case "sgd":
            return "\n".join(sgd_turns(texts, spans, speakers=labels)) + "\n"
    raise UsageError("unknown format", expected=", ".join(FORMATS), found=form)
