"""Turns as the Schema-Guided Dialogue data set has them: utterance, speaker, frames with slot spans."""

from __future__ import annotations

import polars as pl

__all__ = ["sgd_turns"]


def sgd_turns(
    texts: pl.Series, spans: pl.DataFrame, *, speakers: pl.Series | None = None, service: str = "nonesuch"
) -> pl.Series:
    """Write one turn for each text.

    Args:
        texts: The texts.
        spans: Spans with columns ``row`` (place of the text), ``slot``, ``start``, ``end`` in code points.
        speakers: ``USER`` or ``SYSTEM`` for each text; all users if missing.
        service: Name of the service the slots belong to.

    Returns:
        As many JSON objects as there are texts; a dialogue is a list of them.

    Example:
        >>> spans = pl.DataFrame({"row": [0], "slot": ["city"], "start": [3], "end": [5]})
        >>> print(sgd_turns(pl.Series(["to LA"]), spans, service="fly")[0])
        {"speaker":"USER","utterance":"to LA","frames":[{"service":"fly","slots":[{"slot":"city","start":3,...}]}]}
    """
    slot = pl.struct(slot=pl.col("slot").cast(pl.String), start="start", exclusive_end="end")
    slots = spans.sort("row", "start").group_by("row", maintain_order=True).agg(slots=slot)
    slots = slots.with_columns(pl.col("row").cast(pl.Int64))
    frame = pl.DataFrame(
        {
            "row": pl.int_range(len(texts), eager=True),
            "speaker": pl.repeat("USER", len(texts), eager=True) if speakers is None else speakers.cast(pl.String),
            "utterance": texts,
        }
    ).join(slots, on="row", how="left", maintain_order="left")
    filled = pl.col("slots").fill_null(pl.lit([], dtype=slots.schema["slots"]))
    frames = pl.concat_list(pl.struct(service=pl.lit(service), slots=filled))
    return frame.select(turn=pl.struct("speaker", "utterance", frames=frames).struct.json_encode())["turn"]
