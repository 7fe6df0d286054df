"""Rendered texts with their spans."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa

from nonesuch.generators.text.arrow import number_array, string_array
from nonesuch.generators.text.assembly import Assembly, Spans
from nonesuch.generators.text.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.fields import FieldTexts
    from nonesuch.generators.text.pieces import Blank
    from nonesuch.generators.text.pool import PoolTexts
    from nonesuch.generators.text.questions import Situations
    from nonesuch.generators.text.registry import SlotKey

__all__ = ["Batch", "Report"]

_CHUNK = 1 << 14
_SMALL = 1 << 17


@dataclass(frozen=True)
class Report:
    """How a rendering went.

    Attributes:
        rows: Texts made.
        moved: Rows whose weighted choice was taken by another row already, so that they got the next one.
        repeated: Rows that repeat a text because the caller put weights before uniqueness.
        uniform: Rows of situations with so few texts that they were given out one by one, whatever their weights.
        places: What the next round is told as ``after`` so that it repeats no text of this one.
    """

    rows: int
    moved: int = 0
    repeated: int = 0
    uniform: int = 0
    places: int = 0


@dataclass(frozen=True, eq=False)
class Batch:
    """Rendered texts; joined and measured when they are first asked for.

    Attributes:
        lines: The parts of each row.
        pool: Texts of the tables.
        blanks: Blanks by number.
        fields: Texts of the fields.
        slots: Slots by number.
        report: How the rendering went.
        records: Which record each row speaks of, shape (n,), int64.
        situations: The situation of each row.
        level: Index in `LEVELS` of the level of detail.
    """

    lines: Lines
    pool: PoolTexts
    blanks: Sequence[Blank]
    fields: FieldTexts
    slots: Sequence[SlotKey]
    report: Report
    records: NDArray[np.int64]
    situations: Situations
    level: int

    def __len__(self) -> int:
        return len(self.lines)

    def take(self, rows: NDArray[np.int64]) -> Batch:
        """Some of the texts, in a new order."""
        situations = replace(self.situations, codes=self.situations.codes[rows])
        return replace(self, lines=self.lines.take(rows), records=self.records[rows], situations=situations)

    def with_numbers(self, numbers: NDArray[np.int32]) -> Batch:
        """The same records with other parts."""
        return replace(self, lines=Lines.of(numbers))

    @property
    def numbers(self) -> NDArray[np.int32]:
        """The parts of each row from left to right, 0 for none, shape (n, width), int32."""
        return self.lines.matrix

    def parts_touching(self, slots: Collection[str]) -> NDArray[np.bool_]:
        """Say which parts share characters with spans of some slots.

        Args:
            slots: Names of slots.

        Returns:
            Shape of ``numbers``.
        """
        starts, ends = self._assembly(0, len(self)).ranges()
        touching = np.zeros(self.numbers.shape, bool)
        spans = self.span_table.filter(pl.col("slot").cast(pl.String).is_in(list(slots)))
        rows = spans["row"].to_numpy()
        shared = (starts[rows] < spans["end"].to_numpy()[:, None]) & (ends[rows] > spans["start"].to_numpy()[:, None])
        np.logical_or.at(touching, rows, shared)
        return touching

    @cached_property
    def texts(self) -> pl.Series:
        """The texts, in the order of the rows."""
        chunks = [assembly.texts() for assembly in self._assemblies()]
        array = pa.chunked_array(chunks, pa.string())
        return pl.Series("text", pl.from_arrow(array), dtype=pl.String)

    @cached_property
    def spans(self) -> pl.Series:
        """The spans of each text, in the order of the text: list of {slot, start, end, column}.

        ``start`` and ``end`` count code points; ``column`` is empty for slots that speak of no column.
        """
        found = self.found
        offsets = np.concatenate([[0], np.cumsum(found.counts, dtype=np.int64)]).astype(np.int32)
        fields = [
            self._names(found, "slot"),
            number_array(found.starts),
            number_array(found.ends),
            self._names(found, "column"),
        ]
        inner = pa.StructArray.from_arrays(fields, ["slot", "start", "end", "column"])
        return pl.Series("spans", pl.from_arrow(pa.ListArray.from_arrays(number_array(offsets), inner)))

    @cached_property
    def span_table(self) -> pl.DataFrame:
        """The spans as a table: row (from 0), slot, start, end, column."""
        found = self.found
        return pl.DataFrame(
            {
                "row": np.repeat(np.arange(len(self), dtype=np.int64), found.counts),
                "slot": pl.from_arrow(self._names(found, "slot")),
                "start": found.starts,
                "end": found.ends,
                "column": pl.from_arrow(self._names(found, "column")),
            }
        )

    def _names(self, found: Spans, part: str) -> Any:
        """Write slots or columns as a dictionary of their names."""
        names = [getattr(key, part) for key in self.slots]
        distinct = sorted(set(names))
        codes = np.array([distinct.index(name) for name in names], np.int32)
        return pa.DictionaryArray.from_arrays(
            number_array(codes.take(found.slots) if len(codes) else np.empty(0, np.int32)), string_array(distinct)
        )

    @cached_property
    def found(self) -> Spans:
        """The spans of all texts as numbers."""
        parts = [assembly.spans() for assembly in self._assemblies()]
        if not parts:
            none = np.empty(0, np.int32)
            return Spans(none, none.astype(np.int16), none, none)
        return Spans(
            np.concatenate([part.counts for part in parts]),
            np.concatenate([part.slots for part in parts]),
            np.concatenate([part.starts for part in parts]),
            np.concatenate([part.ends for part in parts]),
        )

    @cached_property
    def _kept(self) -> list[Assembly]:
        return self._new_assemblies()

    def _assemblies(self) -> list[Assembly]:
        """The batch in pieces; those of a small batch are kept, because texts and spans share much of the work."""
        return self._kept if len(self) <= _SMALL else self._new_assemblies()

    def _new_assemblies(self) -> list[Assembly]:
        return [self._assembly(start, min(start + _CHUNK, len(self))) for start in range(0, len(self), _CHUNK)]

    def _assembly(self, start: int, stop: int) -> Assembly:
        return Assembly(self.lines.slice(start, stop), self.records[start:stop], self.pool, self.blanks, self.fields)
