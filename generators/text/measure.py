"""How many derivations a chain has, and how much weight, for each length: counted, not enumerated.

A derivation is measured by one whole number: its literal length, plus a fixed stride for each field and each required
slot it holds. Measures add up when parts are joined, so that tables of (measure, weight, count) can be folded together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.pieces import Blank, Branch
from nonesuch.generators.text.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.pieces import Chain, Part

__all__ = ["MOST_COUNTERS", "Gauge", "Measures", "combine"]

_LENGTHS = 1 << 15  # twice the greatest window, so that the sum of two parts does not run over
_COUNTS = 1 << 3
MOST_COUNTERS = 15
"""Most fields and required slots a situation may count together."""


@dataclass(frozen=True, eq=False)
class Measures:
    """Measures of a part's derivations.

    Attributes:
        values: Distinct measures, ascending, int64.
        mass: Share of the part's weight that has each measure, float64, sums to at most 1.
        counts: Number of derivations that have each measure, float64 (exact below 2**53).
    """

    values: NDArray[np.int64]
    mass: NDArray[np.float64]
    counts: NDArray[np.float64]


@dataclass(frozen=True)
class Gauge:
    """Measures derivations.

    Attributes:
        unit: ``characters``, ``words``, or ``none`` where length does not matter.
        most: Literal lengths above this are left out.
        fields: Fields whose occurrences are counted; their length depends on the record.
        required: Groups of slots whose occurrences are counted.
    """

    unit: str
    most: int
    fields: tuple[int, ...]
    required: tuple[frozenset[int], ...]
    _kept: dict[int, tuple[Part, Measures]] = field(default_factory=dict, repr=False, compare=False)

    def stride(self, counter: int) -> int:
        """What one occurrence of a counter adds to a measure; fields come first, then required slots."""
        return int(_LENGTHS * _COUNTS**counter)

    def lengths(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Literal length in each measure."""
        return values % _LENGTHS

    def occurrences(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Occurrences of each counter in each measure, shape (len(values), counters)."""
        counters = len(self.fields) + len(self.required)
        columns = [values // self.stride(i) % _COUNTS for i in range(counters)]
        return np.stack(columns, axis=1) if columns else np.empty((len(values), 0), np.int64)

    def table(self, table: Table) -> NDArray[np.int64]:
        """Measure of each entry of a table."""
        if self.unit == "none":
            values = np.zeros(len(table), np.int64)
        elif self.unit == "words":
            values = np.fromiter((text.count(" ") for text in table.texts), np.int64, len(table))
        else:
            values = np.minimum(table.lengths, _LENGTHS // 2).astype(np.int64)
        for layer in table.layers:
            values = values + (layer.starts >= 0) * self._slot_stride(layer.slot)
        return values

    def blank(self, blank: Blank) -> int:
        """Measure of a blank."""
        value = self.stride(self.fields.index(blank.field)) if blank.field in self.fields else 0
        return value + sum(self._slot_stride(slot) for slot in (*blank.whole, *blank.opens))

    def _slot_stride(self, slot: int) -> int:
        for i, slots in enumerate(self.required):
            if slot in slots:
                return self.stride(len(self.fields) + i)
        return 0

    def part(self, part: Part) -> Measures:
        """Measure a part."""
        if id(part) not in self._kept:
            self._kept[id(part)] = (part, self._measure(part))
        return self._kept[id(part)][1]

    def _measure(self, part: Part) -> Measures:
        if isinstance(part, Table):
            share = part.weights / part.total
            return self._group(self.table(part), share, np.ones(len(part)))
        if isinstance(part, Blank):
            return Measures(np.array([self.blank(part)]), np.ones(1), np.ones(1))
        return self._either(part)

    def _either(self, branch: Branch) -> Measures:
        shares = np.array([float(weight) for weight in branch.weights])
        inner = [self.chain(chain) for chain in branch.chains]
        return self._group(
            np.concatenate([measures.values for measures in inner]),
            np.concatenate(
                [measures.mass * share for measures, share in zip(inner, shares / shares.sum(), strict=True)]
            ),
            np.concatenate([measures.counts for measures in inner]),
        )

    def chain(self, chain: Chain) -> Measures:
        """Measure a chain."""
        return combine(self, [self.part(part) for part in chain.parts])

    def both(self, left: Measures, right: Measures) -> Measures:
        """Measures of two parts said one after the other."""
        return self._group(
            np.add.outer(left.values, right.values).ravel(),
            np.outer(left.mass, right.mass).ravel(),
            np.outer(left.counts, right.counts).ravel(),
        )

    def _group(self, values: NDArray[np.int64], mass: NDArray[np.float64], counts: NDArray[np.float64]) -> Measures:
        kept = self.lengths(values) <= self.most
        distinct, places = np.unique(values[kept], return_inverse=True)
        masses: NDArray[np.float64] = np.bincount(places, mass[kept], len(distinct)).astype(np.float64)
        numbers: NDArray[np.float64] = np.bincount(places, counts[kept], len(distinct)).astype(np.float64)
        return Measures(distinct, masses, numbers)


def combine(gauge: Gauge, parts: Sequence[Measures]) -> Measures:
    """Fold the measures of parts said one after another."""
    total = Measures(np.zeros(1, np.int64), np.ones(1), np.ones(1))
    for part in parts:
        total = gauge.both(total, part)
    return total
