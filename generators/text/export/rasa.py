"""Examples as Rasa reads them: YAML, by intent, entities marked as ``[LA](city)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import DataError
from nonesuch.generators.text.export.layer import one_layer

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["rasa_document"]


def rasa_document(
    texts: pl.Series, spans: pl.DataFrame, intents: pl.Series, *, slots: Collection[str] | None = None
) -> str:
    """Write examples of intents.

    Args:
        texts: The texts.
        spans: Spans with columns ``row`` (place of the text), ``slot``, ``start``, ``end`` in code points.
        intents: The intent of each text.
        slots: Slots that become entities; None for all.

    Returns:
        A YAML document, intents in the order in which they first occur.

    Raises:
        DataError: If spans of the chosen slots overlap, or a text holds square brackets, which Rasa would misread.

    Example:
        >>> spans = pl.DataFrame({"row": [0], "slot": ["city"], "start": [3], "end": [5]})
        >>> print(rasa_document(pl.Series(["to LA", "hi"]), spans, pl.Series(["fly", "greet"])))
        version: "3.1"
        nlu:
        - intent: fly
          examples: |
            - to [LA](city)
        - intent: greet
          examples: |
            - hi
    """
    bracketed = texts.str.contains(r"[\[\]]").arg_true()
    if len(bracketed):
        raise DataError(
            "Rasa reads square brackets as entities", place=f"text {bracketed[0]}", found=texts[int(bracketed[0])]
        )
    marked = _mark(texts, one_layer(spans, slots)).str.replace_all(r"\s+", " ")
    examples = (
        pl.DataFrame({"intent": intents.cast(pl.String), "line": "    - " + marked})
        .group_by("intent", maintain_order=True)
        .agg(pl.col("line").str.join("\n"))
    )
    blocks = examples.select(pl.format("- intent: {}\n  examples: |\n{}", "intent", "line")).to_series()
    return "\n".join(['version: "3.1"', "nlu:", *blocks])


def _mark(texts: pl.Series, spans: pl.DataFrame) -> pl.Series:
    """Put brackets around spans: each brings along the text between it and the span before."""
    frame = pl.DataFrame({"row": pl.int_range(len(texts), eager=True), "text": texts})
    pieces = spans.with_columns(pl.col("row").cast(pl.Int64)).join(frame, on="row", maintain_order="left")
    before = pl.col("end").shift(1).over("row").fill_null(0)
    between = pl.col("text").str.slice(before, pl.col("start") - before)
    inside = pl.col("text").str.slice("start", pl.col("end") - pl.col("start"))
    marked = (
        pieces.with_columns(piece=pl.format("{}[{}]({})", between, inside, "slot"))
        .group_by("row", maintain_order=True)
        .agg(pl.col("piece").str.join(""), last=pl.col("end").last())
    )
    rest = pl.col("text").str.slice(pl.col("last").fill_null(0))
    joined = frame.join(marked, on="row", how="left", maintain_order="left")
    return joined.select(text=pl.concat_str(pl.col("piece").fill_null(""), rest))["text"]
