"""Do people pay when people pay: by day, in bursts, some much more than others?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_least, between
from benchmarks.truth.measures import burstiness, dispersion, number, share
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = ["PROBES", "bursts", "quiet_nights", "uneven_payers", "uneven_weekdays"]


@probe(
    claim="nights are quiet",
    band=between(1, 15),
    unit="% of honest payments between 0 and 6 o'clock",
    source="7.6 % in the card payments of Worldline (ULB); a flat clock gives 25 %",
    needs={"payments": ("at", "is_fraud")},
    least=1000,
)
def quiet_nights(payments: pl.DataFrame) -> Figure:
    return share(payments.filter(~pl.col("is_fraud")), pl.col("at").dt.hour() < 6)


@probe(
    claim="some weekdays are busier than others",
    band=between(1.1, 2.5),
    unit="times as many payments on the busiest as on the quietest",
    source="Paymark 2017 (New Zealand): Saturday noon busiest, Monday before dawn quietest",
    needs={"payments": ("day",)},
    least=20_000,
)
def uneven_weekdays(payments: pl.DataFrame) -> Figure:
    days = payments.group_by("day").len()
    weekdays = days.group_by(pl.col("day").dt.weekday()).agg(pl.mean("len"))
    return number(weekdays, pl.max("len") / pl.min("len")) if weekdays.height == 7 else None


@probe(
    claim="people pay in bursts and then not for a while",
    band=between(0.05, 0.7),
    unit="burstiness B of the gaps (0: Poisson)",
    source="Goh, Barabasi 2008: human activity lies clearly above 0",
    needs={"payments": ("at", "payer")},
    least=1000,
)
def bursts(payments: pl.DataFrame) -> Figure:
    return burstiness(payments, "payer", "at")


@probe(
    claim="some people pay far more often than others",
    band=at_least(2),
    unit="variance over mean of payments a payer (1: Poisson)",
    source="counts of human behaviour are over-dispersed; the band only rules out that all are alike",
    needs={"payments": ("payer",)},
    least=1000,
)
def uneven_payers(payments: pl.DataFrame) -> Figure:
    return dispersion(payments.group_by("payer").len()["len"])


PROBES = (quiet_nights, uneven_weekdays, bursts, uneven_payers)
