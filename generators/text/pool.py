"""The texts of all tables in one list, so that a row keeps a number for each part until its text is joined."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.text.pieces import Blank
    from nonesuch.generators.text.table import Table

__all__ = ["Pool", "PoolLayer", "PoolTexts"]

_AT_END = 1 << 30


@dataclass(frozen=True, eq=False)
class PoolLayer:
    """Spans inside the texts of a pool, blanks first: slot (-1 for none), first character, character after the last."""

    slots: NDArray[np.int16]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class PoolTexts:
    """The texts of a pool as they stand at one time.

    Attributes:
        texts: A string array; number 0 is the empty text.
        lengths: Characters (code points) of each, int32.
        joints: Spaces inside of each, int32: a text of w words has w - 1.
        layers: Spans inside of each; the place of number x is ``zero + x``.
        zero: Number of blanks.
        at_end: The end of a span that ends with a blank.
    """

    texts: Any
    lengths: NDArray[np.int32]
    joints: NDArray[np.int32]
    layers: tuple[PoolLayer, ...]
    zero: int
    at_end: int = _AT_END


@dataclass
class Pool:
    """Texts of tables, and blanks, each under a number of its own; it only grows.

    Numbers of texts are >= 0; a blank's number is -1 - its place in ``blanks``.
    """

    tables: dict[int, tuple[Table, int]] = field(default_factory=dict)
    blanks: list[Blank] = field(default_factory=list)
    size: int = 1
    _blank_numbers: dict[tuple[object, ...], int] = field(default_factory=dict)

    def add_table(self, table: Table) -> int:
        """Number of a table's first text; the others follow."""
        if id(table) not in self.tables:
            self.tables[id(table)] = (table, self.size)
            self.size += len(table)
            self.__dict__.pop("now", None)
        return self.tables[id(table)][1]

    def add_blank(self, blank: Blank) -> int:
        """Number of a blank, < 0."""
        key = (blank.field, blank.whole, blank.opens, blank.closes)
        if key not in self._blank_numbers:
            self._blank_numbers[key] = -1 - len(self.blanks)
            self.blanks.append(blank)
            self.__dict__.pop("now", None)
        return self._blank_numbers[key]

    @cached_property
    def now(self) -> PoolTexts:
        """All texts of the pool."""
        tables = [table for table, _ in self.tables.values()]
        texts = ["", *(text for table in tables for text in table.texts)]
        lengths = np.fromiter(map(len, texts), np.int32, len(texts))
        joints = np.fromiter((text.count(" ") for text in texts), np.int32, len(texts))
        in_tables = max((len(table.layers) for table in tables), default=0)
        in_blanks = max((len(_ends(blank)) for blank in self.blanks), default=0)
        layers = tuple(self._layer(k) for k in range(max(in_tables, in_blanks)))
        return PoolTexts(pa.array(texts, pa.string()), lengths, joints, layers, len(self.blanks))

    def _layer(self, k: int) -> PoolLayer:
        zero, size = len(self.blanks), self.size + len(self.blanks)
        slots = np.full(size, -1, np.int16)
        starts, ends = np.full(size, -1, np.int32), np.full(size, -1, np.int32)
        for number, blank in enumerate(self.blanks):
            if k < len(_ends(blank)):
                place = zero - 1 - number
                slots[place], starts[place], ends[place] = _ends(blank)[k]
        for table, base in self.tables.values():
            if k < len(table.layers):
                layer, here = table.layers[k], slice(zero + base, zero + base + len(table))
                starts[here], ends[here] = layer.starts, layer.ends
                slots[here] = np.where((layer.starts >= 0) | (layer.ends >= 0), layer.slot, -1)
        return PoolLayer(slots, starts, ends)


def _ends(blank: Blank) -> list[tuple[int, int, int]]:
    """Spans of a blank: slot, first character or -1, end or -1."""
    opens = [(slot, 0, -1) for slot in blank.opens]
    whole = [(slot, 0, _AT_END) for slot in blank.whole]
    return [*opens, *whole, *((slot, -1, _AT_END) for slot in blank.closes)]
