"""From the numbers of parts to texts and spans."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from nonesuch.generators.text.arrow import number_array
from nonesuch.generators.text.inlay import AT_END

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.fields import FieldTexts
    from nonesuch.generators.text.inlay import Inlay
    from nonesuch.generators.text.lines import Lines
    from nonesuch.generators.text.pieces import Blank
    from nonesuch.generators.text.pool import PoolTexts

    Found = tuple[NDArray[np.int64], NDArray[np.int16], NDArray[np.int64], NDArray[np.int64]]
    """Spans: part, slot, first character and end, counted through all texts."""

__all__ = ["Assembly", "Spans"]

_NOT_ASCII = 0x80


@dataclass(frozen=True, eq=False)
class Spans:
    """Spans of texts, sorted by text and first character, the longer first.

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
        lines: The parts of every row.
        rows: Which record each row speaks of, shape (n,), int64.
        pool: Texts of the tables.
        blanks: Blanks by number.
        fields: Texts of the fields.
    """

    lines: Lines
    rows: NDArray[np.int64]
    pool: PoolTexts
    blanks: Sequence[Blank]
    fields: FieldTexts

    @cached_property
    def _sources(self) -> tuple[NDArray[np.int32], list[int]]:
        """Where each part stands in a list of the pool's texts and then, field by field, those of the rows."""
        at = self.lines.parts.copy()
        blanks = np.flatnonzero(at < 0)
        if not len(blanks):
            return at, []
        fields = np.array([blank.field for blank in self.blanks], np.int32).take(-1 - at.take(blanks))
        spoken = np.flatnonzero(np.bincount(fields))
        firsts = np.zeros(int(spoken[-1]) + 1, np.int32)
        firsts[spoken] = len(self.pool.texts) + np.arange(len(spoken)) * len(self.rows)
        at[blanks] = firsts.take(fields) + self.lines.rows.take(blanks)
        return at, spoken.tolist()

    @cached_property
    def _stretch(self) -> slice | None:
        """The rows as a stretch of records; None if they are none."""
        if not len(self.rows) or (np.diff(self.rows) != 1).any():
            return None
        return slice(int(self.rows[0]), int(self.rows[-1]) + 1)

    def texts(self) -> Any:
        """Join the parts.

        Returns:
            An arrow string array of n texts.
        """
        # The parts lie one after another in memory: a text is the stretch from its first part to the next row's.
        _, offsets, data = self._taken.buffers()
        ends = np.frombuffer(offsets, np.int32, len(self._taken) + 1).take(self.lines.bounds)
        return pa.StringArray.from_buffers(len(self.rows), pa.py_buffer(ends), data)

    @cached_property
    def _taken(self) -> Any:
        """The texts of all parts, one after another."""
        at, fields = self._sources
        sources = [self.pool.texts, *map(self._field_texts, fields)]
        return (pa.concat_arrays(sources) if fields else sources[0]).take(number_array(at))

    def _field_texts(self, field: int) -> Any:
        texts = self.fields.texts(field)
        return texts.take(number_array(self.rows)) if self._stretch is None else texts[self._stretch]

    def lengths(self, *, unit: str = "characters") -> NDArray[np.int64]:
        """Measure the texts without joining them.

        Args:
            unit: ``characters`` (code points) or ``words`` (runs between spaces).

        Returns:
            Shape (n,), int64.
        """
        ends = np.concatenate([[0], np.cumsum(self._sizes(unit))])
        total: NDArray[np.int64] = ends[self.lines.bounds[1:]] - ends[self.lines.bounds[:-1]]
        return total + (unit == "words")

    def _sizes(self, unit: str) -> NDArray[np.int32]:
        of_pool = self.pool.lengths if unit == "characters" else self.pool.joints
        of_field = self.fields.lengths if unit == "characters" else self.fields.joints
        at, fields = self._sources
        rows = self.rows if self._stretch is None else self._stretch
        return np.concatenate([of_pool, *(of_field(field)[rows] for field in fields)]).take(at)

    def ranges(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Say where each part begins and ends in its text, in characters; shape of ``lines.matrix`` each."""
        sizes = np.zeros((len(self.lines), self.lines.width), np.int64)
        sizes[self.lines.places] = self._characters
        ends = np.cumsum(sizes, axis=1)
        return ends - sizes, ends

    def holds(self, slots: frozenset[int]) -> NDArray[np.bool_]:
        """Say which texts hold a span of one of the slots.

        Args:
            slots: Numbers of slots.

        Returns:
            Shape (n,).
        """
        held = np.zeros(len(self.rows), bool)
        held[self.lines.rows[self.pool.inlays.parts_with(slots).take(self._places)]] = True
        return held

    def spans(self) -> Spans:
        """Find the spans.

        Returns:
            The spans of all texts.
        """
        befores = self._befores
        kinds = self.pool.inlays.kinds.take(self._places)
        parts, slots, starts, ends = self._whole_spans(kinds, befores)
        broken = np.flatnonzero(kinds > 1)
        if len(broken):
            found = self._broken_spans(broken, kinds.take(broken), befores)
            parts, slots, starts, ends = _merge(found, (parts, slots, starts, ends))
        rows = self.lines.rows.take(parts)
        counts = np.bincount(rows, minlength=len(self.rows))
        first = befores.take(self.lines.bounds[:-1]).take(rows)
        return Spans(counts.astype(np.int32), slots, (starts - first).astype(np.int32), (ends - first).astype(np.int32))

    def _whole_spans(self, kinds: NDArray[np.uint8], befores: NDArray[np.integer]) -> Found:
        """Find the spans that begin and end in one part."""
        inlay = self.pool.inlays.whole
        parts, spans = inlay.find(self._places, np.flatnonzero((kinds & 1).view(bool)))
        before = befores.take(parts)
        ends = before + self._ends(inlay, parts, spans)
        return parts, inlay.slots.take(spans), before + inlay.starts.take(spans), ends

    def _broken_spans(self, broken: NDArray[np.int64], kinds: NDArray[np.uint8], befores: NDArray[np.integer]) -> Found:
        """Find the spans that begin in one part and end in a later one.

        Such a span ends before the next of its slot begins: the nth beginning belongs to the nth end.
        """
        opening, closing = self.pool.inlays.opening, self.pool.inlays.closing
        first, begun = opening.find(self._places, broken.compress(kinds & 2))
        last, ended = closing.find(self._places, broken.compress(kinds & 4))
        slots = opening.slots.take(begun)
        order, partner = np.argsort(slots, kind="stable"), np.argsort(closing.slots.take(ended), kind="stable")
        ends = np.empty(len(first), np.int64)
        ends[order] = (befores.take(last) + self._ends(closing, last, ended)).take(partner)
        return first, slots, befores.take(first) + opening.starts.take(begun), ends

    def _ends(self, inlay: Inlay, parts: NDArray[np.int64], spans: NDArray[np.int32]) -> NDArray[np.int32]:
        """Where spans end in their parts; those that end with a blank end with its value."""
        ends = inlay.ends.take(spans)
        blank = np.flatnonzero(ends == AT_END)
        here = parts.take(blank)
        ends[blank] = self._befores.take(here + 1) - self._befores.take(here)
        return ends

    @cached_property
    def _befores(self) -> NDArray[np.integer]:
        """Characters before each part, counted through all texts, shape (parts + 1,)."""
        if "_taken" in self.__dict__:
            _, offsets, data = self._taken.buffers()
            bounds = np.frombuffer(offsets, np.int32, len(self._taken) + 1)
            said = np.frombuffer(data, np.uint8, bounds[-1]) if data is not None else np.empty(0, np.uint8)
            if said.max(initial=0) < _NOT_ASCII:  # then a byte is a character
                return bounds
        return np.concatenate([[0], np.cumsum(self._characters, dtype=np.int64)])

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        """Place of each part among the inlays."""
        return self.lines.parts + np.int32(self.pool.zero)

    @cached_property
    def _characters(self) -> NDArray[np.int32]:
        return self._sizes("characters")


def _merge(broken: Found, whole: Found) -> Found:
    """Merge spans by first character, the longer first; a broken one is longer than a whole one."""
    parts = np.concatenate([broken[0], whole[0]])
    slots = np.concatenate([broken[1], whole[1]])
    starts = np.concatenate([broken[2], whole[2]])
    ends = np.concatenate([broken[3], whole[3]])
    order = np.argsort(starts, kind="stable")  # a merge of two sorted runs
    starts, ends = starts.take(order), ends.take(order)
    if ((starts[1:] == starts[:-1]) & (ends[1:] > ends[:-1])).any():
        again = np.lexsort((-ends, starts))
        order, starts, ends = order.take(again), starts.take(again), ends.take(again)
    return parts.take(order), slots.take(order), starts, ends
