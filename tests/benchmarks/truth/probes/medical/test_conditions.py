from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from benchmarks.truth.probes.medical import conditions
from tests.benchmarks.truth.tables import verdict

if TYPE_CHECKING:
    from benchmarks.truth.probe import Probe

_BORN = date(1960, 5, 1)
_TOLD = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("probe", "condition"),
    [(conditions.hypertension_with_age, "hypertension"), (conditions.diabetes_with_age, "diabetes")],
)
def test_conditions_with_age(probe: Probe, condition: str) -> None:
    ages = {"age": [25.0] * 10 + [70.0] * 10}
    assert verdict(probe, {**ages, condition: [True] + [False] * 9 + [True] * 6 + [False] * 4}) == "pass"
    assert verdict(probe, {**ages, condition: [True, False]}) == "fail"


def test_together() -> None:
    people = {"age": 65.0, "sex": "female", "hypertension": [True] * 10 + [False] * 10}
    assert (
        verdict(conditions.together, {**people, "diabetes": [True] * 5 + [False] * 5 + [True] * 3 + [False] * 7})
        == "pass"
    )
    assert verdict(conditions.together, {**people, "diabetes": [True, False]}) == "fail"


def test_together_looks_within_ages() -> None:
    only_age = {
        "sex": "male",
        "age": [25.0] * 20 + [75.0] * 20,
        "hypertension": [False] * 16 + [True] * 4 + [True] * 16 + [False] * 4,
        "diabetes": ([True] + [False] * 3) * 5 + ([True] * 3 + [False]) * 5,
    }
    assert verdict(conditions.together, only_age) == "fail"


def test_treated() -> None:
    people = {"age": 60.0, "hypertension": True}
    assert verdict(conditions.treated, {**people, "on_pressure_drug": [True, True, True, False]}) == "pass"
    assert verdict(conditions.treated, {**people, "on_pressure_drug": True}) == "fail"


def test_uncontrolled() -> None:
    people = {"age": 60.0, "on_pressure_drug": True}
    assert verdict(conditions.uncontrolled, {**people, "systolic": [150.0, 130.0, 128.0], "diastolic": 80.0}) == "pass"
    assert verdict(conditions.uncontrolled, {**people, "systolic": 130.0, "diastolic": [80.0, 91.0, 80.0]}) == "pass"
    assert verdict(conditions.uncontrolled, {**people, "systolic": 130.0, "diastolic": 80.0}) == "fail"


def test_sugar_of_diabetics() -> None:
    assert verdict(conditions.sugar_of_diabetics, {"diabetes": [True, False], "glucose": [7.9, 5.4]}) == "pass"
    assert verdict(conditions.sugar_of_diabetics, {"diabetes": [True, False], "glucose": [5.5, 5.4]}) == "fail"


def test_obesity_by_bmi() -> None:
    assert verdict(conditions.obesity_by_bmi, {"age": 50.0, "obesity": [True, False], "bmi": [33.0, 22.0]}) == "pass"
    assert verdict(conditions.obesity_by_bmi, {"age": 50.0, "obesity": True, "bmi": [33.0, 22.0]}) == "fail"


def test_onset_outside_life() -> None:
    life = {"birth_date": _BORN, "known_on": _TOLD}
    assert verdict(conditions.onset_outside_life, {**life, "began_on": [_BORN, _TOLD]}) == "pass"
    assert verdict(conditions.onset_outside_life, {**life, "began_on": [_BORN, date(1960, 4, 30)]}) == "fail"
    assert verdict(conditions.onset_outside_life, {**life, "began_on": [_BORN, date(2025, 1, 2)]}) == "fail"


def test_diabetes_in_the_family() -> None:
    family = {"condition": "diabetes", "child_has": [True] * 10 + [False] * 10}
    runs = [True] * 5 + [False] * 5 + [True] * 3 + [False] * 7
    assert verdict(conditions.diabetes_in_the_family, {**family, "parent_has": runs}) == "pass"
    assert verdict(conditions.diabetes_in_the_family, {**family, "parent_has": [True, False]}) == "fail"
