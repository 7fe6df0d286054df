"""The texts of a column, made in parts, each from its own start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.batch import gather

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.batch import Batch
    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.registry import SlotKey

__all__ = ["SPANS", "Spoken"]

SPANS = pl.Struct({"slot": pl.String, "start": pl.Int32, "end": pl.Int32, "column": pl.String})
"""A span: name of the slot, first character and the one after the last (code points), column it speaks of or ""."""


@dataclass(frozen=True, eq=False)
class Spoken:
    """Texts of the rows of a table.

    Attributes:
        size: Number of rows.
        parts: Rows (shape (n,), ascending) and the texts made for them; rows in no part have no text.
        grammars: The grammar of each part.
    """

    size: int
    parts: Sequence[tuple[NDArray[np.int64], Batch]]
    grammars: Sequence[Compiled]

    def texts(self) -> pl.Series:
        """The texts, shape (rows,); null where there is none."""
        if not self.parts:
            return pl.Series([None] * self.size, dtype=pl.String)
        said = pl.concat([batch.texts for _, batch in self.parts]) if len(self.parts) > 1 else self.parts[0][1].texts
        if len(self.parts) == 1 and len(said) == self.size:
            return said
        place = np.full(self.size, -1, dtype=np.int64)
        place[np.concatenate([rows for rows, _ in self.parts])] = np.arange(len(said))
        return gather(said, place, optional=True)

    def span_table(self) -> pl.DataFrame:
        """The spans: row, slot, start, end, column; in the order of the rows and of each text."""
        codes: dict[SlotKey, int] = {}
        found = [(rows, batch.found, batch.slots) for rows, batch in self.parts]
        row = _joined([np.repeat(rows, spans.counts) for rows, spans, _ in found], np.int64)
        slot = _joined(
            [
                np.array([codes.setdefault(key, len(codes)) for key in keys], np.int32)[spans.slots]
                for _, spans, keys in found
            ],
            np.int32,
        )
        order = np.argsort(row, kind="stable")
        slot = slot.take(order)
        return pl.DataFrame(
            {
                "row": row.take(order),
                "slot": pl.Series([key.slot for key in codes], dtype=pl.String).gather(slot),
                "start": _joined([spans.starts for _, spans, _ in found], np.int32).take(order),
                "end": _joined([spans.ends for _, spans, _ in found], np.int32).take(order),
                "column": pl.Series([key.column for key in codes], dtype=pl.String).gather(slot),
            }
        )

    def spans(self) -> pl.Series:
        """The spans of each text, shape (rows,), lists of `SPANS`."""
        table = self.span_table()
        counts = np.bincount(table["row"].to_numpy(), minlength=self.size)
        grouped = table.select(pl.struct("slot", "start", "end", "column").alias("span"), "row")
        lists = grouped.group_by("row", maintain_order=True).agg("span")["span"]
        place = np.where(counts > 0, np.cumsum(counts > 0) - 1, -1)
        if not len(lists):
            return pl.Series([[]] * self.size, dtype=pl.List(SPANS))
        found = gather(lists, place, optional=True)
        return found.fill_null(pl.Series([[]], dtype=pl.List(SPANS))).cast(pl.List(SPANS))


def _joined(pieces: Sequence[NDArray[np.integer]], dtype: type[np.integer]) -> NDArray[np.integer]:
    return np.concatenate([np.empty(0, dtype), *pieces])
