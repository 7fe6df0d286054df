from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.generators.identifiers.avoidance import avoid_ids
from nonesuch.generators.identifiers.shape import IdShape, learn_shape

_LETTERS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


def _made(shape: IdShape, real: pl.Series, rows: int, seed: int = 3) -> pl.Series:
    return avoid_ids(shape, real, needed=rows).make(np.arange(rows), seed=seed)


def test_an_id_of_the_same_shape_is_nobodys_under_any_seed() -> None:
    rng = np.random.default_rng(5)
    digits = rng.choice(10_000, 1500, replace=False)
    real = pl.Series([f"C-00{digit:04d}-{_LETTERS[digit % 26]}" for digit in digits])
    shape = learn_shape(real.head(750))
    by_chance = shape.make(np.arange(1500), seed=1)
    assert by_chance.is_in(real.implode()).any()
    for seed in range(5):
        made = _made(shape, real, 1500, seed)
        assert not made.is_in(real.implode()).any()
        assert made.n_unique() == 1500
        assert made.str.contains(r"^C-00\d{4}-[A-Z]$").all()


@given(st.sets(st.integers(0, 9999), min_size=20, max_size=400), st.integers(1, 500))
def test_nobodys_id_comes_out(taken: set[int], rows: int) -> None:
    real = pl.Series([f"K{number:04d}" for number in sorted(taken)])
    made = _made(learn_shape(real), real, rows)
    assert not made.is_in(real.implode()).any()
    assert made.n_unique() == rows


@given(st.sets(st.integers(0, 5000), min_size=1, max_size=400), st.integers(0, 10**9), st.integers(1, 2000))
def test_nobodys_number_comes_out(taken: set[int], start: int, rows: int) -> None:
    real = pl.Series(sorted(taken)) + start
    made = _made(learn_shape(real), real, rows)
    assert not made.is_in(real.implode()).any()
    assert made.n_unique() == rows


def test_a_shape_without_room_gets_a_digit_more() -> None:
    real = pl.Series([f"K{number:02d}" for number in range(100)])
    made = _made(learn_shape(real), real, 100)
    assert made.str.contains(r"^K\d{3}$").all()
    assert made.n_unique() == 100


def test_a_longer_shape_may_be_somebodys_too() -> None:
    real = pl.Series([f"K{number}" for number in range(10, 120)])
    made = _made(IdShape(r"\K99", 0, "String"), real, 90)
    assert not made.is_in(real.implode()).any()


@pytest.mark.parametrize("dtype", [pl.Int16, pl.Int64, pl.Float64])
def test_whole_numbers_begin_above_the_real_ones(dtype: type[pl.DataType]) -> None:
    real = pl.Series(range(1, 501)).cast(dtype)
    made = _made(learn_shape(real), real, 2500)
    assert made.min() > 500  # type: ignore[operator] # a number
    assert made.n_unique() == 2500


def test_a_type_without_room_keeps_its_numbers() -> None:
    real = pl.Series(np.arange(128, dtype=np.int8))
    assert avoid_ids(learn_shape(real), real, needed=128) == learn_shape(real)


def test_a_shape_of_endless_room_stays_as_it_is() -> None:
    real = pl.Series([f"{number:030d}"[::-1] for number in range(100, 200)])
    shape = IdShape("9" * 30, 0, "String")
    assert avoid_ids(shape, real, needed=100) == shape


def test_a_block_is_left_out_and_no_id_is_noted() -> None:
    real = pl.Series(["K1234", "K1235", "K8000"])
    shape = avoid_ids(IdShape(r"\K9999", 0, "String"), real, needed=100)
    assert shape.block == 625
    assert shape.free == tuple(block for block in range(16) if block not in {1, 12})
