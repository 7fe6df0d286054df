from __future__ import annotations

from benchmarks.truth.probes.common.keys import orphans, repeated_keys, request_honoured
from tests.benchmarks.truth.tables import verdict


def test_repeated_keys() -> None:
    assert verdict(repeated_keys, {"rows": 10, "distinct": 10}) == "pass"
    assert verdict(repeated_keys, {"rows": 10, "distinct": [10, 9]}, rows=2) == "fail"


def test_orphans() -> None:
    assert verdict(orphans, {"rows": 10, "orphans": 0}) == "pass"
    assert verdict(orphans, {"rows": 10, "orphans": [0, 1]}, rows=2) == "fail"


def test_request_honoured() -> None:
    assert verdict(request_honoured, {"asked": 20_000, "made": 20_000}) == "pass"
    assert verdict(request_honoured, {"asked": [5000, 20_000], "made": [5000, 50_000]}, rows=2) == "fail"
