"""Rows in memory are those of the files; more of them begin with the fewer; what is given and wanted is met."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import nonesuch as ns
from nonesuch.errors import RecipeError, UsageError
from nonesuch.run.runner import run
from nonesuch.sinks.reading import read_typed
from tests.runs import CHANCY, SHOP, TEMPLATE, chancy, shop

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.recipe import Recipe

RECIPES = {
    "tables and a view": shop(200, "csv", views=["order_row"]),
    "rows set aside": chancy(1100, "jsonl", seed=5, views=["note"]),
    "targets": shop(120, "arrow", targets={"customers": {"sex": {"female": 30}}}),
    "given values": shop(12, "parquet", given={"customers": {"sex": "female", "age": {"min": 40, "max": 50}}}),
    "rows of a view": ns.Recipe(domain=str(SHOP), size={"order_row": 25}, given={"order_row": {"sex": "male"}}),
    "scenarios": shop(150, scenarios={"spree": 0.02}),
    "unchecked": chancy(100, check=False),
    "nothing": shop(0, views=["order_row"]),
}  # fmt: skip


@pytest.mark.parametrize("name", RECIPES)
def test_rows_in_memory_are_those_of_the_files(name: str, tmp_path: Path) -> None:
    recipe: Recipe = RECIPES[name]
    data, report = ns.generate(recipe), run(recipe, tmp_path / "run")
    tables = report.manifest["tables"]
    assert {*tables} == {*data}
    for table, frame in data.frames.items():
        parts = [read_typed(tmp_path / "run" / file["path"], frame.schema) for file in tables[table]["files"]]
        assert_frame_equal(pl.concat(parts), frame)
    assert report.manifest["quality"] == (None if data.quality is None else data.quality.to_dict())


@settings(max_examples=8)
@given(few=st.integers(0, 260), more=st.integers(0, 200), seed=st.integers())
def test_more_rows_begin_with_the_fewer(few: int, more: int, seed: int) -> None:
    short = ns.generate(CHANCY, people=few, seed=seed, views=["note"])
    long = ns.generate(CHANCY, people=few + more, seed=seed, views=["note"])
    for name, frame in short.frames.items():
        assert_frame_equal(long.polars(name).head(frame.height), frame)


def test_what_is_asked_for_besides_changes_no_other_row() -> None:
    plain = ns.generate(SHOP, customers=80)
    viewed, unchecked = (
        ns.generate(SHOP, customers=80, views=["order_row"]),
        ns.generate(SHOP, customers=80, check=False),
    )
    for name, frame in plain.frames.items():
        assert_frame_equal(viewed.polars(name), frame)
        assert_frame_equal(unchecked.polars(name), frame)


def test_another_seed_gives_others() -> None:
    assert (
        not ns.generate(SHOP, customers=20)
        .polars("customers")
        .equals(ns.generate(SHOP, customers=20, seed=1).polars("customers"))
    )


def test_given_values_are_met_in_every_record() -> None:
    data = ns.generate(SHOP, customers=15, given={"customers": {"sex": "female", "age": {"min": 40, "max": 50}}})
    people = data.polars("customers")
    assert people.height == 15
    assert people["sex"].unique().to_list() == ["female"]
    assert people["age"].is_between(40, 50).all()
    assert data.validate().ok


def test_given_dates_and_moments_are_met() -> None:
    day, moment = date(2025, 3, 3), {"min": datetime(2025, 3, 3, 8), "max": datetime(2025, 3, 3, 20)}
    data = ns.generate(SHOP, order_row=3, given={"orders": {"ordered_on": day, "ordered_at": moment}})
    chosen = data.polars("orders").join(data.polars("order_row"), on="order_id", how="semi")
    assert chosen["ordered_on"].to_list() == [day] * 3
    assert chosen["ordered_at"].is_between(moment["min"], moment["max"]).all()


@pytest.mark.parametrize(("wanted", "females"), [({"female": 7}, 7), ({"female": 0.25}, 10), ({"male": 40}, 0)])
def test_targets_are_met_to_the_row(wanted: dict[str, float], females: int) -> None:
    data = ns.generate(SHOP, customers=40, targets={"customers": {"sex": wanted}})
    assert (data.polars("customers")["sex"] == "female").sum() == females


def test_a_view_has_as_many_rows_as_are_wanted_and_its_families_are_whole() -> None:
    data = ns.generate(TEMPLATE, loan=7)
    assert data.polars("loan").height == 7
    loans, readers = data.polars("loans"), data.polars("readers")
    assert loans.height >= 7
    assert loans["reader_id"].is_in(readers["reader_id"].implode()).all()


IMPOSSIBLE: dict[str, dict[str, Any]] = {
    "more females than customers": {"customers": 10, "targets": {"customers": {"sex": {"female": 11}}}},
    "shares above 1": {"customers": 10, "targets": {"customers": {"sex": {"female": 0.6, "male": 0.6}}}},
    "an age that nobody has": {"customers": 10, "given": {"customers": {"age": 17}}},
    "an age range that nobody has": {"customers": 10, "given": {"customers": {"age": {"min": 96, "max": 120}}}},
    "a range without a value": {"customers": 10, "given": {"customers": {"age": {"min": 70, "max": 60}}}},
    "a range of dates without a value": {
        "customers": 10,
        "given": {"orders": {"ordered_on": {"min": date(2025, 2, 1), "max": date(2025, 1, 1)}}},
    },
    "scenarios above one half": {"customers": 10, "scenarios": {"spree": 0.6}},
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_is_impossible_is_told_in_one_line_with_its_place(name: str) -> None:
    with pytest.raises(RecipeError) as caught:
        ns.generate(SHOP, **IMPOSSIBLE[name])
    assert caught.value.place
    assert "\n" not in caught.value.problem


def test_generate_takes_the_keys_of_a_recipe(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text("title\nNine Rooms\nTen Rooms\n", "utf-8")
    wish = {"length": [9, 12], "unit": "words"}
    data = ns.generate(
        "reviews",
        reviews=6,
        tables={"films": tmp_path / "films.csv"},
        text={"reviews": {"text": wish}},
        augment={"reviews": {"text": {"factor": 2}}},
    )
    assert data.polars("films")["title"].to_list() == ["Nine Rooms", "Ten Rooms"]
    assert data.polars("reviews")["text"].str.split(" ").list.len().is_between(9, 12).all()
    assert len(data.augmented["reviews"]) >= 6


WRONG: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "a key that is not known": ({"gven": {"reviews": {"stars": 3}}}, "recipe: size.gven", "did you mean 'given'?"),
    "rows that are true": ({"reviews": True}, "recipe: size.reviews", None),
    "rows in words": ({"reviews": "5"}, "recipe: size.reviews", None),
    "a seed that is true": ({"seed": True}, "recipe: seed", None),
    "a wish that is not known": ({"text": {"reviews": {"text": {"lenght": [3, 4]}}}},
                                 "recipe: text.reviews.text.lenght", "did you mean 'length'?"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_word_for_generate_is_told(name: str) -> None:
    words, place, hint = WRONG[name]
    with pytest.raises(RecipeError) as caught:
        ns.generate("reviews", **words)
    assert caught.value.place == place
    assert hint is None or caught.value.hint == hint


def test_rows_of_two_things_cannot_be_counted_at_once() -> None:
    with pytest.raises(RecipeError, match="rows are counted once"):
        ns.generate(SHOP, customers=3, order_row=3)


def test_public_names_come_when_they_are_asked_for() -> None:
    assert {name for name in ns.__all__ if getattr(ns, name) is not None} == {*dir(ns)}
    with pytest.raises(AttributeError, match="no attribute 'generat'"):
        ns.generat  # noqa: B018 - the access is the test
    with pytest.raises(UsageError, match="unknown domain 'medicol'") as caught:
        ns.generate("medicol")
    assert caught.value.hint == "did you mean 'medical'?"
