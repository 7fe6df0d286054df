from __future__ import annotations

import polars as pl
import pytest

from nonesuch.generators.coding import Coding

CITY = pl.Enum(["oslo", "lima", "rome"])


@pytest.mark.parametrize("dtype", [pl.String(), CITY, pl.Categorical()])
def test_words_are_found_whatever_holds_them(dtype: pl.DataType) -> None:
    words = pl.Series(["rome", None, "lima", "oslo", "rome"]).cast(dtype)
    assert Coding(["oslo", "rome"]).places(words).tolist() == [1, -1, -1, 0, 1]


@pytest.mark.parametrize("numbers", [[3, 7, -2], [3, 7, -(2**40)]], ids=["close together", "far apart"])
@pytest.mark.parametrize("dtype", [pl.Int8(), pl.Int64(), pl.UInt16()])
def test_whole_numbers_are_found(numbers: list[int], dtype: pl.DataType) -> None:
    values = pl.Series([7, 4, 0, 3, 100], dtype=dtype)
    assert Coding(numbers).places(values).tolist() == [1, -1, -1, 0, -1]
    assert Coding(numbers).places(pl.Series([None, 3], dtype=dtype)).tolist() == [-1, 0]


def test_numbers_at_the_far_ends_are_none_of_the_words() -> None:
    assert Coding([1, 2]).places(pl.Series([-(2**63), 2**63 - 1, 2])).tolist() == [-1, -1, 1]


def test_truth_values_and_missing_ones_are_found() -> None:
    assert Coding([True]).places(pl.Series([True, False, None])).tolist() == [0, -1, -1]
    assert Coding([]).places(pl.Series([None, None], dtype=pl.String)).tolist() == [-1, -1]


def test_values_are_spelled_as_the_words_are() -> None:
    coding = Coding(["1", "true"], spell=lambda value: str(value).lower())
    assert coding.places(pl.Series([1, 2])).tolist() == [0, -1]
    assert coding.places(pl.Series([False, True])).tolist() == [-1, 1]


def test_columns_of_another_type_are_coded_anew() -> None:
    coding = Coding(["rome"])
    assert coding.places(pl.Series(["rome"], dtype=CITY)).tolist() == [0]
    assert coding.places(pl.Series(["lima", "rome"], dtype=pl.Enum(["rome", "lima"]))).tolist() == [-1, 0]
