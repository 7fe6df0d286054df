from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from nonesuch.twin import twin
from nonesuch.twin.amounts import read_amounts
from nonesuch.twin.spellings import respell

if TYPE_CHECKING:
    from pathlib import Path

_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%b %d, %Y")


def _days(rows: int, formats: tuple[str, ...] = _FORMATS, seed: int = 0) -> tuple[list[dt.date], list[str]]:
    rng = np.random.default_rng(seed)
    days = [dt.date(2015, 1, 1) + dt.timedelta(int(day)) for day in rng.integers(0, 3000, rows)]
    which = rng.choice(len(formats), rows, p=np.arange(len(formats), 0, -1) / np.arange(len(formats) + 1).sum())
    return days, [day.strftime(formats[form]) for day, form in zip(days, which, strict=True)]


def _prices(rows: int, seed: int = 0) -> tuple[list[float], list[str]]:
    rng = np.random.default_rng(seed)
    prices = np.round(rng.gamma(2, 900, rows) + 1, 2).tolist()
    spelled = [
        f"${price:,.2f}" if way else f"{price:.2f}".replace(".", ",")
        for price, way in zip(prices, rng.random(rows) < 0.7, strict=True)
    ]
    return prices, spelled


def test_dates_in_several_formats_are_read_and_written_in_the_most_frequent() -> None:
    days, texts = _days(1000)
    (found,) = respell(pl.DataFrame({"signup": texts}))
    assert found.column.format == "%Y-%m-%d"
    assert found.series.to_list() == [day.isoformat() for day in days]
    assert found.note == "signup: several formats of dates, read; written as in 2023-09-25"


def test_days_first_and_months_first_in_one_column_are_not_guessed() -> None:
    _, texts = _days(1000, ("%d/%m/%Y", "%m/%d/%Y"))
    (found,) = respell(pl.DataFrame({"signup": texts}))
    assert not found.column.learned
    assert "day and month cannot be told apart" in found.note


def test_amounts_are_read_whatever_way_they_are_written() -> None:
    prices, texts = _prices(1000)
    (found,) = respell(pl.DataFrame({"price": texts}))
    assert found.column.sdtype == "numerical"
    assert found.series.to_list() == prices


@pytest.mark.parametrize(
    ("others", "number"), [(["1.234,5", "0,75", "7,5"], 12345 / 1000), (["1,234.5", "0.75"], 12345.0)]
)
def test_a_comma_is_what_it_is_in_the_rest_of_the_column(others: list[str], number: float) -> None:
    assert read_amounts(pl.Series(["12,345", *others])).numbers[0] == number


@pytest.mark.parametrize("written", ["007", "1-2", "555 123 456", "192.168.100.200", "", "$", "A12", "1,23,4"])
def test_what_is_no_number_is_not_read(written: str) -> None:
    assert read_amounts(pl.Series([written])).numbers.to_list() == [None]


def test_several_currencies_are_not_added_up() -> None:
    texts = [f"{sign}{n},00" for n in range(100) for sign in "$€"]
    (found,) = respell(pl.DataFrame({"price": texts}))
    assert not found.column.learned
    assert found.note == "price: amounts in several currencies ($, €), not learned; empty in the twin"


def test_a_few_that_cannot_be_read_are_told() -> None:
    _, texts = _prices(1000)
    (found,) = respell(pl.DataFrame({"price": ["on request"] * 20 + texts[20:]}))
    assert found.series.null_count() == 20
    assert found.note.endswith("; 20 that cannot be read count as missing")


def test_percentages_lose_their_sign_where_all_bear_it() -> None:
    assert read_amounts(pl.Series(["12.5%", "7 %"])).numbers.to_list() == [12.5, 7.0]
    assert read_amounts(pl.Series(["12.5%", "7"])).numbers.to_list() == [None, 7.0]


def test_dates_among_other_texts_are_called_that() -> None:
    days, _ = _days(1000)
    texts = [day.isoformat() if place % 10 else f"n{place}" for place, day in enumerate(days)]
    (found,) = respell(pl.DataFrame({"day": texts}))
    assert found.note.startswith("day: dates among other texts, read; written as in 2023-09-25; 100 that")


def test_columns_of_other_things_are_let_alone() -> None:
    days, _ = _days(400)
    table = {
        "code": [f"{i % 7}{i:05d}" if i % 5 else f"A{i:05d}" for i in range(400)],
        "mail": [f"p{i}@x.org" for i in range(400)],
        "phone": [f"+1 555 {i:03d} {i * 7 % 10000:04d}" for i in range(400)],
        "day": [day.strftime("%d.%m.%Y") for day in days],
        "few": [f"${i % 9}.00" for i in range(400)],
        "number": [str(i * 1.5) for i in range(400)],
    }
    assert [found.note for found in respell(pl.DataFrame(table))] == []


def test_a_twin_learns_such_columns_and_says_so(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    (_, days), (_, prices) = _days(1200), _prices(1200)
    table = {"signup": days, "price": prices, "group": rng.choice(["a", "b"], 1200), "n": rng.integers(0, 50, 1200)}
    table["other"] = _days(1200, ("%d/%m/%Y", "%m/%d/%Y"))[1]
    pl.DataFrame(table).write_csv(tmp_path / "t.csv")
    result = twin(tmp_path / "t.csv", tmp_path / "out", learners=False, force=True)
    made, entry = result.tables["t"], result.report["tables"]["t"]
    assert made["signup"].str.strptime(pl.Date, "%Y-%m-%d").dt.year().is_between(2015, 2023).all()
    assert made["price"].is_between(0, 20_000).all()
    assert made["other"].null_count() == 1200
    assert [note.split(":")[0] for note in entry["notes"]] == ["signup", "price", "other"]
    assert entry["identifiers"] == []
    assert "other: several formats of dates, not learned" in (tmp_path / "out" / "report.html").read_text("utf-8")
