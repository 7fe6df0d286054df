from __future__ import annotations

from benchmarks.truth.probes.medical.people import names_of_other_sex, very_old
from tests.benchmarks.truth.tables import verdict


def test_names_of_other_sex() -> None:
    names = {"given_name": ["Mary", "John", "Alex"]}
    assert verdict(names_of_other_sex, {**names, "sex": ["female", "male", "male"]}, rows=90) == "pass"
    assert verdict(names_of_other_sex, {**names, "sex": ["female", "female", "male"]}, rows=90) == "fail"
    assert verdict(names_of_other_sex, {"given_name": "Alex", "sex": "male"}, rows=90) == "none"


def test_very_old() -> None:
    assert verdict(very_old, {"age": [*range(20, 80), 85, 85, 85]}) == "pass"
    assert verdict(very_old, {"age": list(range(40, 120))}) == "fail"
