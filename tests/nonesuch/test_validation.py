"""Data of anybody are found, renamed, and held against the contracts and rules of a domain."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, get_args

import pandas as pd
import polars as pl
import pytest

import nonesuch as ns
from nonesuch.errors import DataError, UsageError
from nonesuch.recipe import Format
from nonesuch.run.runner import run
from nonesuch.validation import ColumnMap, find_tables, read_map
from tests.runs import CHANCY, SHOP, TEMPLATE, shop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("file_format", get_args(Format))
def test_a_run_of_any_format_holds_its_rules(file_format: Format, tmp_path: Path) -> None:
    run(shop(80, file_format, views=["order_row"]), tmp_path / "run")
    verdict = ns.validate(SHOP, tmp_path / "run")
    assert verdict.ok
    assert {result.table for result in verdict.results if result.skipped is None} == {*find_tables(tmp_path / "run")}


@pytest.mark.parametrize("file_format", get_args(Format))
def test_every_format_is_judged_alike(file_format: Format, tmp_path: Path) -> None:
    broken = ns.generate(CHANCY, people=120, check=False)
    broken.write(tmp_path / "run", format=file_format)
    found, wanted = ns.validate(CHANCY, tmp_path / "run"), ns.validate(CHANCY, broken.frames)
    assert [(r.rule, r.checked, r.violations) for r in found.results] == [
        (r.rule, r.checked, r.violations) for r in wanted.results
    ]
    assert not found["low_below_high"].passed


def test_frames_of_all_kinds_are_judged_alike() -> None:
    data = ns.generate(CHANCY, people=60, check=False)
    verdicts = [
        ns.validate(CHANCY, data), ns.validate(CHANCY, data.frames),
        ns.validate(CHANCY, {name: data.arrow(name) for name in data}),
    ]  # fmt: skip
    counts = [[(r.rule, r.violations) for r in verdict.results] for verdict in verdicts]
    assert counts[0] == counts[1] == counts[2]


def test_tables_may_be_left_out() -> None:
    verdict = ns.validate(SHOP, {"customers": ns.generate(SHOP, customers=30)["customers"]})
    assert verdict.ok
    assert {result.table for result in verdict.results if result.skipped is None} == {"customers"}


def test_tables_are_found_in_files_folders_parts_and_runs(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [1]})
    for name in ("x.csv", ".hidden.csv", "note.txt"):
        frame.write_csv(tmp_path / name)
    for name in ("b.parquet", "a.parquet"):
        (tmp_path / "y").mkdir(exist_ok=True)
        frame.write_parquet(tmp_path / "y" / name)
    (tmp_path / "empty").mkdir()
    assert find_tables(tmp_path) == {
        "x": [tmp_path / "x.csv"], "y": [tmp_path / "y" / "a.parquet", tmp_path / "y" / "b.parquet"],
    }  # fmt: skip
    assert find_tables(tmp_path / "x.csv") == {"x": [tmp_path / "x.csv"]}


def test_names_of_others_are_mapped(tmp_path: Path) -> None:
    books = ns.generate(TEMPLATE, books=20, readers=1)["books"].rename(columns={"pages": "Seiten"})
    path = tmp_path / "map.toml"
    path.write_text('[books]\npages = "Seiten"\n', "utf-8")
    assert ns.validate(TEMPLATE, {"books": books}, columns=path).ok
    assert ns.validate(TEMPLATE, {"books": books}, columns={"books": {"pages": "Seiten"}}).ok
    assert not ns.validate(TEMPLATE, {"books": books}).ok


def test_a_mapped_column_takes_the_place_of_one_that_has_its_name() -> None:
    frame = pl.DataFrame({"weight": ["heavy"], "w": [70]})
    mapped = ColumnMap({}, {"t": {"w": "weight"}}).apply({"t": frame})["t"]
    assert mapped.to_dicts() == [{"weight": 70}]


def test_a_table_may_have_another_name(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('[t]\n"@table" = "T"\na = "A"\n', "utf-8")
    assert [*read_map(tmp_path / "m.toml").apply({"T": pl.DataFrame({"A": [1]})})["t"].columns] == ["a"]


def test_a_part_of_a_table_is_held_with_a_map(tmp_path: Path) -> None:
    frame = ns.generate("medical", patients=30, seed=7).polars("vitals")
    frame.with_columns(vitals_id=pl.int_range(1, pl.len() + 1)).write_csv(tmp_path / "part-00000.csv")
    with pytest.raises(DataError, match="table 'part-00000' has no contract") as caught:
        ns.validate("medical", tmp_path / "part-00000.csv")
    assert '"@table" = "part-00000"' in (caught.value.hint or "")
    (tmp_path / "map.toml").write_text('[vitals]\n"@table" = "part-00000"\n', "utf-8")
    verdict = ns.validate("medical", tmp_path / "part-00000.csv", columns=tmp_path / "map.toml")
    assert verdict.ok, verdict.violations


def test_mistakes_of_the_caller_are_told() -> None:
    books = pd.DataFrame({"book_id": [1], "genre": ["crime"], "pages": [99]})
    with pytest.raises(DataError, match="table 'bookes' has no contract") as no_table:
        ns.validate(TEMPLATE, {"bookes": books})
    assert no_table.value.hint == "did you mean 'books'?"
    with pytest.raises(UsageError, match="unknown table 'bookes'"):
        ns.validate(TEMPLATE, {"books": books}, columns={"bookes": {"pages": "Pages"}})
    with pytest.raises(UsageError, match="a column stands for two"):
        ns.validate(TEMPLATE, {"books": books}, columns={"books": {"pages": "x", "genre": "x"}})
    with pytest.raises(UsageError, match="this is no table"):
        ns.validate(TEMPLATE, {"books": "books.csv"})


def test_the_day_that_counts_as_today_can_be_named() -> None:
    data = ns.generate(TEMPLATE, readers=40, reference_date=date(2030, 1, 1))
    assert data.validate().ok
    assert not ns.validate(TEMPLATE, data).ok
    assert ns.validate(TEMPLATE, data, reference_date=date(2030, 1, 1)).ok
