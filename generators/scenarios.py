"""Scenarios: bursts of events of another kind laid over the ordinary ones, which they label."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.batch import Batch, coded
from nonesuch.generators.columns import AnyColumn
from nonesuch.generators.columns.number import NumberSpec
from nonesuch.generators.columns.time import HourProfile, read_hours
from nonesuch.generators.distributions import Poisson
from nonesuch.generators.distributions.categorical import code_dtype
from nonesuch.generators.priors import Confidence
from nonesuch.generators.randomness import stream
from nonesuch.generators.rows.each import places_within
from nonesuch.generators.rows.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.columns.base import Binding, Column
    from nonesuch.generators.rows.base import Grown
    from nonesuch.generators.rows.events import EventMaker, Window

__all__ = ["CampaignMaker", "OverlaySpec", "ScenarioSpec", "bind_campaigns"]

_DAY = 86_400
_PROBE = 65_536


class OverlaySpec(BaseModel):
    """What a table of events says of the scenarios laid over it."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    into: str = Field("scenario", description="Column that names the scenario; null for ordinary rows.")
    campaign: str = Field("campaign_id", description="Column that numbers the bursts; null for ordinary rows.")


class ScenarioSpec(BaseModel):
    """One scenario: how long its bursts are, when they come, and which columns are drawn otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    title: str = Field(description="What happens, for people.")
    description: str = Field("", description="How it goes, for people.")
    table: str = Field(description="The table of events that it is laid over.")
    share: float = Field(ge=0, le=0.5, description="Share of all rows of the table, whatever the size.")
    source: str = Field(description="Where the share comes from.")
    confidence: Confidence = Field(description="How sure it is.")
    events: NumberSpec = Field(description="Number of events of a burst.")
    gap_seconds: NumberSpec = Field(description="Gap between one event of a burst and the next.")
    hours: str | None = Field(
        None, description="CSV file with the hours at which bursts begin; else those of the table."
    )
    columns: dict[str, AnyColumn] = Field({}, description="Columns of the table that are drawn otherwise.")

    _means: dict[frozenset[tuple[str, str]], float] = PrivateAttr(default_factory=dict)
    """By the constants that its figures may be made of."""

    def mean_events(self, binding: Binding, name: str) -> float:
        """Mean number of events of a burst, at least 1.

        Args:
            binding: Where the scenario stands.
            name: The scenario's name.

        Returns:
            The mean of many draws, always the same; worked out once.
        """
        constants = frozenset(binding.constants.items())
        if constants not in self._means or self.events.table is not None:  # a table may have changed
            drawn = self.events.bind(binding).sample(_blank(_PROBE), stream(0, "mean", binding.domain, name))
            self._means[constants] = max(float(drawn.to_numpy().mean()), 1.0)
        return self._means[constants]

    @model_validator(mode="after")
    def _bounded(self) -> ScenarioSpec:
        if not self.events.integer or self.events.within is None or self.events.within[0] < 1:
            raise PackError("a burst has some events", expected="events: integer = true, within = [1, most]")
        for name, number in (("events", self.events), ("gap_seconds", self.gap_seconds)):
            if number.needs() or number.copula is not None or number.when is not None:
                raise PackError(f"'{name}' depends on no column", expected="parameters that are numbers")
        return self


def bind_campaigns(
    overlay: OverlaySpec,
    specs: dict[str, ScenarioSpec],
    events: EventMaker,
    binding: Binding,
    *,
    shares: Mapping[str, float],
) -> CampaignMaker:
    """Make the maker of a table of events with scenarios.

    Args:
        overlay: What the table says.
        specs: Its scenarios by name.
        events: Makes the ordinary events.
        binding: Stands in the parent's table.
        shares: Shares that the recipe asks for, by scenario.

    Returns:
        The maker.
    """
    kinds = []
    for name, spec in specs.items():
        hours = events.hours if spec.hours is None else read_hours(binding, spec.hours, by={})
        count, gap = spec.events.bind(binding), spec.gap_seconds.bind(binding)
        kinds.append(_Kind(name, shares.get(name, spec.share), count, gap, hours, spec.mean_events(binding, name)))
    return CampaignMaker(overlay, events, tuple(kinds))


@dataclass(frozen=True, eq=False)
class _Kind:
    name: str
    share: float
    events: Column
    gap: Column
    hours: HourProfile
    mean: float


@dataclass(frozen=True, eq=False)
class CampaignMaker:
    """Makes ordinary events and, laid over them, the campaigns of all scenarios.

    The number of campaigns of a parent follows its number of ordinary events, so that the share of rows is the same at
    every size.
    """

    overlay: OverlaySpec
    events: EventMaker
    kinds: tuple[_Kind, ...]

    def columns(self) -> dict[str, pl.DataType]:
        """Columns that come into being with the rows."""
        return {self.overlay.into: self._names, self.overlay.campaign: pl.Int64()}

    @cached_property
    def _names(self) -> pl.Enum:
        return pl.Enum([kind.name for kind in self.kinds])

    def grow(self, parent: Batch, rng: np.random.Generator) -> Grown:
        """See `RowMaker.grow`."""
        events = self.events
        window = events.window(parent)
        parts = events.regular(parent, rng, window)
        owner, kind = self._campaigns(rng, window)
        day = events.calendar.sample(rng, len(owner), window.first, window.last, owner=owner)
        parts.append(self._bursts(owner, kind, day, rng))
        kept = events.kept(events.in_order(parts, rng), window)
        grown = events.grown(kept, parent.size)
        assert kept.tag is not None
        grown.columns.update(self._labels(kept.tag, owner, kind, parent))
        return grown

    def _campaigns(self, rng: np.random.Generator, window: Window) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Owner and kind of every campaign, in the order of owners."""
        ordinary = 1 - sum(kind.share for kind in self.kinds)
        rates = np.outer(window.mean, [kind.share / ordinary / kind.mean for kind in self.kinds]).ravel()
        counts = np.minimum(Poisson(rates).sample(rng, len(rates)), self.events.spec.most // len(self.kinds))
        flat = np.repeat(np.arange(len(counts)), counts)
        return flat // len(self.kinds), flat % len(self.kinds)

    def _bursts(
        self, owner: NDArray[np.int64], kind: NDArray[np.int64], day: NDArray[np.int64], rng: np.random.Generator
    ) -> Timeline:
        """Events of campaigns that begin on these days, tagged with the campaign's place, counted from 1."""
        start, size = day * _DAY, np.zeros(len(owner), dtype=np.int64)
        of_kind = [np.flatnonzero(kind == place) for place in range(len(self.kinds))]
        for scenario, mine in zip(self.kinds, of_kind, strict=True):
            start[mine] += scenario.hours.sample(rng, len(mine))
            size[mine] = scenario.events.sample(_blank(len(mine)), rng).to_numpy()
        gap = np.zeros(int(size.sum()))
        gap_kind = np.repeat(kind, size)
        for place, scenario in enumerate(self.kinds):
            rows = np.flatnonzero(gap_kind == place)
            gap[rows] = scenario.gap.sample(_blank(len(rows)), rng).to_numpy()
        total = np.cumsum(np.maximum(gap, 0.0))
        since_first = (total - np.repeat(total[np.cumsum(size) - size], size)).astype(np.int64)
        campaign = np.repeat(np.arange(1, len(owner) + 1), size)
        return Timeline(np.repeat(owner, size), np.repeat(start, size) + since_first, campaign)

    def _labels(
        self, tag: NDArray[np.int64], owner: NDArray[np.int64], kind: NDArray[np.int64], parent: Batch
    ) -> dict[str, pl.Series]:
        """Name and number of the campaign of each event."""
        rows = np.flatnonzero(tag > 0)
        which = tag[rows] - 1
        within = places_within(np.bincount(owner, minlength=parent.size))
        numbers = np.zeros(len(tag), dtype=np.int64)
        numbers[rows] = (parent.numbers[owner] * self.events.spec.most + within + 1)[which]
        codes = np.zeros(len(tag), dtype=code_dtype(len(self.kinds)))
        codes[rows] = kind[which]
        ordinary = pl.Series(tag == 0)
        return {
            self.overlay.into: coded(codes, self._names).set(ordinary, None),
            self.overlay.campaign: pl.Series(numbers).set(ordinary, None),
        }


def _blank(size: int) -> Batch:
    """A batch without columns, for draws that read none."""
    zeros = np.zeros(size, dtype=np.int32)
    return Batch("", size, zeros, zeros, np.arange(size))
