"""Offsets as spaCy reads them: one JSON object a line, ``{"text": ..., "entities": [[start, end, label], ...]}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.generators.text.export.layer import one_layer

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["spacy_lines"]


def spacy_lines(texts: pl.Series, spans: pl.DataFrame, *, slots: Collection[str] | None = None) -> pl.Series:
    """Write texts with their entities, one JSON line each.

    Args:
        texts: The texts.
        spans: Spans with columns ``row`` (place of the text), ``slot``, ``start``, ``end`` in code points, as spaCy
            counts.
        slots: Slots that become entities; None for all.

    Returns:
        As many lines as there are texts.

    Raises:
        DataError: If spans of the chosen slots overlap, which spaCy refuses.

    Example:
        >>> spans = pl.DataFrame({"row": [0], "slot": ["city"], "start": [3], "end": [5]})
        >>> spacy_lines(pl.Series(["to LA", "hi"]), spans).to_list()
        ['{"text":"to LA","entities":[[3,5,"city"]]}', '{"text":"hi","entities":[]}']
    """
    label = pl.struct(label="slot").struct.json_encode().str.slice(9).str.strip_suffix("}")
    entities = (
        one_layer(spans, slots)
        .select(pl.col("row").cast(pl.Int64), entity=pl.format("[{},{},{}]", "start", "end", label))
        .group_by("row", maintain_order=True)
        .agg(pl.col("entity").str.join(","))
    )
    frame = pl.DataFrame({"row": pl.int_range(len(texts), eager=True), "text": texts})
    head = pl.struct("text").struct.json_encode().str.strip_suffix("}")
    joined = frame.join(entities, on="row", how="left", maintain_order="left")
    line = pl.concat_str(head, pl.lit(',"entities":['), pl.col("entity").fill_null(""), pl.lit("]}"))
    return joined.select(line=line)["line"]
