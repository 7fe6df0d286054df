"""Augmentation as a stage of a run: variants beside the rows, with their keys, labels, facts and spans."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import nonesuch as ns

if TYPE_CHECKING:
    from pathlib import Path


def made(domain: str, table: str, size: dict[str, int], **keys: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    recipe = ns.Recipe(domain=domain, size=size, augment={table: {"text": {"factor": 2}}}, **keys)
    data = ns.generate(recipe)
    return data.polars(table), pl.from_pandas(data.augmented[table])


def sliced(frame: pl.DataFrame) -> pl.DataFrame:
    spans = frame.select("text", span="spans").explode("span", empty_as_null=False).unnest("span")
    return spans.with_columns(said=pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")))


def test_reviews_are_said_otherwise_within_their_window() -> None:
    rows, variants = made(
        "reviews", "reviews", {"reviews": 200}, text={"reviews": {"text": {"length": (50, 100), "require": ["plot"]}}}
    )
    both = variants.join(rows, on="review_id", suffix="_before")
    assert both.height == variants.height > 300
    assert (both["text"] != both["text_before"]).all()
    for label in ("sentiment", "film_id", "rating"):
        assert (both[label].cast(pl.String) == both[f"{label}_before"].cast(pl.String)).all()
    assert both["text"].str.len_chars().is_between(50, 100).all()
    assert variants.select("review_id", "text").is_unique().all()
    assert set(variants["kind"]) >= {"synonym", "restructure"}


def test_facts_of_messages_stay_where_the_spans_say() -> None:
    rows, variants = made("customer_service", "messages", {"customers": 1500})
    assert variants.height > 100
    orders = sliced(variants).filter(slot="order_number")["said"]
    assert orders.str.contains(r"^W\d{10}$").all()
    assert set(orders) <= set(sliced(rows).filter(slot="order_number")["said"])
    assert variants["message_id"].is_in(rows["message_id"].implode()).all()


def test_a_run_keeps_them_apart_and_they_are_the_same_in_memory(tmp_path: Path) -> None:
    recipe = ns.Recipe(domain="reviews", size={"reviews": 150}, augment={"reviews": {"text": {"kinds": ["synonym"]}}})
    data = ns.generate(recipe)
    data.write(tmp_path / "run")
    (part,) = (tmp_path / "run" / "augmented" / "reviews").iterdir()
    assert pl.read_parquet(part)["text"].to_list() == list(data.augmented["reviews"]["text"])
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text("utf-8"))
    assert manifest["augmented"]["reviews"]["rows"] == len(data.augmented["reviews"])
    assert manifest["tables"]["reviews"]["rows"] == 150
    plain = ns.generate("reviews", reviews=150)
    assert plain.polars("reviews").equals(data.polars("reviews"))
    assert plain.augmented == {}


@pytest.mark.parametrize(
    ("domain", "augment", "words"),
    [
        ("reviews", {"reviews": {"title": {}}}, "'title' is no column of texts"),
        ("reviews", {"review": {"text": {}}}, "unknown table 'review'"),
        ("fraud", {"customers": {"city": {}}}, "'city' is no column of texts"),
    ],
)
def test_what_holds_no_text_is_told(domain: str, augment: dict[str, Any], words: str) -> None:
    with pytest.raises(ns.RecipeError, match=words):
        ns.generate(ns.Recipe(domain=domain, augment=augment))


def test_records_that_are_searched_for_are_not_varied() -> None:
    recipe = ns.Recipe(domain="customer_service", size={"nlu": 3}, augment={"messages": {"text": {}}})
    with pytest.raises(ns.RecipeError, match="searched for"):
        ns.generate(recipe)
