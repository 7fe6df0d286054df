"""Spans inside of the parts of texts, part after part, so that those of many parts are found in a few look-ups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.pieces import Blank
    from nonesuch.generators.text.table import Table

__all__ = ["AT_END", "Inlay", "Inlays", "inlay_spans", "spans_in"]

AT_END = 1 << 30
"""The end of a span that ends with a blank, however long its value is."""


@dataclass(frozen=True, eq=False)
class Inlay:
    """Spans of one kind inside of parts; those of a part lie side by side, sorted by first character.

    Attributes:
        firsts: Where the spans of each part begin, shape (parts + 1,), int32.
        slots: Slot of each span, int16.
        starts: First character in the part, -1 where the span begins in an earlier part; int32.
        ends: Character after the last in the part, -1 where the span ends in a later part; int32.
    """

    firsts: NDArray[np.int32]
    slots: NDArray[np.int16]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    @cached_property
    def counts(self) -> NDArray[np.uint8]:
        """Number of spans in each part."""
        return np.diff(self.firsts).astype(np.uint8)

    @cached_property
    def most(self) -> int:
        """Most spans in one part."""
        return int(self.counts.max(initial=0))

    def find(self, parts: NDArray[np.int32], here: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Find the spans of parts.

        Args:
            parts: Places of the parts.
            here: Which of them have spans, ascending.

        Returns:
            For each span the index in ``parts`` of its part, ascending, and its own index here.
        """
        places = parts.take(here)
        spans = self.firsts.take(places)
        if self.most > 1 and len(here):
            several = self.counts.take(places)
            before = np.cumsum(several, dtype=np.int32) - several
            step = np.arange(before[-1] + several[-1], dtype=np.int32)
            here, spans = np.repeat(here, several), np.repeat(spans - before, several) + step
        return here, spans

    def parts_with(self, slots: Collection[int]) -> NDArray[np.bool_]:
        """Say which parts hold a span of one of some slots."""
        held = np.zeros(len(self.firsts) - 1, bool)
        part_of = np.repeat(np.arange(len(held)), np.diff(self.firsts))
        held[part_of[np.isin(self.slots, np.array(sorted(slots), np.int16))]] = True
        return held


@dataclass(frozen=True, eq=False)
class Inlays:
    """All spans inside of parts.

    Attributes:
        whole: Spans that begin and end in the same part.
        opening: Spans that end in a later part.
        closing: Spans that began in an earlier part.
    """

    whole: Inlay
    opening: Inlay
    closing: Inlay

    @cached_property
    def kinds(self) -> NDArray[np.uint8]:
        """What spans each part has: 1 for whole ones, plus 2 for opening ones, plus 4 for closing ones."""
        kinds = [(inlay.counts > 0).astype(np.uint8) for inlay in (self.whole, self.opening, self.closing)]
        return kinds[0] + 2 * kinds[1] + 4 * kinds[2]

    def parts_with(self, slots: Collection[int]) -> NDArray[np.bool_]:
        """Say which parts share characters with a span that begins or ends there and has one of some slots."""
        held: NDArray[np.bool_] = (
            self.whole.parts_with(slots) | self.opening.parts_with(slots) | self.closing.parts_with(slots)
        )
        return held


def spans_in(tables: Sequence[tuple[Table, int]]) -> NDArray[np.int64]:
    """Gather the spans inside of tables.

    Args:
        tables: Tables with the number of their first text, ascending.

    Returns:
        Number of the text, slot, first character and end, shape (4, spans); in the order of the texts and of each text.
    """
    held = [(first, layer) for table, first in tables for layer in table.layers]
    sizes = [len(layer.starts) for _, layer in held]
    numbers = np.repeat([first for first, _ in held], sizes) + _within(sizes)
    slots = np.repeat([layer.slot for _, layer in held], sizes)
    starts = np.concatenate([np.empty(0, np.int64), *(layer.starts for _, layer in held)])
    ends = np.concatenate([np.empty(0, np.int64), *(layer.ends for _, layer in held)])
    return _sorted(np.stack([numbers, slots, starts, ends]).astype(np.int64))


def inlay_spans(blanks: Sequence[Blank], spans: NDArray[np.int64], size: int) -> Inlays:
    """Sort the spans of parts by kind.

    Args:
        blanks: Blanks; the place of blank i is ``len(blanks) - 1 - i``.
        spans: Those of tables, as `spans_in` gives them; the place of text x is ``len(blanks) + x``.
        size: Numbers of texts given out.

    Returns:
        The spans.
    """
    zero = len(blanks)
    rows = [row for i, blank in enumerate(blanks) for row in _of_blank(blank, zero - 1 - i)]
    of_blanks = _sorted(np.array(rows, np.int64).reshape(-1, 4).T)
    places, slots, starts, ends = np.concatenate([of_blanks, spans + np.array([[zero], [0], [0], [0]])], axis=1)
    opens, closes = starts >= 0, ends >= 0

    def gather(chosen: NDArray[np.bool_]) -> Inlay:
        counts = np.bincount(places[chosen], minlength=zero + size)
        return Inlay(
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            slots[chosen].astype(np.int16),
            starts[chosen].astype(np.int32),
            ends[chosen].astype(np.int32),
        )

    return Inlays(gather(opens & closes), gather(opens & ~closes), gather(closes & ~opens))


def _within(sizes: Sequence[int]) -> NDArray[np.int64]:
    """Count from 0 in each of several runs."""
    ends = np.cumsum(sizes, dtype=np.int64)
    return np.arange(ends[-1] if len(sizes) else 0, dtype=np.int64) - np.repeat(ends - sizes, sizes)


def _sorted(spans: NDArray[np.int64]) -> NDArray[np.int64]:
    places, _, starts, ends = spans
    return spans[:, np.lexsort((-ends, np.where(starts < 0, ends, starts), places))]


def _of_blank(blank: Blank, place: int) -> list[tuple[int, int, int, int]]:
    """Spans of a blank: place, slot, first character or -1, end or -1."""
    opens = [(place, slot, 0, -1) for slot in blank.opens]
    whole = [(place, slot, 0, AT_END) for slot in blank.whole]
    return [*opens, *whole, *((place, slot, -1, AT_END) for slot in blank.closes)]
