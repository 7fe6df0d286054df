"""Do vital signs behave: with age and sex, with each other, and from visit to visit of the same person?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_least, at_most, between, exactly
from benchmarks.truth.measures import (
    correlation,
    intraclass_correlation,
    mean_difference,
    number,
    ratio,
    share,
    two_groups,
)
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = [
    "PROBES",
    "bmi_of_body",
    "diastolic_hump",
    "diastolic_not_below",
    "fever_drives_the_pulse",
    "fever_is_warm",
    "heart_rate",
    "height_of_men",
    "obese_adults",
    "oxygen",
    "pressures_together",
    "pulse_of_women",
    "same_height",
    "same_person",
    "sugar_with_bmi",
    "systolic_of_young_men",
    "systolic_rises",
    "systolic_spreads",
    "whole_readings",
    "wide_pulse_pressure",
]

_NHANES = "NHANES 2009-2020, weighted"
_AGE = pl.col("age")
_FEMALE = pl.col("sex") == "female"


def _adults(vitals: pl.DataFrame) -> pl.DataFrame:
    return vitals.filter(_AGE >= 18)


@probe(
    claim="diastolic pressure lies below systolic",
    band=exactly(0),
    unit="% of readings",
    source="0 of 6,302 people in NHANES 2017-18",
    needs={"vitals": ("systolic", "diastolic")},
)
def diastolic_not_below(vitals: pl.DataFrame) -> Figure:
    return share(vitals, pl.col("diastolic") >= pl.col("systolic"))


@probe(
    claim="a pulse pressure above 120 mmHg is rare",
    band=at_most(2),
    unit="% of adults",
    source="0.9 % in NHANES 2017-18",
    needs={"vitals": ("age", "systolic", "diastolic")},
)
def wide_pulse_pressure(vitals: pl.DataFrame) -> Figure:
    return share(_adults(vitals), pl.col("systolic") - pl.col("diastolic") > 120)


@probe(
    claim="systolic pressure rises with age",
    band=between(8, 25),
    unit="mmHg from 20-39 to 60-79 years",
    source=f"{_NHANES}: 10 in men, 21 in women",
    needs={"vitals": ("age", "systolic")},
)
def systolic_rises(vitals: pl.DataFrame) -> Figure:
    young, old = _AGE.is_between(20, 39), _AGE.is_between(60, 79)
    return mean_difference(vitals.filter(young | old), "systolic", old)


@probe(
    claim="diastolic pressure is highest in middle age",
    band=between(3, 16),
    unit="mmHg less at 18-29 and above 70 than at 40-59, the smaller of the two",
    source=f"{_NHANES}: 7 to 9 below at 18-29, 7 to 10 above 70; a straight line is wrong",
    needs={"vitals": ("age", "diastolic")},
)
def diastolic_hump(vitals: pl.DataFrame) -> Figure:
    middle = _AGE.is_between(40, 59)
    young = mean_difference(vitals.filter(middle | _AGE.is_between(18, 29)), "diastolic", middle)
    old = mean_difference(vitals.filter(middle | (_AGE >= 70)), "diastolic", middle)
    return None if young is None or old is None else min(young, old)


@probe(
    claim="systolic pressure scatters more among the old",
    band=between(1.3, 3),
    unit="times the standard deviation of 18-39 is that above 70",
    source=f"{_NHANES}: 10 to 13 at 18-39, 18 to 23 above 70",
    needs={"vitals": ("age", "systolic")},
)
def systolic_spreads(vitals: pl.DataFrame) -> Figure:
    return ratio(two_groups(vitals.filter(~_AGE.is_between(40, 69) & (_AGE >= 18)), pl.std("systolic"), _AGE >= 70))


@probe(
    claim="the two pressures go together, but not in step",
    band=between(0.25, 0.6),
    unit="correlation in adults",
    source="0.37 in NHANES (n = 48,301); a Synthea family output gives 0.72",
    needs={"vitals": ("age", "systolic", "diastolic")},
    least=100,
)
def pressures_together(vitals: pl.DataFrame) -> Figure:
    return correlation(_adults(vitals), "systolic", "diastolic")


@probe(
    claim="young men have higher pressure than young women",
    band=between(4, 14),
    unit="mmHg systolic at 20-39 years",
    source=f"{_NHANES}: 9",
    needs={"vitals": ("age", "sex", "systolic")},
)
def systolic_of_young_men(vitals: pl.DataFrame) -> Figure:
    return mean_difference(vitals.filter(_AGE.is_between(20, 39)), "systolic", ~_FEMALE)


@probe(
    claim="a cuff reads whole millimetres",
    band=at_least(95),
    unit="% of systolic readings are whole",
    source="all of NHANES; 9 to 11 % in a Synthea family output",
    needs={"vitals": ("systolic",)},
)
def whole_readings(vitals: pl.DataFrame) -> Figure:
    return share(vitals, pl.col("systolic") == pl.col("systolic").round())


@probe(
    claim="BMI is weight over height squared",
    band=exactly(0),
    unit="% are off by more than 0.4, which a height in whole centimetres explains",
    source="0 of 8,005 people in NHANES",
    needs={"vitals": ("height_cm", "weight_kg", "bmi")},
)
def bmi_of_body(vitals: pl.DataFrame) -> Figure:
    due = pl.col("weight_kg") / (pl.col("height_cm") / 100) ** 2
    return share(vitals, (pl.col("bmi") - due).abs() > 0.4)


@probe(
    claim="men are taller than women",
    band=between(10, 17),
    unit="cm in adults",
    source="NHANES 2015-18: 175.3 and 161.3 cm",
    needs={"vitals": ("age", "sex", "height_cm")},
)
def height_of_men(vitals: pl.DataFrame) -> Figure:
    return mean_difference(_adults(vitals), "height_cm", ~_FEMALE)


@probe(
    claim="an adult stays as tall as before",
    band=at_least(95),
    unit="% of adults vary by 3 cm at most between visits",
    source="growth ends by 18 to 21; loss is about 1 cm in ten years after 40",
    needs={"vitals": ("person", "age", "height_cm")},
)
def same_height(vitals: pl.DataFrame) -> Figure:
    height = pl.col("height_cm")
    people = vitals.filter(_AGE >= 21).group_by("person").agg(varies=height.max() - height.min(), n=pl.len())
    again = people.filter(pl.col("n") > 1)
    return share(again, pl.col("varies") <= 3) if again.height >= 30 else None


@probe(
    claim="the same person has much the same pressure at the next visit",
    band=between(0.3, 0.9),
    unit="intraclass correlation of systolic pressure",
    source="recalled: 0.5 to 0.8 between visits in cohorts; 0 where each visit is drawn anew",
    needs={"vitals": ("person", "age", "systolic")},
    least=200,
)
def same_person(vitals: pl.DataFrame) -> Figure:
    return intraclass_correlation(_adults(vitals), "person", "systolic")


@probe(
    claim="adults have a pulse of adults",
    band=between(68, 80),
    unit="per minute, mean",
    source=f"{_NHANES}: 68 to 77 by age and sex; a Synthea family output gives 82",
    needs={"vitals": ("age", "heart_rate")},
)
def heart_rate(vitals: pl.DataFrame) -> Figure:
    return number(_adults(vitals), pl.mean("heart_rate"))


@probe(
    claim="women's hearts beat a little faster",
    band=between(0, 6),
    unit="per minute in adults",
    source="NHANES 2009-12, weighted: 2 to 5; 0.8 in the real people of 45 to 65 shown here",
    needs={"vitals": ("age", "sex", "heart_rate")},
    least=500,
)
def pulse_of_women(vitals: pl.DataFrame) -> Figure:
    return mean_difference(_adults(vitals), "heart_rate", _FEMALE)


@probe(
    claim="many adults are obese, most are not",
    band=between(20, 50),
    unit="% of adults have a BMI of 30 or more",
    source=f"{_NHANES}: 24 to 45 % by age and sex (United States)",
    needs={"vitals": ("age", "bmi")},
)
def obese_adults(vitals: pl.DataFrame) -> Figure:
    return share(_adults(vitals), pl.col("bmi") >= 30)


@probe(
    claim="blood sugar goes with body mass",
    band=between(0.1, 0.45),
    unit="rank correlation in adults",
    source="0.28 within sex and decade of age in NHANES",
    needs={"vitals": ("age", "bmi", "glucose")},
    least=200,
)
def sugar_with_bmi(vitals: pl.DataFrame) -> Figure:
    return number(_adults(vitals), pl.corr("bmi", "glucose", method="spearman"))


@probe(
    claim="adults have enough oxygen in their blood, none more than all",
    band=between(95.5, 98.5),
    unit="% saturation, mean; 0 if any is above 100",
    source="recalled: 97.5, standard deviation 1.3",
    needs={"vitals": ("age", "oxygen_saturation")},
)
def oxygen(vitals: pl.DataFrame) -> Figure:
    mean = pl.when(pl.max("oxygen_saturation") <= 100).then(pl.mean("oxygen_saturation")).otherwise(0.0)
    return number(_adults(vitals), mean)


@probe(
    claim="who comes with fever is warm",
    band=between(0.6, 3),
    unit="degrees warmer than the others",
    source="fever is 38 degrees or more, the usual 36.6",
    needs={"vitals": ("complaint", "temperature_c")},
    least=200,
)
def fever_is_warm(vitals: pl.DataFrame) -> Figure:
    return mean_difference(vitals, "temperature_c", pl.col("complaint").str.to_lowercase().str.contains("fever"))


@probe(
    claim="fever drives the pulse",
    band=between(4, 12),
    unit="beats a degree, from those below 37.5 to those at 38 or more",
    source="6.9 and 10.4 (emergency, Kirschen 2020), 7.2 (admissions, Jensen 2019), 8.5 (Karjalainen, Viitasalo 1986)",
    needs={"vitals": ("temperature_c", "heart_rate")},
    least=200,
)
def fever_drives_the_pulse(vitals: pl.DataFrame) -> Figure:
    degrees = pl.col("temperature_c")
    clear = vitals.filter((degrees < 37.5) | (degrees >= 38))
    beats = mean_difference(clear, "heart_rate", degrees >= 38)
    warmth = mean_difference(clear, "temperature_c", degrees >= 38)
    return None if beats is None or warmth is None else beats / warmth


PROBES = (
    diastolic_not_below,
    wide_pulse_pressure,
    systolic_rises,
    diastolic_hump,
    systolic_spreads,
    pressures_together,
    systolic_of_young_men,
    whole_readings,
    bmi_of_body,
    height_of_men,
    same_height,
    same_person,
    heart_rate,
    pulse_of_women,
    obese_adults,
    sugar_with_bmi,
    oxygen,
    fever_is_warm,
    fever_drives_the_pulse,
)
