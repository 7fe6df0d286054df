from __future__ import annotations

from datetime import date

from benchmarks.truth.probes.medical import codes
from tests.benchmarks.truth.tables import verdict


def test_malformed_codes() -> None:
    assert verdict(codes.malformed_codes, {"code": ["I10", "E11.9", "F32.A", "S52.501A", "C7A.1"]}) == "pass"
    assert verdict(codes.malformed_codes, {"code": ["I10", "E119"]}) == "fail"


def test_codes_of_other_sex() -> None:
    both = {"code": ["O80", "C61", "I10"]}
    assert verdict(codes.codes_of_other_sex, {**both, "sex": ["female", "male", "male"]}) == "pass"
    assert verdict(codes.codes_of_other_sex, {**both, "sex": ["male", "male", "male"]}) == "fail"
    assert verdict(codes.codes_of_other_sex, {**both, "sex": ["female", "female", "male"]}) == "fail"
    assert verdict(codes.codes_of_other_sex, {"code": "I10", "sex": "male"}) == "none"


def test_codes_of_other_ages() -> None:
    assert verdict(codes.codes_of_other_ages, {"code": ["G30.9", "P07.3"], "age": [81.0, 0.0]}) == "pass"
    assert verdict(codes.codes_of_other_ages, {"code": ["G30.9", "P07.3"], "age": [8.0, 0.0]}) == "fail"


def test_codes_out_of_date() -> None:
    codes_in_use = {"code": ["M54.5", "M54.50", "I10"]}
    days = [date(2021, 9, 30), date(2021, 10, 1), date(2000, 1, 1)]
    assert verdict(codes.codes_out_of_date, {**codes_in_use, "on": days}) == "pass"
    assert verdict(codes.codes_out_of_date, {**codes_in_use, "on": [date(2021, 10, 1), *days[1:]]}) == "fail"
    assert verdict(codes.codes_out_of_date, {**codes_in_use, "on": [days[0], date(2021, 9, 30), days[2]]}) == "fail"


def test_chronic_by_coin() -> None:
    assert verdict(codes.chronic_by_coin, {"code": ["I10", "J06.9"], "is_chronic": [True, False]}) == "pass"
    assert verdict(codes.chronic_by_coin, {"code": ["I10", "I10"], "is_chronic": [True, False]}) == "fail"
