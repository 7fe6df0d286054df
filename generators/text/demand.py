"""What is asked of every text: a window of lengths, elements it must hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from nonesuch.errors import UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.text.measure import Gauge
    from nonesuch.generators.text.registry import SlotKey

__all__ = ["Demand", "Unit", "make_demand"]

Unit = Literal["characters", "words"]

_LONGEST = 16_000


@dataclass(frozen=True)
class Demand:
    """What is asked of every text.

    Attributes:
        low: Least length.
        high: Greatest length.
        unit: What lengths count.
        required: Numbers of the slots of each element that must have a span.
        names: Names of these elements.
    """

    low: int = 0
    high: int = _LONGEST
    unit: Unit = "characters"
    required: tuple[frozenset[int], ...] = ()
    names: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether nothing is asked."""
        return self.low <= 0 and self.high >= _LONGEST and not self.required

    @property
    def measured(self) -> bool:
        """Whether lengths matter."""
        return self.low > 0 or self.high < _LONGEST

    def fits(self, gauge: Gauge, values: NDArray[np.int64], vectors: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which measures fit records whose fields have certain lengths.

        Args:
            gauge: By which the measures were taken.
            values: Measures, shape (m,).
            vectors: Lengths of the fields, shape (kinds, fields).

        Returns:
            Shape (kinds, m).
        """
        occurrences = gauge.occurrences(values)
        of_fields, of_slots = occurrences[:, : len(gauge.fields)], occurrences[:, len(gauge.fields) :]
        lengths = gauge.lengths(values) + vectors @ of_fields.T + (self.unit == "words")
        inside = (lengths >= self.low) & (lengths <= self.high) if self.measured else np.ones(lengths.shape, bool)
        return np.asarray(inside & (of_slots > 0).all(axis=1))

    @property
    def in_words(self) -> str:
        """What texts do that meet it: ``fit 50-60 characters and hold plot``."""
        window = f"fit {self.low}-{self.high} {self.unit}" if self.measured else ""
        elements = "hold " + ", ".join(self.names) if self.names else ""
        return " and ".join(part for part in (window, elements) if part) or "can be said"


def make_demand(
    slots: Mapping[SlotKey, int], *, window: tuple[int, int] | None, unit: Unit, require: Iterable[str]
) -> Demand:
    """Read what a caller asks for.

    Args:
        slots: Numbers of the grammar's slots.
        window: Least and greatest length.
        unit: What lengths count.
        require: Names of slots that every text must hold.

    Returns:
        The demand.

    Raises:
        UsageError: If the window is empty or a slot is unknown.
    """
    low, high = window or (0, _LONGEST)
    if not 0 <= low <= high <= _LONGEST:
        raise UsageError("not a window of lengths", expected=f"(least, greatest) within 0 to {_LONGEST}", found=window)
    names = tuple(dict.fromkeys(require))
    groups = []
    for name in names:
        group = frozenset(number for key, number in slots.items() if key.slot == name)
        if not group:
            raise UsageError(f"no text holds a slot {name!r}", hint=nearest(name, (key.slot for key in slots)))
        groups.append(group)
    return Demand(low, high, unit, tuple(groups), names)
