from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.truth.probes.medical import vitals
from tests.benchmarks.truth.tables import Columns, verdict

if TYPE_CHECKING:
    from benchmarks.truth.probe import Probe

_SEXES = {"sex": ["male", "female"]}


@pytest.mark.parametrize(
    ("probe", "good", "change"),
    [
        (vitals.diastolic_not_below, {"systolic": 120.0, "diastolic": 80.0}, {"diastolic": [80.0, 120.0]}),
        (vitals.wide_pulse_pressure, {"age": 50.0, "systolic": 120.0, "diastolic": 80.0}, {"systolic": [120.0, 201.0]}),
        (vitals.systolic_rises, {"age": [30.0, 70.0], "systolic": [118.0, 132.0]}, {"systolic": 120.0}),
        (
            vitals.diastolic_hump,
            {"age": [25.0, 50.0, 75.0], "diastolic": [68.0, 76.0, 67.0]},
            {"diastolic": [68.0, 76.0, 84.0]},
        ),
        (
            vitals.systolic_spreads,
            {"age": [30.0, 30.0, 75.0, 75.0], "systolic": [108.0, 128.0, 112.0, 148.0]},
            {"systolic": [108.0, 128.0, 120.0, 140.0]},
        ),
        (
            vitals.systolic_of_young_men,
            {**_SEXES, "age": 30.0, "systolic": [122.0, 113.0]},
            {"systolic": [118.0, 118.0]},
        ),
        (vitals.whole_readings, {"systolic": [122.0, 113.0]}, {"systolic": [122.4, 113.0]}),
        (
            vitals.bmi_of_body,
            {"height_cm": 180.0, "weight_kg": 81.0, "bmi": [25.0, 25.3]},
            {"bmi": [25.0, 26.0]},
        ),
        (vitals.height_of_men, {**_SEXES, "age": 30.0, "height_cm": [175.3, 161.3]}, {"height_cm": 170.0}),
        (vitals.heart_rate, {"age": 30.0, "heart_rate": [64.0, 80.0]}, {"heart_rate": 82.0}),
        (vitals.pulse_of_women, {**_SEXES, "age": 30.0, "heart_rate": [70.0, 73.0]}, {"heart_rate": [73.0, 70.0]}),
        (vitals.obese_adults, {"age": 40.0, "bmi": [31.0, 24.0, 27.0]}, {"bmi": 27.0}),
        (vitals.oxygen, {"age": 40.0, "oxygen_saturation": [97.0, 98.0]}, {"oxygen_saturation": [97.0] * 29 + [101.0]}),
        (
            vitals.fever_is_warm,
            {"complaint": ["Fever", "cough"], "temperature_c": [38.6, 36.8]},
            {"temperature_c": 36.8},
        ),
        (
            vitals.fever_drives_the_pulse,
            {"temperature_c": [38.6, 36.6], "heart_rate": [88.0, 72.0]},
            {"heart_rate": 72.0},
        ),
    ],
)
def test_vitals(probe: Probe, good: Columns, change: Columns) -> None:
    assert verdict(probe, good, max(probe.least, 240)) == "pass"
    assert verdict(probe, {**good, **change}, max(probe.least, 240)) == "fail"


@pytest.mark.parametrize(("weight", "expected"), [(0.4, "pass"), (0.0, "fail"), (0.9, "fail")])
def test_pressures_together(weight: float, expected: str) -> None:
    rng = np.random.default_rng(1)
    shared, own = rng.normal(size=(2, 2000))
    columns = {"age": 40.0, "systolic": shared, "diastolic": weight * shared + np.sqrt(1 - weight**2) * own}
    assert verdict(vitals.pressures_together, columns, 2000) == expected


@pytest.mark.parametrize(("weight", "expected"), [(0.3, "pass"), (0.0, "fail")])
def test_sugar_with_bmi(weight: float, expected: str) -> None:
    rng = np.random.default_rng(1)
    shared, own = rng.normal(size=(2, 2000))
    columns = {"age": 40.0, "bmi": 27 + shared, "glucose": np.exp(weight * shared + own)}
    assert verdict(vitals.sugar_with_bmi, columns, 2000) == expected


def test_same_height() -> None:
    visits = {"person": [str(i // 2) for i in range(120)], "age": 40.0}
    assert verdict(vitals.same_height, {**visits, "height_cm": [171.0, 172.0]}, 120) == "pass"
    assert verdict(vitals.same_height, {**visits, "height_cm": [171.0, 182.0]}, 120) == "fail"


@pytest.mark.parametrize(("own", "expected"), [(10.0, "pass"), (0.0, "fail")])
def test_same_person(own: float, expected: str) -> None:
    rng = np.random.default_rng(1)
    systolic = 120 + np.repeat(rng.normal(0, own, 500), 2) + rng.normal(0, 8, 1000)
    columns = {"person": [str(i // 2) for i in range(1000)], "age": 40.0, "systolic": systolic}
    assert verdict(vitals.same_person, columns, 1000) == expected
