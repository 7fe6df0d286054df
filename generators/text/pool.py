"""The texts of all tables in one list, so that a row keeps a number for each part until its text is joined."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from nonesuch.generators.text.arrow import characters, spaces, string_array
from nonesuch.generators.text.inlay import inlay_spans, spans_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.text.inlay import Inlays
    from nonesuch.generators.text.pieces import Blank
    from nonesuch.generators.text.table import Table

__all__ = ["Pool", "PoolTexts"]


@dataclass(frozen=True, eq=False)
class PoolTexts:
    """The texts of a pool as they stand at one time.

    Attributes:
        texts: A string array; number 0 is the empty text.
        inlays: Spans inside of each; the place of number x is ``zero + x``.
        zero: Number of blanks.
    """

    texts: Any
    inlays: Inlays
    zero: int

    @cached_property
    def lengths(self) -> NDArray[np.int32]:
        """Characters (code points) of each, int32."""
        return characters(self.texts)

    @cached_property
    def joints(self) -> NDArray[np.int32]:
        """Spaces inside of each, int32."""
        return spaces(self.texts)


@dataclass
class Pool:
    """Texts of tables, and blanks, each under a number of its own; it only grows.

    Numbers of texts are >= 0; a blank's number is -1 - its place in ``blanks``.
    """

    tables: dict[int, tuple[Table, int]] = field(default_factory=dict)
    blanks: list[Blank] = field(default_factory=list)
    size: int = 1
    _blank_numbers: dict[tuple[object, ...], int] = field(default_factory=dict)
    _texts: Any = field(default_factory=lambda: pa.nulls(0, pa.string()))
    _spans: NDArray[np.int64] = field(default_factory=lambda: np.empty((4, 0), np.int64))
    _new: list[tuple[Table, int]] = field(default_factory=list)

    def add_table(self, table: Table) -> int:
        """Number of a table's first text; the others follow."""
        if id(table) not in self.tables:
            self.tables[id(table)] = (table, self.size)
            self._new.append((table, self.size))
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
        new, self._new = self._new, []
        texts = [] if len(self._texts) else [""]
        texts += [text for table, _ in new for text in table.texts]
        self._texts = pa.concat_arrays([self._texts, string_array(texts)])
        self._spans = np.concatenate([self._spans, spans_in(new)], axis=1)
        return PoolTexts(self._texts, inlay_spans(self.blanks, self._spans, self.size), len(self.blanks))
