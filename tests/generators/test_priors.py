from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.priors import Strata, numbers, read_table
from tests.batches import batch_of
from tests.packmaker import figures

if TYPE_CHECKING:
    from pathlib import Path


def table(text: str) -> pl.DataFrame:
    return pl.read_csv(text.encode(), infer_schema_length=None, null_values=[""])


def located(text: str, by: dict[str, str], outside: str = "error", **columns: pl.Series) -> list[int]:
    return Strata(table(text), by, outside=outside, place="here").locate(batch_of(**columns)).tolist()


def test_words_are_found_in_texts_and_categories() -> None:
    text = "sex,x\nfemale,1\nmale,2\n"
    words = ["male", "female", "male"]
    assert located(text, {"sex": "sex"}, sex=pl.Series(words)) == [1, 0, 1]
    categories = pl.Series(words, dtype=pl.Enum(["other", "male", "female"]))
    assert located(text, {"sex": "gender"}, gender=categories) == [1, 0, 1]


def test_flags_are_found_as_true_and_false() -> None:
    text = "ill,x\ntrue,1\nfalse,2\n"
    assert located(text, {"ill": "ill"}, ill=pl.Series([False, True])) == [1, 0]


def test_whole_numbers_are_found_as_numbers_and_as_words() -> None:
    text = "hour,x\n3,1\n1,2\n"
    assert located(text, {"hour": "hour"}, hour=pl.Series([1, 3])) == [0, 1]
    assert located(text, {"hour": "hour"}, hour=pl.Series([3.7, 1.0])) == [1, 0]
    assert located(text, {"hour": "hour"}, hour=pl.Series([3, 1], dtype=pl.Int8)) == [1, 0]
    assert located(text, {"hour": "hour"}, hour=pl.Series(["1", "3"], dtype=pl.Enum(["3", "1"]))) == [0, 1]


def test_dates_are_found_as_words() -> None:
    text = "day,x\n2025-01-01,1\n2025-01-02,2\n"
    assert located(text, {"day": "day"}, day=pl.Series([date(2025, 1, 2), date(2025, 1, 1)])) == [1, 0]


def test_ranges_hold_both_ends() -> None:
    text = "age_lo,age_hi,x\n40,64,1\n18,39,2\n"
    assert located(text, {"age": "age"}, age=pl.Series([18, 39, 40, 64])) == [0, 0, 1, 1]


def test_combinations_are_numbered_in_order() -> None:
    text = "sex,age_lo,age_hi,x\nf,0,9,1\nf,10,19,2\nm,0,9,3\nm,10,19,4\n"
    strata = Strata(table(text), {"sex": "sex", "age": "age"}, place="here")
    assert strata.count == 4
    assert strata.of_row.tolist() == strata.first_row.tolist() == [0, 1, 2, 3]
    batch = batch_of(sex=pl.Series(["m", "f"]), age=pl.Series([3, 15]))
    assert strata.locate(batch).tolist() == [2, 1]


def test_nothing_to_differ_by_is_one_stratum() -> None:
    assert located("x\n1\n2\n", {}, age=pl.Series([1, 2])) == [0, 0]


@pytest.mark.parametrize(
    "series",
    [
        pl.Series(["x"]),
        pl.Series([None], dtype=pl.String),
        pl.Series(["x"], dtype=pl.Enum(["x"])),
        pl.Series([None], dtype=pl.Enum(["f"])),
        pl.Series([True]),
    ],
)
def test_a_word_that_fits_nowhere_is_told(series: pl.Series) -> None:
    with pytest.raises(PackError, match="no figures for a record") as caught:
        located("sex,x\nf,1\nm,2\n", {"sex": "sex"}, sex=series)
    assert caught.value.found == f"sex = {series[0]}"
    assert caught.value.place == "here"


def test_records_that_fit_nowhere_may_be_nearest_or_false() -> None:
    text = "age_lo,age_hi,x\n18,39,1\n60,79,2\n"
    ages = pl.Series([5.0, 18, 45, 50, 55, 99, 49.6])
    assert located(text, {"age": "age"}, "nearest", age=ages) == [0, 0, 0, 1, 1, 1, 1]
    assert located(text, {"age": "age"}, "false", age=pl.Series([5, 18, None])) == [2, 0, 2]
    with pytest.raises(PackError, match="no figures"):
        located(text, {"age": "age"}, "nearest", age=pl.Series([18, None]))


def test_missing_combinations_are_told_even_if_the_nearest_is_wanted() -> None:
    text = "sex,age_lo,age_hi,x\nf,0,9,1\nm,10,19,2\n"
    with pytest.raises(PackError, match="no figures"):
        located(text, {"sex": "sex", "age": "age"}, "nearest", sex=pl.Series(["f"]), age=pl.Series([12]))


def test_what_was_found_is_kept_for_columns_that_differ_by_the_same() -> None:
    batch = batch_of(sex=pl.Series(["m", "f"]))
    first, second = (Strata(table(f"sex,{x}\nf,1\nm,2\n"), {"sex": "sex"}, place="here") for x in "xy")
    assert first.locate(batch) is second.locate(batch)
    other = Strata(table("sex,x\nm,1\nf,2\n"), {"sex": "sex"}, place="here")
    assert other.locate(batch).tolist() == [0, 1]


@given(st.lists(st.tuples(st.sampled_from("fmx"), st.integers(-5, 25)), min_size=1, max_size=40))
def test_the_same_is_found_by_looking_at_every_row(records: list[tuple[str, int]]) -> None:
    rows = [("f", 0, 9), ("f", 10, 19), ("m", 0, 9)]
    text = "\n".join(["sex,age_lo,age_hi,x", *(f"{s},{low},{high},1" for s, low, high in rows)])
    expected = [
        next((i for i, (s, low, high) in enumerate(rows) if s == sex and low <= age <= high), 3) for sex, age in records
    ]
    sexes, ages = (pl.Series(list(column)) for column in zip(*records, strict=True))
    found = located(text, {"sex": "sex", "age": "age"}, "false", sex=sexes, age=ages)
    assert found == expected


def test_a_file_says_where_its_figures_come_from(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("# a note\n" + figures("x", "1") + "2,,assumed\n")
    with pytest.raises(PackError, match="no source") as caught:
        read_table(tmp_path, "a.csv", place="here")
    assert str(caught.value.place).endswith("a.csv, line 3")
    assert read_table(tmp_path, "a.csv", place="here", figures=False)["x"].to_list() == [1, 2]


def test_a_link_out_of_the_pack_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "secret.csv").write_text(figures("x", "1"))
    (tmp_path / "pack" / "a.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(PackError, match="only its own files"):
        read_table(tmp_path / "pack", "a.csv", place="here")


@pytest.mark.parametrize(("values", "wrong"), [("1\ntwo", "'two'"), ("1\n", "None"), ("1\nnan", "'NaN'")])
def test_what_is_no_number_is_told(values: str, wrong: str) -> None:
    frame = pl.DataFrame({"x": pl.Series(values.split("\n")).replace("", None)})
    if "two" not in values:
        frame = frame.cast(pl.Float64)
    with pytest.raises(PackError, match="no number") as caught:
        numbers(frame, "x", place="here")
    assert caught.value.found == wrong


def test_numbers_are_floats() -> None:
    found: Any = numbers(pl.DataFrame({"x": [1, 2]}), "x", place="here")
    assert found.dtype == np.float64
