from __future__ import annotations

from datetime import date, datetime, timedelta

from benchmarks.truth.probes.medical import visits
from tests.benchmarks.truth.tables import verdict

_MORNING = datetime(2025, 6, 16, 8, 30)
_DAY = _MORNING.date()


def test_visits_before_birth() -> None:
    assert verdict(visits.visits_before_birth, {"day": _DAY, "birth_date": [_DAY, date(1980, 1, 1)]}) == "pass"
    assert verdict(visits.visits_before_birth, {"day": _DAY, "birth_date": [_DAY, date(2025, 6, 17)]}) == "fail"


def test_visits_before_registration() -> None:
    later = _MORNING + timedelta(days=1)
    assert verdict(visits.visits_before_registration, {"day": _DAY, "registered_at": _MORNING}) == "pass"
    assert verdict(visits.visits_before_registration, {"day": _DAY, "registered_at": [_MORNING, later]}) == "fail"


def test_age_at_visit() -> None:
    births = {"day": _DAY, "birth_date": [date(1980, 6, 16), date(1980, 6, 17)]}
    assert verdict(visits.age_at_visit, {**births, "stated_age": [45.0, 44.0]}) == "pass"
    assert verdict(visits.age_at_visit, {**births, "stated_age": [45.0, 45.0]}) == "fail"


def test_office_hours() -> None:
    around = [_MORNING + timedelta(hours=hour) for hour in range(24)]
    by_day = {"kind": ["ambulatory", "emergency"], "at": [_MORNING, _MORNING - timedelta(hours=6)]}
    assert verdict(visits.office_hours, by_day) == "pass"
    assert verdict(visits.office_hours, {"kind": "ambulatory", "at": around}) == "fail"


def test_office_sundays() -> None:
    week = [_DAY + timedelta(days=day) for day in range(7)]
    assert verdict(visits.office_sundays, {"kind": ["ambulatory"] * 6 + ["emergency"], "day": week}) == "pass"
    assert verdict(visits.office_sundays, {"kind": "ambulatory", "day": week}) == "fail"


def test_length_of_visits() -> None:
    kinds = {"kind": ["ambulatory", "inpatient"], "at": _MORNING}
    minutes, days = _MORNING + timedelta(minutes=20), _MORNING + timedelta(days=4)
    assert verdict(visits.length_of_visits, {**kinds, "ended_at": [minutes, days]}) == "pass"
    assert verdict(visits.length_of_visits, {**kinds, "ended_at": [days, days]}) == "fail"
    assert verdict(visits.length_of_visits, {**kinds, "ended_at": [minutes, minutes]}) == "fail"
    assert verdict(visits.length_of_visits, {**kinds, "ended_at": [_MORNING, days]}) == "fail"


def test_uneven_visits() -> None:
    assert verdict(visits.uneven_visits, {"visits": [0.0, 0.0, 1.0, 1.0, 9.0]}) == "pass"
    assert verdict(visits.uneven_visits, {"visits": [2.0, 3.0]}) == "fail"


def test_sick_come_more() -> None:
    people = {"conditions": [0.0, 1.0, 2.0]}
    assert verdict(visits.sick_come_more, {**people, "visits": [2.0, 3.0, 5.0]}) == "pass"
    assert verdict(visits.sick_come_more, {**people, "visits": [3.0, 9.0, 3.0]}) == "fail"


def test_complaint_and_finding() -> None:
    complaints = {"complaint": ["cough", "rash", "chest pain"]}
    assert verdict(visits.complaint_and_finding, {**complaints, "diagnosis": ["cold", "eczema", "angina"]}) == "pass"
    assert verdict(visits.complaint_and_finding, {**complaints, "diagnosis": ["cold", "eczema"]}) == "fail"


def test_open_complaints() -> None:
    half = {"complaint": "cough", "diagnosis": ["cold", "cold", "pneumonia", "asthma"]}
    assert verdict(visits.open_complaints, half) == "pass"
    assert verdict(visits.open_complaints, {"complaint": ["cough", "rash"], "diagnosis": ["cold", "eczema"]}) == "fail"
