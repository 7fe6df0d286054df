"""Diversity measured as a run is closed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

import nonesuch as ns
from nonesuch.monitor import diversity_of

if TYPE_CHECKING:
    from pathlib import Path


def test_texts_of_a_run_are_measured_and_lie_in_the_band(tmp_path: Path) -> None:
    ns.generate("reviews", reviews=1200).write(tmp_path / "run")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text("utf-8"))
    found = manifest["quality"]["diversity"]["reviews.text"]
    assert found["outside"] == []
    assert 0.3 < found["self_bleu4"] < 0.75
    assert "Diversity of the texts" in (tmp_path / "run" / "report.html").read_text("utf-8")


def test_monotony_is_told_and_few_texts_say_nothing() -> None:
    pack = ns.generate("reviews", reviews=5).plan.pack
    same = pl.DataFrame({"text": ["The same again and again, word for word, every time."] * 1000})
    found = diversity_of({"reviews": same}, pack, "en_US")["reviews.text"]
    assert {"self_bleu4", "duplicates", "near_duplicates"} <= set(found["outside"])
    assert diversity_of({"reviews": same.head(999)}, pack, "en_US") == {}


def test_roles_are_measured_apart() -> None:
    data = ns.generate("customer_service", customers=12_000, check=False)
    found = diversity_of(data.frames, data.plan.pack, "en_US")
    assert {"messages.text of agent", "messages.text of customer"} <= set(found)
    assert not found["messages.text of customer"]["outside"]
