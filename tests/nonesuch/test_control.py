"""Rows are held against the rules as they are made: drawn again, set aside, counted, broken on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

import nonesuch as ns
from nonesuch.run.runner import run
from nonesuch.sinks.reading import read_typed
from tests.runs import CHANCY, chancy

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 1,500 people, of whom a third break a rule at first and few in every draw."""
    folder = tmp_path_factory.mktemp("control") / "run"
    run(chancy(1500), folder)
    return folder


@pytest.fixture(scope="module")
def raw() -> ns.Dataset:
    return ns.generate(CHANCY, people=1500, check=False)


@pytest.fixture(scope="module")
def held() -> ns.Dataset:
    return ns.generate(CHANCY, people=1500)


def failing(data: ns.Dataset) -> set[int]:
    """People to whom a row belongs that breaks one of the two rules."""
    people, notes = data.polars("people"), data.polars("notes")
    return {*people.filter(pl.col("low") >= pl.col("high"))["person_id"], *notes.filter(stars=10)["person_id"]}


def test_families_that_break_rules_are_drawn_again_and_others_stay_as_they_were(
    raw: ns.Dataset, held: ns.Dataset
) -> None:
    bad = failing(raw)
    assert 200 < len(bad) < 700
    assert failing(held) == set()
    for table in ("people", "notes"):
        sound = ~pl.col("person_id").is_in([*bad])
        assert held.polars(table).filter(sound).equals(raw.polars(table).filter(sound))


def test_families_that_break_rules_in_every_draw_are_left_out_whole(raw: ns.Dataset, held: ns.Dataset) -> None:
    assert held.quality is not None
    gone = {*raw.polars("people")["person_id"]} - {*held.polars("people")["person_id"]}
    assert 0 < len(gone) == held.quality.set_aside < 40
    assert gone <= failing(raw)
    assert not gone & {*held.polars("notes")["person_id"]}
    assert held.quality.redrawn >= len(failing(raw))
    assert held.quality.verdict.ok
    assert not held.quality.ok


def test_keys_stay_unique_and_in_order_and_references_whole(held: ns.Dataset) -> None:
    people, notes = held.polars("people"), held.polars("notes")
    assert people["person_id"].is_sorted()
    assert people["person_id"].is_unique().all()
    assert notes["note_id"].is_unique().all()
    assert notes["person_id"].is_in(people["person_id"].implode()).all()
    assert notes["place_id"].is_in(held.polars("places")["place_id"].implode()).all()


def test_quarantine_holds_what_was_set_aside_and_the_manifest_counts_it(folder: Path, held: ns.Dataset) -> None:
    report = run(chancy(1500), folder)
    quality, rooms = report.manifest["quality"], report.manifest["quarantine"]
    assert held.quality is not None
    assert quality == held.quality.to_dict()
    assert not quality["ok"]
    counts = {"drawn_again": held.quality.redrawn, "set_aside": rooms["people"]["rows"]}
    assert quality["families"] == {**counts, "since": dict(held.quality.reasons)}
    assert set(held.quality.reasons) == {"low_below_high", "ten_stars_are_too_many"}
    schema = held.polars("people").schema
    aside = pl.concat([read_typed(folder / file["path"], schema) for file in rooms["people"]["files"]])
    assert aside.height == held.quality.set_aside
    assert not {*aside["person_id"]} & {*held.polars("people")["person_id"]}
    assert {*aside["person_id"]} | {*held.polars("people")["person_id"]} == {*range(1, 1501)}


def test_the_delivered_files_hold_all_rules(folder: Path) -> None:
    verdict = ns.validate(CHANCY, folder)
    assert verdict.ok
    assert verdict["low_below_high"].checked == run(chancy(1500), folder).rows["people"]


def test_unchecked_rows_are_those_of_the_first_draw(raw: ns.Dataset, tmp_path: Path) -> None:
    report = run(chancy(1500, check=False), tmp_path / "run")
    assert report.quality is None
    assert report.manifest["quality"] is None
    assert "quarantine" not in report.manifest
    assert {name: frame.height for name, frame in raw.frames.items()} == report.rows
    assert not (tmp_path / "run" / "quality").exists()
    verdict = ns.validate(CHANCY, tmp_path / "run")
    assert verdict["low_below_high"].violations + verdict["ten_stars_are_too_many"].violations > 0


PLANTED = {"low_below_high": 0.02, "written_after_birth": 0.01, "notes.stars.maximum": 0.02, "people.sex.enum": 0.01}


def test_the_answer_key_names_the_rows_that_validation_finds(tmp_path: Path) -> None:
    report = run(chancy(600, inject=PLANTED), tmp_path / "run")
    files = [tmp_path / "run" / file["path"] for file in report.manifest["defects"]["defects"]["files"]]
    key = pl.concat([pl.read_parquet(path) for path in files])
    verdict = ns.validate(CHANCY, tmp_path / "run")
    assert {*key["rule"]} == {*PLANTED}
    assert report.manifest["quality"]["planted"] == key.height > 0
    for rule in PLANTED:
        planted = {*key.filter(rule=rule)["key"]}
        found = {*verdict.violations.filter(rule=rule)["key"]}
        assert planted
        assert planted == found, rule
