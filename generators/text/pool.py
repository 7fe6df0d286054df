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


@dataclass(frozen=True, eq=False)
class PoolLayer:
    """Spans inside the texts of a pool: slot (-1 for none), first character, character after the last."""

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
        layers: Spans inside of each.
    """

    texts: Any
    lengths: NDArray[np.int32]
    joints: NDArray[np.int32]
    layers: tuple[PoolLayer, ...]


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
        return self._blank_numbers[key]

    @cached_property
    def now(self) -> PoolTexts:
        """All texts of the pool."""
        tables = [table for table, _ in self.tables.values()]
        texts = ["", *(text for table in tables for text in table.texts)]
        lengths = np.fromiter(map(len, texts), np.int32, len(texts))
        joints = np.fromiter((text.count(" ") for text in texts), np.int32, len(texts))
        depth = max((len(table.layers) for table in tables), default=0)
        layers = tuple(self._layer(k) for k in range(depth))
        return PoolTexts(pa.array(texts, pa.string()), lengths, joints, layers)

    def _layer(self, k: int) -> PoolLayer:
        slots = np.full(self.size, -1, np.int16)
        starts, ends = np.full(self.size, -1, np.int32), np.full(self.size, -1, np.int32)
        for table, base in self.tables.values():
            if k < len(table.layers):
                layer, here = table.layers[k], slice(base, base + len(table))
                starts[here], ends[here] = layer.starts, layer.ends
                slots[here] = np.where((layer.starts >= 0) | (layer.ends >= 0), layer.slot, -1)
        return PoolLayer(slots, starts, ends)
