from __future__ import annotations

from datetime import datetime

import pytest

from benchmarks.truth.probes.medical import care
from tests.benchmarks.truth.tables import verdict

_MORNING = datetime(2025, 6, 15, 8, 30)
_DAY_BEFORE = datetime(2025, 6, 14)


@pytest.mark.parametrize("missed", ["Cancelled", "No-Show", "no show"])
def test_procedures_without_visit(missed: str) -> None:
    assert verdict(care.procedures_without_visit, {"visit_status": ["Completed", "Arrived"]}) == "pass"
    assert verdict(care.procedures_without_visit, {"visit_status": ["Completed", missed]}) == "fail"


def test_lines_of_other_visits() -> None:
    assert verdict(care.lines_of_other_visits, {"claim_visit": ["1", "2"], "procedure_visit": ["1", "2"]}) == "pass"
    assert verdict(care.lines_of_other_visits, {"claim_visit": ["1", "2"], "procedure_visit": ["1", "3"]}) == "fail"


def test_claims_before_visits() -> None:
    assert verdict(care.claims_before_visits, {"visited_at": _MORNING, "filed_at": _MORNING}) == "pass"
    assert verdict(care.claims_before_visits, {"visited_at": _MORNING, "filed_at": [_MORNING, _DAY_BEFORE]}) == "fail"


def test_claims_of_other_patients() -> None:
    assert verdict(care.claims_of_other_patients, {"claim_patient": "1", "visit_patient": "1"}) == "pass"
    assert verdict(care.claims_of_other_patients, {"claim_patient": "1", "visit_patient": ["1", "2"]}) == "fail"


def test_paid_above_allowed() -> None:
    bill = {"charged": 200.0, "allowed": 120.0, "paid": 96.0}
    assert verdict(care.paid_above_allowed, bill) == "pass"
    assert verdict(care.paid_above_allowed, {**bill, "paid": [96.0, 121.0]}) == "fail"
    assert verdict(care.paid_above_allowed, {**bill, "allowed": [120.0, 201.0]}) == "fail"


def test_survivable_results() -> None:
    tests = {"test": ["sodium", "potassium", "unheard of"]}
    assert verdict(care.survivable_results, {**tests, "value": [140.0, 4.1, 1e9]}) == "pass"
    assert verdict(care.survivable_results, {**tests, "value": [140.0, 41.0, 1e9]}) == "fail"
