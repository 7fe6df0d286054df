"""What a physician would look for in visits: fever in the pulse, one visit at a time, findings in the diagnosis."""

from __future__ import annotations

import polars as pl
import pytest

import nonesuch as ns

WARM = pl.col("temperature_c") >= 38
CALM = pl.col("temperature_c") <= 37
FOUND = (pl.col("systolic_mmhg") >= 140) | (pl.col("diastolic_mmhg") >= 90) | (pl.col("glucose_mmol_l") >= 7)


@pytest.fixture(scope="module")
def data() -> ns.Dataset:
    return ns.generate("medical", patients=6000, seed=2, check=False)


@pytest.fixture(scope="module")
def vitals(data: ns.Dataset) -> pl.DataFrame:
    return data.polars("vitals").join(data.polars("encounters"), on="encounter_id")


def test_fever_adds_beats_and_breaths(vitals: pl.DataFrame) -> None:
    def slope(column: str) -> float:
        warm, calm = vitals.filter(WARM), vitals.filter(CALM)
        rise = [frame.select(pl.mean(column), pl.mean("temperature_c")).row(0) for frame in (warm, calm)]
        return float((rise[0][0] - rise[1][0]) / (rise[0][1] - rise[1][1]))

    assert vitals.filter(WARM).height > 400
    assert 5.5 < slope("heart_rate_bpm") < 8.5
    assert 0.7 < slope("respiratory_rate") < 2


def test_pulse_without_fever_is_that_of_people_at_rest(vitals: pl.DataFrame) -> None:
    pulse = vitals.filter(CALM)["heart_rate_bpm"]
    assert 70 < float(pulse.mean()) < 74, "NHANES: 72"  # type: ignore[arg-type]
    assert pulse.max() <= 140  # type: ignore[operator]
    assert (vitals["heart_rate_bpm"] % 2 == 0).all()


def test_nobody_is_at_two_visits_at_once(data: ns.Dataset) -> None:
    visits = data.polars("encounters").sort("patient_id", "started_at")
    assert (visits["encounter_class"] == "inpatient").sum() > 400
    after = pl.col("started_at").shift(-1).over("patient_id")
    assert visits.select((after > pl.col("ended_at")).all()).item()
    gaps = visits.select(gap=(after - pl.col("started_at")).dt.total_seconds()).drop_nulls()["gap"]
    assert gaps.value_counts()["count"].max() <= 5, "no gap comes again and again"  # type: ignore[operator]


def test_an_examination_has_findings_where_there_are_some(data: ns.Dataset, vitals: pl.DataFrame) -> None:
    codes = pl.col("diagnosis_code").cast(pl.String)
    examined = vitals.filter(codes.str.starts_with("Z00"))
    assert examined.select(((codes == "Z00.01") == FOUND).all()).item()
    assert 0.1 < examined.select((codes == "Z00.01").mean()).item() < 0.4
    unseen = data.polars("encounters").filter(pl.col("encounter_class") == "virtual")
    assert not unseen.select((codes == "Z00.01").any()).item()


def test_few_are_examined_more_than_once_a_year(data: ns.Dataset) -> None:
    examined = data.polars("encounters").filter(pl.col("complaint") == "routine_check").group_by("patient_id").len()
    assert (examined["len"] > 4).mean() < 0.06  # type: ignore[operator]


def test_migraine_is_found_more_in_women(data: ns.Dataset) -> None:
    visits = data.polars("encounters").join(data.polars("patients"), on="patient_id")
    women = visits.filter(pl.col("diagnosis_code") == "G43.909")["sex"] == "female"
    assert len(women) > 200
    assert 0.65 < women.mean() < 0.85  # type: ignore[operator]
