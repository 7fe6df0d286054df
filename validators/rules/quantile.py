"""Rules of quantiles: the median, the upper tail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from nonesuch.validators.rules.base import RuleSpec
from nonesuch.validators.rules.binomial import least_count, most_count
from nonesuch.validators.rules.check import Finding
from nonesuch.validators.rules.measure import Band, Least, MeasureCheck
from nonesuch.validators.rules.state import Measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.validators.rules.formula import Scope
    from nonesuch.validators.tables import Tables

__all__ = ["QuantileCheck", "QuantileRule"]

_BINS = 1000


class QuantileRule(RuleSpec):
    """A quantile of an expression lies in a band.

    The quantile at q is the least value that at least a share q of the values does not exceed, so that whether it lies
    in the band is decided exactly by counting values below and above the band, whatever the number of blocks.
    """

    form: ClassVar[str] = "quantile"

    quantile: str = Field(description="Expression whose quantile is measured.")
    at: float = Field(gt=0, lt=1, description="Which quantile: 0.5 is the median.")
    within: Band
    least: Least = 0
    chance: bool = Field(True, description="Whether a figure passes that chance explains 1 time in a million.")

    def bind(self, scope: Scope) -> QuantileCheck:
        """Bind the rule to contracts; see `RuleSpec.bind`."""
        value, when = scope.formula(self.quantile, "quantile", wanted="number"), self.condition(scope)
        default = f"quantile of {self.quantile} at {self.at}"
        common = self.common(scope, value, when, default=default, computed=("value",))
        return QuantileCheck(
            **common, formula=value, at=self.at, when=when, within=self.within, chance=self.chance, least=self.least
        )


@dataclass(frozen=True, eq=False)
class _Bins:
    """How many values lie below the band, in each of the equal parts of it, and above it; the figure if it is known."""

    counts: NDArray[np.int64]
    value: float | None = None

    def __len__(self) -> int:
        return len(self.counts)

    @classmethod
    def merge(cls, states: Sequence[_Bins]) -> _Bins:
        """See `State.merge`."""
        return states[0] if len(states) == 1 else cls(np.sum([state.counts for state in states], axis=0))


@dataclass(frozen=True, kw_only=True)
class QuantileCheck(MeasureCheck):
    """A bound `QuantileRule`.

    Attributes:
        at: Which quantile.
        chance: Whether a figure passes that chance explains.
    """

    at: float
    chance: bool

    def look(self, tables: Tables, *, keep: int) -> Finding:  # noqa: ARG002 - no row breaks it
        """See `TableCheck.look`."""
        values = self.values(tables).drop_nulls().cast(pl.Float64)
        values = values.filter(values.is_not_nan())
        (low, high), x = self.within, values.to_numpy()
        inside = np.zeros(_BINS, dtype=np.int64)
        inside += np.histogram(x, bins=_BINS, range=(low, high))[0] if high > low else 0
        below, above = int((x < low).sum()), int((x > high).sum())
        if high == low:
            inside[0] = len(x) - below - above
        value = None if tables.apart or not len(x) else float(np.partition(x, place := _place(self.at, len(x)))[place])
        return Finding(len(x), state=_Bins(np.concatenate([[below], inside, [above]]), value))

    def judge(self, state: _Bins) -> Measured:
        """See `MeasureCheck.judge`; over blocks the figure is known to a thousandth of the band, and not outside."""
        n, below, above = int(state.counts.sum()), int(state.counts[0]), int(state.counts[-1])
        if n == 0:
            return Measured(None, self.within, passed=True)
        most_below = most_count(n, self.at) if self.chance else int(np.ceil(self.at * n)) - 1
        least_within = least_count(n, self.at) if self.chance else int(np.ceil(self.at * n))
        passed = below <= most_below and n - above >= least_within
        value = self._value(state.counts) if state.value is None else state.value
        return Measured(value, self.within, passed, exact=state.value is not None)

    def _value(self, counts: NDArray[np.int64]) -> float | None:
        low, high = self.within
        place = int(np.searchsorted(np.cumsum(counts), _place(self.at, int(counts.sum())) + 1)) - 1
        return float(round(low + (high - low) * (place + 0.5) / _BINS, 12)) if 0 <= place < _BINS else None


def _place(at: float, n: int) -> int:
    """Place of the quantile among n ascending values."""
    return min(n - 1, max(0, int(np.ceil(at * n)) - 1))
