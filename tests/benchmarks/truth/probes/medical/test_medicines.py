from __future__ import annotations

from benchmarks.truth.probes.medical.medicines import any_dose, marketed_doses
from tests.benchmarks.truth.tables import verdict

_DRUGS = ["apixaban", "metformin", "lisinopril"]


def test_any_dose() -> None:
    assert verdict(any_dose, {"drug": _DRUGS, "dose": ["5 mg", "500 mg", "10 mg"]}) == "pass"
    crossed = {"drug": _DRUGS, "dose": [f"{dose} mg" for dose in (5, 500, 10, 20) for _ in _DRUGS]}
    assert verdict(any_dose, crossed) == "fail"


def test_marketed_doses() -> None:
    assert verdict(marketed_doses, {"drug": _DRUGS, "dose_mg": [5.0, 500.0, 10.0]}) == "pass"
    assert verdict(marketed_doses, {"drug": _DRUGS, "dose_mg": [100.0, 500.0, 10.0]}) == "fail"
    assert verdict(marketed_doses, {"drug": "unheard of", "dose_mg": 10.0}) == "none"
