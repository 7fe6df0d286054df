"""Events in time: a point process for each parent, with weekday, month and hour profiles, bursts, and scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from nonesuch.errors import PackError
from nonesuch.generators.columns.base import By
from nonesuch.generators.columns.date import read_calendar
from nonesuch.generators.columns.time import HourProfile, read_hours
from nonesuch.generators.distributions import Geometric, Poisson
from nonesuch.generators.formula import Formula, names_in
from nonesuch.generators.randomness import random_u16, random_u32
from nonesuch.generators.rows.base import Grown, RowSpec
from nonesuch.generators.rows.each import places_within
from nonesuch.generators.rows.timeline import Timeline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.calendar import Calendar
    from nonesuch.generators.columns.base import Binding

__all__ = ["EventMaker", "EventRows", "Window"]

_DAY = 86_400


class Bursts(BaseModel):
    """Events that draw others after them."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    mean: float = Field(ge=1, le=100, description="Mean number of events of a burst, the first included.")
    gap_minutes: float = Field(gt=0, description="Mean gap between the events of a burst.")


class EventRows(RowSpec):
    """A point process.

    The mean number of events of a day is ``per_day`` times the weights of its weekday and month; hours have a profile.
    """

    kind: Literal["events"] = "events"
    time: str = Field(description="Column of this table that holds the moment.")
    since: str = Field(description="Expression over the parent: the first day.")
    until: str = Field(description="Expression over the parent: the day after the last.")
    per_day: str = Field(description="Expression over the parent: events on an average day.")
    hours: str = Field(description="CSV file with columns hour and weight, and columns to differ by.")
    hours_by: By = Field({})
    weekday: str | None = Field(None, description="CSV file with columns weekday (1 = Monday) and weight.")
    month: str | None = Field(None, description="CSV file with columns month and weight.")
    bursts: Bursts | None = Field(None, description="Events that come in bursts.")
    apart_seconds: int = Field(0, ge=0, le=366 * _DAY, description="Least gap between two events of a parent.")
    apart_spread_seconds: float = Field(
        0,
        ge=0,
        le=366 * _DAY,
        description="Mean of what is added to it (exponential), so that pushed events show no pattern.",
    )
    least: int = Field(0, ge=0, le=1000, description="The fewest events that a parent with any days has.")
    most: int = Field(ge=1, le=2**24, description="The most events that a parent can have.")

    @property
    def most_rows(self) -> int:
        """The most rows that one parent can have."""
        return self.most

    def needs(self) -> tuple[str, ...]:
        """Names of the parent's columns that must be there first."""
        return tuple(dict.fromkeys([*self.hours_by.values(), *names_in(self.since, self.until, self.per_day)]))

    def columns(self) -> dict[str, pl.DataType]:
        """Columns that come into being with the rows."""
        return {self.time: pl.Datetime("us")}

    def bind(self, binding: Binding) -> EventMaker:
        """Make the maker."""
        since, until = (binding.formula(text, pl.Date()) for text in (self.since, self.until))
        per_day = binding.formula(self.per_day, pl.Float64())
        calendar = read_calendar(binding, weekday=self.weekday, month=self.month)
        return EventMaker(self, since, until, per_day, calendar, read_hours(binding, self.hours, by=self.hours_by))


