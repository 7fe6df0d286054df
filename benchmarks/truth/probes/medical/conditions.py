"""Who has which condition, together with which other, and what treatment does to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_least, between, exactly
from benchmarks.truth.measures import odds_ratio, ratio, share, two_groups
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = [
    "PROBES",
    "diabetes_in_the_family",
    "diabetes_with_age",
    "hypertension_with_age",
    "obesity_by_bmi",
    "onset_outside_life",
    "sugar_of_diabetics",
    "together",
    "treated",
    "uncontrolled",
]

_AGE = pl.col("age")


def _old_over_young(people: pl.DataFrame, condition: str) -> Figure:
    young, old = _AGE.is_between(18, 39), _AGE.is_between(60, 79)
    return ratio(two_groups(people.filter(young | old), pl.col(condition).mean(), old, least=100))


@probe(
    claim="the old have hypertension far more often",
    band=between(2.5, 20),
    unit="times as often at 60-79 as at 18-39",
    source="NHANES 2009-2020: 2 to 15 % at 18-39, 57 to 73 % at 60-79",
    needs={"people": ("age", "hypertension")},
    least=500,
)
def hypertension_with_age(people: pl.DataFrame) -> Figure:
    return _old_over_young(people, "hypertension")


@probe(
    claim="the old have diabetes far more often",
    band=between(2.5, 20),
    unit="times as often at 60-79 as at 18-39",
    source="NHANES 2009-2020: 1 to 4 % at 18-39, 18 to 29 % at 60-79",
    needs={"people": ("age", "diabetes")},
    least=500,
)
def diabetes_with_age(people: pl.DataFrame) -> Figure:
    return _old_over_young(people, "diabetes")


@probe(
    claim="hypertension and diabetes come together",
    band=between(1.5, 5),
    unit="odds ratio within sex and decade of age",
    source="NHANES: 3.0 adjusted for age and sex",
    needs={"people": ("age", "sex", "hypertension", "diabetes")},
    least=500,
)
def together(people: pl.DataFrame) -> Figure:
    adults = people.filter(_AGE >= 18)
    return odds_ratio(adults, "hypertension", "diabetes", ["sex", (_AGE // 10).alias("decade")])


@probe(
    claim="most with hypertension take a drug for it, many do not",
    band=between(50, 90),
    unit="% of adults with hypertension",
    source="NHANES 2009-2020: 71 to 82 % of those at 140/90 or treated, from 50 years on",
    needs={"people": ("age", "hypertension", "on_pressure_drug")},
    least=500,
)
def treated(people: pl.DataFrame) -> Figure:
    return share(people.filter((_AGE >= 18) & pl.col("hypertension")), pl.col("on_pressure_drug"))


@probe(
    claim="a treated hypertensive is often not controlled",
    band=between(15, 50),
    unit="% of their readings are at 140/90 or above",
    source="NHANES 2009-2020: 30 % of 8,767 treated",
    needs={"vitals": ("age", "systolic", "diastolic", "on_pressure_drug")},
    least=500,
)
def uncontrolled(vitals: pl.DataFrame) -> Figure:
    readings = vitals.filter((_AGE >= 18) & pl.col("on_pressure_drug"))
    high = (pl.col("systolic") >= 140) | (pl.col("diastolic") >= 90)
    return share(readings, high) if readings.height >= 100 else None


@probe(
    claim="diabetics have more sugar in their blood",
    band=between(0.8, 6),
    unit="mmol/L, difference of the medians",
    source="NHANES: fasting 5.4 below 5.7 % HbA1c, 7.9 at 6.5 to 7.9 %",
    needs={"vitals": ("glucose", "diabetes")},
    least=500,
)
def sugar_of_diabetics(vitals: pl.DataFrame) -> Figure:
    medians = two_groups(vitals, pl.median("glucose"), pl.col("diabetes"))
    return None if medians is None else medians[0] - medians[1]


@probe(
    claim="who is coded as obese has a BMI of 30 or nearly",
    band=at_least(90),
    unit="% of their readings are at 29 or above",
    source="E66: BMI of 30 or more in adults; a point is left for weight that changes",
    needs={"vitals": ("age", "bmi", "obesity")},
    least=200,
)
def obesity_by_bmi(vitals: pl.DataFrame) -> Figure:
    return share(vitals.filter((_AGE >= 18) & pl.col("obesity")), pl.col("bmi") >= 29)


@probe(
    claim="a condition begins within the life of who has it",
    band=exactly(0),
    unit="% begin before birth or after the record",
    source="by definition",
    needs={"onsets": ("began_on", "birth_date", "known_on")},
)
def onset_outside_life(onsets: pl.DataFrame) -> Figure:
    return share(onsets, (pl.col("began_on") < pl.col("birth_date")) | (pl.col("began_on") > pl.col("known_on")))


@probe(
    claim="diabetes runs in families",
    band=between(1.2, 3),
    unit="times as often in the parents of those who have it",
    source="liability model, heritability 0.55, lifetime risk 0.35 (recalled): 46 % against 29 %",
    needs={"parents": ("condition", "child_has", "parent_has")},
    least=500,
)
def diabetes_in_the_family(parents: pl.DataFrame) -> Figure:
    family = parents.filter(pl.col("condition") == "diabetes")
    return ratio(two_groups(family, pl.col("parent_has").mean(), pl.col("child_has")))


PROBES = (
    hypertension_with_age,
    diabetes_with_age,
    together,
    treated,
    uncontrolled,
    sugar_of_diabetics,
    obesity_by_bmi,
    onset_outside_life,
    diabetes_in_the_family,
)
