"""What can be said in one situation."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import RecipeError
from nonesuch.generators.text.demand import Demand
from nonesuch.generators.text.fitted import FittedPlan, make_fitted_plan
from nonesuch.generators.text.measure import MOST_COUNTERS, Gauge
from nonesuch.generators.text.packing import pack_columns
from nonesuch.generators.text.pieces import Blank, Branch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from nonesuch.generators.text.fields import FieldTexts
    from nonesuch.generators.text.measure import Measures
    from nonesuch.generators.text.pieces import Chain
    from nonesuch.generators.text.plan import Plan, Planner

__all__ = ["Outlook", "Speaker"]


@dataclass(frozen=True, eq=False)
class Outlook:
    """How well a demand can be met, for each kind of record (records whose fields have equal lengths).

    Attributes:
        fits: Which measures fit, shape (kinds, measures).
        share: Share of the weight that fits, shape (kinds,).
        texts: Number of derivations that fit, shape (kinds,).
    """

    fits: NDArray[np.bool_]
    share: NDArray[np.float64]
    texts: NDArray[np.float64]


@dataclass(eq=False)
class Speaker:
    """What can be said in one situation, ready to be drawn.

    Attributes:
        chain: What can be said.
        planner: Lays it out; shared by all situations.
        gauges: What measures derivations; shared by all situations.
    """

    chain: Chain
    planner: Planner
    gauges: dict[tuple[object, ...], Gauge]
    _measures: dict[int, Measures] = field(default_factory=dict)
    _fitted: dict[tuple[object, ...], FittedPlan] = field(default_factory=dict)

    @cached_property
    def plan(self) -> Plan:
        """For drawing by weight alone."""
        return self.planner.plan(self.chain)

    def prepare(self) -> None:
        """Lay out what can be said, so that the pool of texts grows no more while texts are drawn."""
        _ = self.plan

    @cached_property
    def fields(self) -> tuple[int, ...]:
        """Numbers of the fields it may speak of, ascending."""
        return tuple(sorted({blank.field for blank in _blanks(self.chain)}))

    @cached_property
    def texts(self) -> float:
        """Number of derivations; exact below 2**53."""
        return float(self.measures(Demand()).counts.sum())

    def gauge(self, demand: Demand) -> Gauge:
        """What measures derivations for a demand."""
        unit = demand.unit if demand.measured else "none"
        fields = self.fields if demand.measured else ()
        key = (unit, demand.high, fields, demand.required)
        if key not in self.gauges:
            if len(fields) + len(demand.required) > MOST_COUNTERS:
                raise RecipeError(
                    "the texts speak of too many columns for a window of lengths",
                    expected=f"at most {MOST_COUNTERS} columns and required elements",
                    found=len(fields) + len(demand.required),
                )
            self.gauges[key] = Gauge(unit, demand.high, fields, demand.required)
        return self.gauges[key]

    def fitted(self, demand: Demand, *, uniform: bool) -> FittedPlan:
        """For drawing among the derivations that meet a demand."""
        gauge = self.gauge(demand)
        key = (gauge.unit, gauge.most, gauge.required, uniform)
        if key not in self._fitted:
            self._fitted[key] = make_fitted_plan(self.chain, gauge, self.planner.pool, uniform=uniform)
        return self._fitted[key]

    def measures(self, demand: Demand) -> Measures:
        """Measures of all derivations, as far as a demand may need them."""
        gauge = self.gauge(demand)
        if id(gauge) not in self._measures:
            self._measures[id(gauge)] = gauge.chain(self.chain)
        return self._measures[id(gauge)]

    def vectors(
        self, demand: Demand, fields: FieldTexts, at: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Sort records by the lengths of their fields, on which it depends what fits.

        Args:
            demand: The demand.
            fields: Texts of the fields.
            at: Which records are meant, shape (n,).

        Returns:
            The kinds of records that occur, shape (kinds, fields), and the kind of each record, shape (n,).
        """
        if not (self.fields and demand.measured):
            return np.zeros((1, 0), np.int64), np.zeros(len(at), np.int64)
        lengths = fields.lengths if demand.unit == "characters" else fields.joints
        columns = [lengths(field)[at].astype(np.int64) for field in self.fields]
        sizes = [int(column.max(initial=0)) + 1 for column in columns]
        firsts, kinds = pack_columns(columns, sizes, len(at))
        return np.stack([column[firsts] for column in columns], axis=1), kinds

    def lacking(self, demand: Demand) -> tuple[bool, ...]:
        """For each required element, whether some derivation lacks it."""
        gauge = self.gauge(demand)
        held = gauge.occurrences(self.measures(demand).values)[:, len(gauge.fields) :]
        return tuple((held == 0).any(axis=0).tolist())

    def outlook(self, demand: Demand, vectors: NDArray[np.int64]) -> Outlook:
        """Say how well a demand can be met.

        Args:
            demand: The demand.
            vectors: For each kind of record the lengths of its fields, shape (kinds, len(self.fields)).

        Returns:
            The outlook.
        """
        measures = self.measures(demand)
        fits = demand.fits(self.gauge(demand), measures.values, vectors)
        return Outlook(fits, fits @ measures.mass, fits @ measures.counts)


def _blanks(chain: Chain) -> Iterator[Blank]:
    for part in chain.parts:
        if isinstance(part, Blank):
            yield part
        elif isinstance(part, Branch):
            for inner in part.chains:
                yield from _blanks(inner)
