"""From the numbers of parts to texts and spans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.fields import FieldTexts
    from nonesuch.generators.text.pieces import Blank
    from nonesuch.generators.text.pool import PoolTexts

__all__ = ["Assembly", "Spans"]


@dataclass(frozen=True, eq=False)
class Spans:
    """Spans of texts, in the order of texts and inside of them.

    Attributes:
        counts: Spans of each text, shape (n,), int32.
        slots: Slot of each span, int16.
        starts: First character (code point) of each span, int32.
        ends: Character after its last, int32.
    """

    counts: NDArray[np.int32]
    slots: NDArray[np.int16]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Assembly:
    """Numbers of parts with what they point at.

    Attributes:
        columns: For each column of the layout the number of every row's part, shape (n,), int32.
        rows: Which record each row speaks of, shape (n,), int64.
        pool: Texts of the tables.
        blanks: Blanks by number.
        fields: Texts of the fields.
    """

    columns: Sequence[NDArray[np.int32]]
    rows: NDArray[np.int64]
    pool: PoolTexts
    blanks: Sequence[Blank]
    fields: FieldTexts

    def texts(self) -> Any:
        """Join the parts.

        Returns:
            An arrow string array of n texts.
        """
        parts = [part for column in self.columns if (part := self._part(column)) is not None]
        if not parts:
            return pa.array([""] * len(self.rows), pa.string())
        if len(parts) == 1 and not isinstance(parts[0], pa.Scalar):
            return parts[0]
        joined = pc.binary_join_element_wise(*parts, "")
        return joined if not isinstance(joined, pa.Scalar) else pa.array([joined.as_py()] * len(self.rows), pa.string())

    def _part(self, column: NDArray[np.int32]) -> Any:
        if not len(column):
            return pa.array([], pa.string())
        first = int(column[0])
        if (column == first).all():
            if first == 0:
                return None
            return self._blank(first) if first < 0 else self.pool.texts[first]
        texts = self.pool.texts.take(pa.array(np.maximum(column, 0)))
        for number in self._blank_numbers(column):
            texts = pc.if_else(pa.array(column == number), self._blank(number), texts)
        return texts

    def _blank(self, number: int) -> Any:
        texts = self.fields.texts(self.blanks[-1 - number].field)
        whole = len(texts) == len(self.rows) and bool((self.rows == np.arange(len(self.rows))).all())
        return texts if whole else texts.take(pa.array(self.rows))

    def lengths(self, *, unit: str = "characters") -> NDArray[np.int64]:
        """Measure the texts without joining them.

        Args:
            unit: ``characters`` (code points) or ``words`` (runs between spaces).

        Returns:
            Shape (n,), int64.
        """
        total = np.zeros(len(self.rows), np.int64)
        for column in self.columns:
            total += self._sizes(column, unit)
        return total + (unit == "words")

    def holds(self, slots: frozenset[int]) -> NDArray[np.bool_]:
        """Say which texts hold a span of one of the slots.

        Args:
            slots: Numbers of slots.

        Returns:
            Shape (n,).
        """
        held = np.zeros(len(self.rows), bool)
        wanted = np.array(sorted(slots), np.int16)
        for column in self.columns:
            at = np.maximum(column, 0)
            for layer in self.pool.layers:
                held |= np.isin(layer.slots[at], wanted)
            for number in self._blank_numbers(column):
                blank = self.blanks[-1 - number]
                if slots & {*blank.whole, *blank.opens}:
                    held |= column == number
        return held

    def _sizes(self, column: NDArray[np.int32], unit: str) -> NDArray[np.int32]:
        of_pool = self.pool.lengths if unit == "characters" else self.pool.joints
        sizes = of_pool[np.maximum(column, 0)]
        for number in self._blank_numbers(column):
            field = self.blanks[-1 - number].field
            of_field = self.fields.lengths(field) if unit == "characters" else self.fields.joints(field)
            sizes = np.where(column == number, of_field[self.rows], sizes)
        return sizes

    @staticmethod
    def _blank_numbers(column: NDArray[np.int32]) -> list[int]:
        if not len(column) or column.min() >= 0:
            return []
        return np.unique(column[column < 0]).tolist()  # type: ignore[no-any-return]

    def spans(self) -> Spans:
        """Find the spans.

        Returns:
            The spans of all texts.
        """
        found = _Collector(len(self.rows))
        offsets = np.zeros(len(self.rows), np.int32)
        for column in self.columns:
            at = np.maximum(column, 0)
            for layer in self.pool.layers:
                slots = layer.slots[at]
                if (slots >= 0).any():
                    found.add(slots, offsets, layer.starts[at], layer.ends[at])
            sizes = self._sizes(column, "characters")
            for number in self._blank_numbers(column):
                self._add_blank(found, column == number, self.blanks[-1 - number], offsets, sizes)
            offsets = offsets + sizes
        return found.spans()

    @staticmethod
    def _add_blank(
        found: _Collector, here: NDArray[np.bool_], blank: Blank, offsets: NDArray[np.int32], sizes: NDArray[np.int32]
    ) -> None:
        first, none = np.zeros(len(here), np.int32), np.full(len(here), -1, np.int32)
        for slots, starts, ends in (
            (blank.opens, first, none),
            (blank.whole, first, sizes),
            (blank.closes, none, sizes),
        ):
            for slot in slots:
                found.add(np.where(here, np.int16(slot), np.int16(-1)), offsets, starts, ends)


class _Collector:
    """Gathers spans part by part; a span that opens in one part waits for the part that closes it."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.slots: list[NDArray[np.int16]] = []
        self.starts: list[NDArray[np.int32]] = []
        self.ends: list[NDArray[np.int32]] = []
        self.waiting: dict[int, NDArray[np.int32]] = {}

    def add(
        self, slots: NDArray[np.int16], offsets: NDArray[np.int32], starts: NDArray[np.int32], ends: NDArray[np.int32]
    ) -> None:
        opened, closed = starts >= 0, ends >= 0
        if ((slots >= 0) & ~(opened & closed)).any():
            for slot in np.unique(slots[(slots >= 0) & opened & ~closed]).tolist():
                waiting = self.waiting.setdefault(slot, np.full(self.rows, -1, np.int32))
                mine = (slots == slot) & opened & ~closed
                waiting[mine] = (offsets + starts)[mine]
            slots, starts = self._settle(slots, offsets, starts, opened, closed)
        self.slots.append(slots)
        self.starts.append(offsets + starts)
        self.ends.append(offsets + ends)

    def _settle(
        self,
        slots: NDArray[np.int16],
        offsets: NDArray[np.int32],
        starts: NDArray[np.int32],
        opened: NDArray[np.bool_],
        closed: NDArray[np.bool_],
    ) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
        starts = starts.copy()
        for slot in np.unique(slots[(slots >= 0) & closed & ~opened]).tolist():
            mine = (slots == slot) & closed & ~opened
            starts[mine] = (self.waiting[slot] - offsets)[mine]
        return np.where(closed, slots, np.int16(-1)), starts

    def spans(self) -> Spans:
        if not self.slots:
            none = np.empty(0, np.int32)
            return Spans(np.zeros(self.rows, np.int32), none.astype(np.int16), none, none)
        slots = np.stack(self.slots, axis=1)
        there = slots >= 0
        starts, ends = np.stack(self.starts, axis=1)[there], np.stack(self.ends, axis=1)[there]
        counts = there.sum(axis=1, dtype=np.int32)
        slots = slots[there]
        if self.waiting:
            rows = np.repeat(np.arange(self.rows), counts)
            order = np.lexsort((-ends, starts, rows))
            slots, starts, ends = slots[order], starts[order], ends[order]
        return Spans(counts, slots, starts, ends)
