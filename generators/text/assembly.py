"""From the numbers of parts to texts and spans."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.fields import FieldTexts
    from nonesuch.generators.text.pieces import Blank
    from nonesuch.generators.text.pool import PoolTexts

__all__ = ["Assembly", "Spans"]


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
class Events:
    """Beginnings and ends of spans: part, slot, and the character inside of the part, -1 for the other half."""

    parts: NDArray[np.int64]
    slots: NDArray[np.int16]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Assembly:
    """Numbers of parts with what they point at.

    Attributes:
        numbers: The parts of every row from left to right, 0 for none, shape (n, width), int32.
        rows: Which record each row speaks of, shape (n,), int64.
        pool: Texts of the tables.
        blanks: Blanks by number.
        fields: Texts of the fields.
    """

    numbers: NDArray[np.int32]
    rows: NDArray[np.int64]
    pool: PoolTexts
    blanks: Sequence[Blank]
    fields: FieldTexts

    @cached_property
    def _parts(self) -> NDArray[np.int32]:
        """The numbers of all parts of all rows, one after another."""
        parts: NDArray[np.int32] = self.numbers[self.numbers != 0]
        return parts

    @cached_property
    def _bounds(self) -> NDArray[np.int64]:
        """Where the parts of each row begin, shape (n + 1,)."""
        return np.concatenate([[0], np.cumsum((self.numbers != 0).sum(axis=1))])

    @cached_property
    def _row_of(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.rows)), np.diff(self._bounds))

    @cached_property
    def _filled(self) -> list[tuple[NDArray[np.int64], int, NDArray[np.int64]]]:
        """Parts that are blanks: their places, their field, and the records they speak of; by field."""
        places = np.flatnonzero(self._parts < 0)
        fields = np.array([blank.field for blank in self.blanks], np.int64)[-1 - self._parts[places]]
        by_field = ((int(field), places[fields == field]) for field in np.unique(fields))
        return [(here, field, self.rows[self._row_of[here]]) for field, here in by_field]

    def texts(self) -> Any:
        """Join the parts.

        Returns:
            An arrow string array of n texts.
        """
        sources, at = [self.pool.texts], self._parts.astype(np.int32)
        for here, field, records in self._filled:
            at[here] = sum(map(len, sources)) + np.arange(len(here))
            sources.append(self.fields.texts(field).take(pa.array(records)))
        source = pa.concat_arrays(sources) if len(sources) > 1 else sources[0]
        taken = source.take(pa.array(at))
        # The parts lie one after another in memory: a text is the stretch from its first part to the next row's.
        _, offsets, data = taken.buffers()
        ends = np.frombuffer(offsets, np.int32, len(taken) + 1)[self._bounds]
        return pa.StringArray.from_buffers(len(self.rows), pa.py_buffer(ends.tobytes()), data)

    def lengths(self, *, unit: str = "characters") -> NDArray[np.int64]:
        """Measure the texts without joining them.

        Args:
            unit: ``characters`` (code points) or ``words`` (runs between spaces).

        Returns:
            Shape (n,), int64.
        """
        ends = np.concatenate([[0], np.cumsum(self._sizes(unit))])
        total: NDArray[np.int64] = ends[self._bounds[1:]] - ends[self._bounds[:-1]]
        return total + (unit == "words")

    def _sizes(self, unit: str) -> NDArray[np.int32]:
        of_pool = self.pool.lengths if unit == "characters" else self.pool.joints
        of_field = self.fields.lengths if unit == "characters" else self.fields.joints
        sizes = of_pool.take(np.maximum(self._parts, 0))
        for here, field, records in self._filled:
            sizes[here] = of_field(field)[records]
        return sizes

    def ranges(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Say where each part begins and ends in its text, in characters; shape of ``numbers`` each."""
        sizes = np.zeros(self.numbers.shape, np.int64)
        sizes[self.numbers != 0] = self._characters
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
        wanted = np.array(sorted(slots), np.int16)
        for events in self._events():
            held[self._row_of[events.parts[np.isin(events.slots, wanted)]]] = True
        return held

    def spans(self) -> Spans:
        """Find the spans.

        Returns:
            The spans of all texts.
        """
        befores = np.concatenate([[0], np.cumsum(self._characters, dtype=np.int64)])
        slots, starts, ends = _pair(list(self._events()), befores)
        if len(starts) > 1 and (np.diff(starts) <= 0).any():
            order = np.lexsort((-ends, starts))
            slots, starts, ends = slots[order], starts[order], ends[order]
        first = befores[self._bounds]
        bounds = np.searchsorted(starts, first)
        counts = np.diff(bounds)
        base = np.repeat(first[:-1], counts)
        return Spans(counts.astype(np.int32), slots, (starts - base).astype(np.int32), (ends - base).astype(np.int32))

    def _events(self) -> Iterator[Events]:
        """Where spans begin and end, layer by layer."""
        at = self._parts.astype(np.int64) + self.pool.zero
        for layer in self.pool.layers:
            slots = layer.slots.take(at)
            here = np.flatnonzero(slots >= 0)
            if len(here):
                said = at.take(here)
                yield self._settled(here, slots.take(here), layer.starts.take(said), layer.ends.take(said))

    def _settled(
        self, here: NDArray[np.int64], slots: NDArray[np.int16], starts: NDArray[np.int32], ends: NDArray[np.int32]
    ) -> Events:
        """Let spans that end with a blank end with its value."""
        blank = ends == self.pool.at_end
        if blank.any():
            ends = ends.copy()
            ends[blank] = self._characters[here[blank]]
        return Events(here, slots, starts, ends)

    @cached_property
    def _characters(self) -> NDArray[np.int32]:
        return self._sizes("characters")


def _pair(
    layers: list[Events], befores: NDArray[np.int64]
) -> tuple[NDArray[np.int16], NDArray[np.int64], NDArray[np.int64]]:
    """Join beginnings with their ends; characters are counted through all texts.

    A span that begins in one part and ends in a later one ends before the next of its slot begins: the nth beginning
    belongs to the nth end.
    """
    slots, starts, ends = [np.empty(0, np.int16)], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    opened: dict[int, list[NDArray[np.int64]]] = {}
    closed: dict[int, list[NDArray[np.int64]]] = {}
    for events in layers:
        first, last = befores[events.parts] + events.starts, befores[events.parts] + events.ends
        opens, closes = events.starts >= 0, events.ends >= 0
        whole = opens & closes
        slots.append(events.slots[whole])
        starts.append(first[whole])
        ends.append(last[whole])
        if not whole.all():
            for slot in np.unique(events.slots[~whole]).tolist():
                mine = events.slots == slot
                opened.setdefault(slot, []).append(first[mine & opens & ~closes])
                closed.setdefault(slot, []).append(last[mine & closes & ~opens])
    for slot, begun in opened.items():
        begins, stops = np.sort(np.concatenate(begun)), np.sort(np.concatenate(closed[slot]))
        slots.append(np.full(len(begins), slot, np.int16))
        starts.append(begins)
        ends.append(stops)
    return np.concatenate(slots), np.concatenate(starts), np.concatenate(ends)
