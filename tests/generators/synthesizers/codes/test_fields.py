from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from nonesuch.errors import DataError
from nonesuch.generators.synthesizers.codes.dtypes import dtype_of
from nonesuch.generators.synthesizers.codes.levels import learn_levels
from nonesuch.generators.synthesizers.codes.moment import learn_moment
from nonesuch.generators.synthesizers.codes.number import as_series, learn_number


def _words(n: int, parts: int = 1) -> list[np.ndarray[tuple[int], np.dtype[np.uint32]]]:
    rng = np.random.default_rng(5)
    return [rng.integers(0, 2**32, n, dtype=np.uint32) for _ in range(parts)]


def test_rare_levels_are_neither_kept_nor_drawn() -> None:
    series = pl.Series("x", ["common"] * 90 + ["other"] * 20 + ["secret"] * 4)
    field = learn_levels(series, k=5)
    assert field is not None
    assert field.levels == ("common", "other")
    drawn = field.decode(field.encode(series), _words(len(series))).cast(pl.String)
    assert set(drawn.to_list()) == {"common", "other"}


def test_declared_levels_are_kept_whatever_their_number() -> None:
    field = learn_levels(pl.Series(["a"] * 50 + ["b"]), declared=["a", "b", "c"])
    assert field is not None
    assert set(field.levels) == {"a", "b", "c"}


@pytest.mark.parametrize(
    "series",
    [
        pl.Series([True, False, None] * 30),
        pl.Series([3, 1, None] * 30),
        pl.Series(["x", "y", None] * 30),
        pl.Series([1.5, 2.0, None] * 30),
    ],
)
def test_levels_of_every_type_come_back(series: pl.Series) -> None:
    field = learn_levels(series)
    assert field is not None
    drawn = field.decode(field.encode(series), _words(len(series)))
    assert drawn.cast(series.dtype).equals(series)


@pytest.mark.parametrize("dtype", [pl.Int8, pl.UInt16, pl.Int64, pl.UInt64, pl.Float32, pl.Float64])
def test_numbers_keep_type_and_gaps(dtype: type[pl.DataType]) -> None:
    series = pl.Series([*range(100), None] * 5, dtype=dtype)
    field = learn_number(series)
    assert field is not None
    drawn = field.decode(field.encode(series), _words(len(series)))
    assert drawn.dtype == dtype
    assert drawn.null_count() == 5
    gaps = (drawn.cast(pl.Float64) - series.cast(pl.Float64)).abs().max()
    assert gaps <= 5  # type: ignore[operator] # a number


def test_infinite_numbers_are_missing() -> None:
    series = pl.Series([1.0, 2.0, float("inf"), float("-inf")] * 20)
    field = learn_number(series)
    assert field is not None
    drawn = field.decode(field.encode(series), _words(80))
    assert drawn.null_count() == 40
    assert drawn.drop_nulls().is_in([1.0, 2.0]).all()


@pytest.mark.parametrize("written", ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"])
def test_texts_of_moments_keep_their_format(written: str) -> None:
    moments = pl.Series(
        [dt.datetime(2022, 1, 1, 8, tzinfo=dt.UTC) + dt.timedelta(hours=7 * i) for i in range(900)]
    ).dt.replace_time_zone(None)
    texts = moments.dt.strftime(written)
    field = learn_moment(texts, format=written)
    assert field is not None
    drawn = field.decode(field.encode(texts), _words(900, 3))
    assert drawn.str.strptime(pl.Datetime("us") if "%H" in written else pl.Date, written, strict=True).null_count() == 0


def test_weekdays_and_office_hours_are_kept() -> None:
    rng = np.random.default_rng(0)
    days = np.datetime64("2020-01-06") + rng.integers(0, 150, 6000) * 7 + rng.integers(0, 5, 6000)
    hours = rng.integers(8, 18, 6000)
    series = pl.Series(days.astype("datetime64[us]") + hours.astype("timedelta64[h]"))
    field = learn_moment(series)
    assert field is not None
    assert len(field.parts) == 3
    drawn = field.decode(field.encode(series), _words(6000, 3))
    assert drawn.dt.weekday().is_between(1, 5).all()
    assert drawn.dt.hour().is_between(8, 17).all()


def test_absurd_dates_are_missing() -> None:
    series = pl.Series(["2020-01-01", "2020-03-01"] * 50 + ["0000-00-00", "2020-02-31"])
    field = learn_moment(series, format="%Y-%m-%d")
    assert field is not None
    assert field.missing
    assert field.decode(field.encode(series), _words(102, 2)).null_count() == 2


def test_a_time_zone_is_kept() -> None:
    series = pl.Series(
        [dt.datetime(2022, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=i) for i in range(300)]
    ).dt.replace_time_zone("UTC")
    zoned = series.dt.convert_time_zone("Europe/Berlin")
    field = learn_moment(zoned)
    assert field is not None
    drawn = field.decode(field.encode(zoned), _words(300, 3))
    assert drawn.dtype == zoned.dtype
    assert drawn.min() >= dt.datetime(2021, 12, 31, tzinfo=dt.UTC)  # type: ignore[operator] # moments


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(DataError, match="unknown column type"):
        dtype_of("List(Int64)")


def test_times_stay_within_a_day() -> None:
    made = as_series(np.array([-8.0e7, 3.6e12, 9.9e14]), None, "Time")
    assert made.to_list() == [dt.time(0), dt.time(1), dt.time(23, 59, 59, 999999)]
