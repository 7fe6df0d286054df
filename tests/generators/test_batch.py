from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from nonesuch.generators.batch import Link, coded, gather, put
from nonesuch.generators.compose import compose
from tests.batches import batch_of

if TYPE_CHECKING:
    from nonesuch.generators.batch import Batch

SERIES = [
    pl.Series([1, 2, 3]),
    pl.Series([1, None, 3]),
    pl.Series([1.5, 2.5, None]),
    pl.Series([1, 2, 3], dtype=pl.UInt8),
    pl.Series(["a", "b", None]),
    pl.Series(["a", "b", "a"], dtype=pl.Enum(["a", "b"])),
    pl.Series(["a", None, "a"], dtype=pl.Enum(["a", "b"])),
    pl.Series([True, False, None]),
    pl.Series([True, False, True]),
    pl.Series([date(2025, 1, 1), None, date(2025, 1, 3)]),
]


@pytest.mark.parametrize("series", SERIES, ids=lambda series: str(series.dtype))
def test_values_are_picked_and_put_whatever_their_type(series: pl.Series) -> None:
    values: list[Any] = series.to_list()
    picked = gather(series, np.array([2, 0, 0]))
    assert picked.dtype == series.dtype
    assert picked.to_list() == [values[2], values[0], values[0]]
    assert gather(series, np.array([1, -1]), optional=True).to_list() == [values[1], None]
    assert gather(series.clear(), np.array([-1, -1]), optional=True).to_list() == [None, None]
    assert gather(series, np.array([], dtype=np.int64)).to_list() == []
    before = series.clone()
    assert put(series, np.array([0, 2]), series.gather([1, 1])).to_list() == [values[1]] * 3
    assert series.equals(before), "the column itself is left as it is"


def test_codes_become_words() -> None:
    words = pl.Enum([f"w{i}" for i in range(300)])
    series = coded(np.array([299, 0], dtype=np.uint16), words)
    assert series.dtype == words
    assert series.to_list() == ["w299", "w0"]


def family() -> tuple[Batch, Batch, Batch]:
    country = batch_of(name=pl.Series(["no", "pe"]))
    city = batch_of(name=pl.Series(["oslo", "lima", "bergen"]))
    person = batch_of(age=pl.Series([30, 40, 50, 60]))
    city.links["country"] = Link(country, np.array([0, 1, 0]))
    person.links["city"] = Link(city, np.array([1, -1, 2, 0]), optional=True)
    person.paths = {"city": ("city",), "country": ("city", "country")}
    return country, city, person


def test_columns_are_read_through_links() -> None:
    person = family()[2]
    assert person.get("city.name").to_list() == ["lima", None, "bergen", "oslo"]
    assert person.get("country.name").to_list() == ["pe", None, "no", "no"]
    assert person.frame(("age", "country.name")).columns == ["age", "country.name"]


def test_a_part_reads_from_the_whole() -> None:
    person = family()[2]
    part = person.part(np.array([3, 1]))
    assert part.get("age").to_list() == [60, 40]
    assert part.get("country.name").to_list() == ["no", None]
    inner = part.part(np.array([1, 0, 0]))
    assert inner.get("city.name").to_list() == [None, "oslo", "oslo"]


def test_a_frame_without_columns_has_the_height_of_the_batch() -> None:
    assert family()[2].frame(()).height == 4


def test_links_to_every_row_of_an_empty_table_lead_nowhere() -> None:
    empty, person = batch_of(name=pl.Series([], dtype=pl.String)), batch_of(age=pl.Series([1, 2]))
    person.links["empty"] = Link(empty, np.array([-1, -1]), optional=True)
    assert person.get("empty.name").to_list() == [None, None]


def test_patterns_are_filled() -> None:
    parts = {"a": pl.Series(["x", None]), "n": pl.Series([1, 2]), "c": pl.Series(["u", "v"], dtype=pl.Enum(["u", "v"]))}
    assert compose("<{a}-{n}{c}>", parts).to_list() == ["<x-1u>", None]
    assert compose("{n}", parts).to_list() == ["1", "2"]
