from __future__ import annotations

from datetime import datetime, timedelta

from benchmarks.truth.probes.fraud.places import impossible_speed, near_home, remote_payments, written_distance
from tests.benchmarks.truth.tables import verdict

# A degree of latitude is 111.2 km.
_HOME = {"home_latitude": 40.0, "home_longitude": -74.0, "shop_longitude": -74.0}
_START = datetime(2025, 1, 1)


def test_written_distance() -> None:
    assert verdict(written_distance, {**_HOME, "shop_latitude": 41.0, "distance_km": 111.2}) == "pass"
    assert verdict(written_distance, {**_HOME, "shop_latitude": 41.0, "distance_km": 50.0}) == "fail"


def test_near_home() -> None:
    honest = {"is_present": True, "is_fraud": False}
    assert verdict(near_home, {**_HOME, **honest, "shop_latitude": 40.1}) == "pass"
    assert verdict(near_home, {**_HOME, **honest, "shop_latitude": 45.0}) == "fail"


def test_impossible_speed() -> None:
    honest = {
        "payer": "a",
        "is_present": True,
        "is_fraud": False,
        "shop_longitude": -74.0,
        "shop_latitude": [40.0, 45.0],
    }
    for hours, expected in ((2, "pass"), (0.5, "fail")):
        at = [_START + timedelta(hours=hours) * step for step in range(1000)]
        assert verdict(impossible_speed, {**honest, "at": at}) == expected


def test_remote_payments() -> None:
    assert verdict(remote_payments, {"is_present": [True, True, True, False], "is_fraud": False}) == "pass"
    assert verdict(remote_payments, {"is_present": True, "is_fraud": False}) == "fail"
