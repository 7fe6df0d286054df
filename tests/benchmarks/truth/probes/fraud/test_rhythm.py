from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np

from benchmarks.truth.probes.fraud.rhythm import bursts, quiet_nights, uneven_payers, uneven_weekdays
from tests.benchmarks.truth.tables import verdict

_START = datetime(2025, 1, 6)


def test_quiet_nights() -> None:
    by_day = [_START + timedelta(hours=hour) for hour in [3, *range(8, 22), *range(8, 22)]]
    around = [_START + timedelta(hours=hour) for hour in range(24)]
    assert verdict(quiet_nights, {"at": by_day, "is_fraud": False}) == "pass"
    assert verdict(quiet_nights, {"at": around, "is_fraud": False}) == "fail"


def test_uneven_weekdays() -> None:
    week = [date(2025, 1, 6) + timedelta(days=day) for day in range(7)]
    assert verdict(uneven_weekdays, {"day": [*week, week[5]]}) == "pass"
    assert verdict(uneven_weekdays, {"day": week}) == "fail"


def test_bursts() -> None:
    rng = np.random.default_rng(1)
    even = rng.exponential(1, (40, 60))
    burst = even * np.where(rng.random((40, 60)) < 0.5, 0.05, 2.0)
    for gaps, expected in ((burst, "pass"), (even * 0 + 1, "fail")):
        at = [_START + timedelta(hours=float(hours)) for hours in gaps.cumsum(axis=1).ravel()]
        assert verdict(bursts, {"at": at, "payer": [str(i // 60) for i in range(2400)]}, rows=2400) == expected


def test_uneven_payers() -> None:
    some_more = ["a"] * 30 + ["b"] * 5 + ["c"] * 65
    assert verdict(uneven_payers, {"payer": some_more}) == "pass"
    assert verdict(uneven_payers, {"payer": [str(i) for i in range(50)]}) == "fail"
