from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from nonesuch.twin import twin

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.twin import TwinResult


def _few_different(folder: Path, *, force: bool) -> TwinResult:
    rng = np.random.default_rng(0)
    table = pl.DataFrame({"a": rng.choice(["x", "y"], 600), "b": rng.choice(["u", "v"], 600)})
    table.write_csv(folder / "t.csv")
    return twin(folder / "t.csv", folder / "out", learners=False, force=force)


@pytest.mark.parametrize("force", [False, True])
def test_a_gate_that_could_see_nothing_does_not_pass(*, force: bool, tmp_path: Path) -> None:
    result = _few_different(tmp_path, force=force)
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["tables"]["t"]["power"]["copied"] > 0.5
    assert report["verdict"] == report["label"] == "no evidence: too few different rows to see a leak"
    assert not report["passed"]
    assert result.forced is force
    assert (tmp_path / "out" / "t.csv").exists() is force
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "No evidence: too few different rows" in page
    assert "empirically tested" not in page
    assert "Every test of the gate passes" not in page


def test_a_hold_out_that_is_too_small_is_no_evidence(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    table = pl.DataFrame({"x": rng.normal(0, 1, 200).round(3), "y": rng.normal(0, 1, 200).round(3)})
    table.write_csv(tmp_path / "t.csv")
    result = twin(tmp_path / "t.csv", tmp_path / "out", learners=False)
    assert result.label == "no evidence: too few rows to see a leak"
    assert not result.passed


def test_an_epsilon_is_claimed_without_tests(tmp_path: Path) -> None:
    _few_different(tmp_path, force=True)
    made = twin(tmp_path / "t.csv", tmp_path / "dp", engine="private", epsilon=2.0, learners=False, force=True)
    assert made.label.startswith("differentially private (epsilon 2")
    assert not made.report["verdict"].startswith("no evidence")
