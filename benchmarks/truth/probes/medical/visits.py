"""Do visits happen within a life, in office hours, more to the sick, and does the finding answer the complaint?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_least, at_most, between, exactly
from benchmarks.truth.measures import cramers_v, dispersion, number, ratio, share, two_groups
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = [
    "PROBES",
    "age_at_visit",
    "complaint_and_finding",
    "length_of_visits",
    "office_hours",
    "office_sundays",
    "open_complaints",
    "sick_come_more",
    "uneven_visits",
    "visits_before_birth",
    "visits_before_registration",
]

_OFFICE = pl.col("kind") == "ambulatory"


@probe(
    claim="nobody visits before birth",
    band=exactly(0),
    unit="% of visits",
    source="by definition",
    needs={"visits": ("day", "birth_date")},
)
def visits_before_birth(visits: pl.DataFrame) -> Figure:
    return share(visits, pl.col("day") < pl.col("birth_date"))


@probe(
    claim="nobody visits before being registered",
    band=exactly(0),
    unit="% of visits",
    source="by definition",
    needs={"visits": ("day", "registered_at")},
)
def visits_before_registration(visits: pl.DataFrame) -> Figure:
    return share(visits, pl.col("day") < pl.col("registered_at").dt.date())


@probe(
    claim="the age written into a visit is the age on that day",
    band=exactly(0),
    unit="% differ",
    source="by definition: whole years since birth",
    needs={"visits": ("day", "birth_date", "stated_age")},
)
def age_at_visit(visits: pl.DataFrame) -> Figure:
    day, birth = pl.col("day"), pl.col("birth_date")
    had = (day.dt.month() > birth.dt.month()) | (
        (day.dt.month() == birth.dt.month()) & (day.dt.day() >= birth.dt.day())
    )
    return share(visits, day.dt.year() - birth.dt.year() - (~had).cast(pl.Int32) != pl.col("stated_age"))


@probe(
    claim="offices are open by day",
    band=at_least(90),
    unit="% of office visits begin between 7 and 19 o'clock",
    source="assumed from opening hours; a flat clock gives 50 %",
    needs={"visits": ("at", "kind")},
)
def office_hours(visits: pl.DataFrame) -> Figure:
    return share(visits.filter(_OFFICE), pl.col("at").dt.hour().is_between(7, 18))


@probe(
    claim="offices are closed on Sundays",
    band=at_most(5),
    unit="% of office visits fall on a Sunday",
    source="assumed from opening hours; a flat week gives 14 %",
    needs={"visits": ("day", "kind")},
)
def office_sundays(visits: pl.DataFrame) -> Figure:
    return share(visits.filter(_OFFICE), pl.col("day").dt.weekday() == 7)


@probe(
    claim="visits take minutes or hours, stays take days",
    band=at_least(95),
    unit="% of office visits end within 4 hours and of stays after more than 12",
    source="stays of diabetics in 130 US hospitals: 1 to 14 days, mean 4.4; office visits about 20 minutes (NAMCS)",
    needs={"visits": ("at", "ended_at", "kind")},
)
def length_of_visits(visits: pl.DataFrame) -> Figure:
    hours = (pl.col("ended_at") - pl.col("at")).dt.total_seconds() / 3600
    stay = pl.col("kind") == "inpatient"
    told = visits.filter(_OFFICE | stay)
    return share(told, pl.when(stay).then(hours > 12).otherwise((hours > 0) & (hours <= 4)))


@probe(
    claim="some people come far more often than others",
    band=at_least(1.5),
    unit="variance over mean of visits a patient (1: Poisson)",
    source="2.1 for Australians in 1977-78 (Cameron, Trivedi 1986), 7.9 for the old in the US (Deb, Trivedi 1997)",
    needs={"people": ("visits",)},
    least=200,
)
def uneven_visits(people: pl.DataFrame) -> Figure:
    return dispersion(people["visits"])


@probe(
    claim="who has several conditions comes more often",
    band=between(1.3, 6),
    unit="times the visits of those with none",
    source="NHAMCS 2017-19: adults with three or more conditions make 23 % of emergency visits, far above their share",
    needs={"people": ("conditions", "visits")},
    least=200,
)
def sick_come_more(people: pl.DataFrame) -> Figure:
    several = people.filter(pl.col("conditions") != 1)
    return ratio(two_groups(several, pl.mean("visits"), pl.col("conditions") >= 2))


@probe(
    claim="the diagnosis answers the complaint",
    band=at_least(0.3),
    unit="Cramer's V of complaint and diagnosis (0: unrelated)",
    source="assumed; the typical complaints of a condition are few",
    needs={"visits": ("complaint", "diagnosis")},
    least=500,
)
def complaint_and_finding(visits: pl.DataFrame) -> Figure:
    return cramers_v(visits, "complaint", "diagnosis")


@probe(
    claim="a complaint leaves the diagnosis open",
    band=between(15, 85),
    unit="% have the commonest diagnosis of a complaint, median over complaints",
    source="assumed; about half of those with chest pain leave with a diagnosis of chest pain (NHAMCS, recalled)",
    needs={"visits": ("complaint", "diagnosis")},
    least=500,
)
def open_complaints(visits: pl.DataFrame) -> Figure:
    found = visits.group_by("complaint", "diagnosis").len().group_by("complaint").agg(pl.max("len"), n=pl.sum("len"))
    return number(found.filter(pl.col("n") >= 30), (100 * pl.col("len") / pl.col("n")).median())


PROBES = (
    visits_before_birth,
    visits_before_registration,
    age_at_visit,
    office_hours,
    office_sundays,
    length_of_visits,
    uneven_visits,
    sick_come_more,
    complaint_and_finding,
    open_complaints,
)