@dataclass(frozen=True, eq=False)
class Window:
    """When events of each parent can happen, and how many are to be expected.

    Attributes:
        first: Shape (parents,), first day, in days since 1970-01-01.
        last: Shape (parents,), the day after the last.
        mean: Shape (parents,), mean number of ordinary events.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    mean: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class EventMaker:
    """Makes events; scenarios add theirs through `Timeline`.

    Attributes:
        spec: What the pack says.
        since: First day of each parent.
        until: Day after the last.
        per_day: Events on an average day.
        calendar: Weights of days.
        hours: Weights of hours.
    """

    spec: EventRows
    since: Formula
    until: Formula
    per_day: Formula
    calendar: Calendar
    hours: HourProfile

    def window(self, parent: Batch) -> Window:
        """When events of each parent can happen, and how many are to be expected."""
        first, last = (_days(parent, formula) for formula in (self.since, self.until))
        last = np.maximum(first, last)
        self.calendar.check(first, last - 1)
        rate = self.per_day.column(parent).to_numpy()
        if not bool(np.all(np.isfinite(rate) & (rate >= 0))):
            raise PackError("a rate of events is negative or missing", expected="per_day >= 0", found=self.spec.per_day)
        mean = rate * self.calendar.mass(first, last)
        enough = self.spec.most + 10 * self.spec.most**0.5 + 100  # beyond it nobody has fewer than the most
        return Window(first, last, np.minimum(mean, enough))

    def grow(self, parent: Batch, rng: np.random.Generator) -> Grown:
        """See `RowMaker.grow`."""
        window = self.window(parent)
        events = self.in_order(self.regular(parent, rng, window), rng)
        return self.grown(self.kept(events, window), parent.size)

    def in_order(self, parts: list[Timeline], rng: np.random.Generator) -> Timeline:
        """Put moments in order, as far apart as the pack says; see `Timeline.sorted`."""
        events = Timeline.joined(parts)
        if not self.spec.apart_spread_seconds:
            return events.sorted(self.spec.apart_seconds)
        return events.sorted(np.take(self._gaps, random_u16(rng, len(events.owner))))

    @cached_property
    def _gaps(self) -> NDArray[np.int64]:
        """Seconds between two events of a parent at equal steps of chance: exponential, behind the least gap."""
        chance = (np.arange(2**16) + 0.5) / 2**16
        return self.spec.apart_seconds + (-np.log(chance) * self.spec.apart_spread_seconds).astype(np.int64)

    def regular(self, parent: Batch, rng: np.random.Generator, window: Window) -> list[Timeline]:
        """Events of the ordinary course of things, and those that they draw after them."""
        bursts = self.spec.bursts
        counts = np.minimum(
            Poisson(window.mean / (bursts.mean if bursts else 1.0)).sample(rng, parent.size), self.spec.most
        )
        counts = np.maximum(counts, np.where(window.last > window.first, self.spec.least, 0))
        owner = np.repeat(np.arange(parent.size), counts)
        day = self.calendar.sample(rng, len(owner), window.first, window.last, owner=owner)
        stratum = self.hours.locate(parent)
        second = self.hours.sample(rng, len(owner), None if stratum is None else stratum[owner])
        day *= _DAY
        second += day
        first = Timeline(owner, second)
        return [first, _drawn_after(rng, first, bursts)] if bursts is not None and bursts.mean > 1 else [first]

    def kept(self, events: Timeline, window: Window) -> Timeline:
        """Those of the sorted events that lie before their parent's end and within the most."""
        keep = events.second < np.take(window.last * _DAY, events.owner)
        counts = _counts(events, len(window.first))
        if counts.max(initial=0) > self.spec.most:
            keep &= places_within(counts) < self.spec.most
        return events if keep.all() else events.part(keep)

    def grown(self, events: Timeline, parents: int) -> Grown:
        """Number the sorted events and make their time column."""
        ordinal = places_within(_counts(events, parents))
        moment = pl.Series(events.second * 1_000_000).cast(pl.Datetime("us"))
        return Grown(events.owner, ordinal, {self.spec.time: moment})


def _drawn_after(rng: np.random.Generator, first: Timeline, bursts: Bursts) -> Timeline:
    """The later events of bursts: with chance 1 - 1 / mean there is one, and then there are as many as in any burst."""
    drawing = np.flatnonzero(random_u32(rng, len(first.owner)) < round((1 - 1 / bursts.mean) * 2**32))
    more = Geometric(bursts.mean).sample(rng, len(drawing))
    total = np.cumsum(rng.standard_exponential(int(more.sum())) * (bursts.gap_minutes * 60))
    before = np.concatenate([[0.0], total])[np.cumsum(more) - more]
    second = (total - np.repeat(before, more)).astype(np.int64)
    second += np.repeat(first.second[drawing], more)
    return Timeline(np.repeat(first.owner[drawing], more), second)


def _counts(events: Timeline, parents: int) -> NDArray[np.int64]:
    """How many of the sorted events each parent has."""
    return np.diff(np.searchsorted(events.owner, np.arange(parents + 1)))


def _days(parent: Batch, formula: Formula) -> NDArray[np.int64]:
    days, unknown = formula.days(parent)
    if unknown.any():
        raise PackError("a day is missing", expected="since and until for every parent", found=formula.expression.text)
    return np.broadcast_to(days, parent.size)
