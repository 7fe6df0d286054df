"""Values do not change from release to release: same recipe, same rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

import nonesuch as ns
from tests.goldens import HASHES, SAMPLES, SHOWN, hashes, packs, sample

if TYPE_CHECKING:
    from nonesuch import Dataset

PROMISED = json.loads(HASHES.read_text("utf-8"))


@pytest.mark.parametrize(("domain", "locale"), packs())
def test_the_first_rows_of_a_pack_are_as_promised(domain: str, locale: str) -> None:
    promised, found = PROMISED[f"{domain} {locale}"], hashes(domain, locale)
    changed = sorted(name for name in promised.keys() | found.keys() if promised.get(name) != found.get(name))
    assert not changed, "values changed; if they must: python -m tests.goldens, and a line in CHANGELOG.md"


@pytest.mark.parametrize("name", SHOWN)
def test_a_sample_makes_what_stands_beside_it(name: str) -> None:
    assert sample(name) == (SAMPLES / f"{name}.jsonl").read_text("utf-8")


@pytest.fixture(scope="module")
def reviews() -> Dataset:
    return ns.generate(SAMPLES / "reviews.toml")


def test_the_articles_requirement_is_met_exactly(reviews: Dataset) -> None:
    rows = reviews.polars("reviews")
    assert rows.height == 1000
    assert dict(rows["sentiment"].value_counts().rows()) == {"positive": 500, "negative": 500}
    assert rows["text"].str.len_chars().is_between(50, 100).all()
    assert rows["text"].n_unique() == 1000
    slots = rows["spans"].list.eval(pl.element().struct.field("slot"))
    assert slots.list.contains("emotion").all()
    assert slots.list.contains("plot").all()
    assert slots.list.contains("acting").all()


def test_the_articles_case_has_its_values() -> None:
    case = json.loads((SAMPLES / "medical_case.jsonl").read_text("utf-8").splitlines()[0])
    assert (case["name"], case["age"], case["chief_complaint"]) == (
        "Zhang**", 65, "Persistent headache, mild dizziness",
    )  # fmt: skip
    assert (case["blood_pressure"], case["heart_rate"], case["blood_sugar"]) == ("145/90 mmHg", "78 bpm", "6.2 mmol/L")
    assert case["family_history"].startswith("Father had hypertension")


def test_the_articles_payment_has_its_features() -> None:
    record = json.loads((SAMPLES / "fraud_record.jsonl").read_text("utf-8").splitlines()[0])
    assert (record["time"][11:19], record["amount"]) == ("03:21:15", 8888.0)
    assert record["location"].startswith("Remote (1")
    assert record["features"].split("; ") == [
        "Unusual time period", "Multiple large transactions in succession", "Abnormal geographic location",
    ]  # fmt: skip
