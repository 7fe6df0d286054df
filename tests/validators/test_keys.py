from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.validators.keys import KeyIndex

FAR = st.integers(-(2**63), 2**63 - 1)
NEAR = st.integers(-20, 20)


def expected(keys: list[int], values: list[int | None]) -> list[int | None]:
    return [None if value is None or value not in keys else keys.index(value) for value in values]


@given(st.lists(NEAR | FAR, max_size=12), st.lists(st.none() | NEAR | FAR, max_size=20))
def test_the_first_row_of_each_key_is_found(keys: list[int], values: list[int | None]) -> None:
    found = KeyIndex(pl.Series(keys, dtype=pl.Int64)).find(pl.Series(values, dtype=pl.Int64))
    assert found.dtype == pl.UInt32
    assert found.to_list() == expected(keys, values)


@given(st.lists(FAR, min_size=1, max_size=12), st.data())
def test_keys_in_order_are_searched(keys: list[int], data: st.DataObject) -> None:
    wanted = sorted(data.draw(st.lists(st.sampled_from(keys) | FAR, max_size=20)))
    ordered = sorted(keys)
    found = KeyIndex(pl.Series(ordered, dtype=pl.Int64)).find(pl.Series(wanted, dtype=pl.Int64))
    assert found.to_list() == expected(ordered, [*wanted])


@pytest.mark.parametrize("dtype", [pl.Int8(), pl.Int32(), pl.UInt16(), pl.UInt64(), pl.String()])
def test_keys_of_any_type_are_found(dtype: pl.DataType) -> None:
    keys, values = (pl.Series(numbers).cast(dtype) for numbers in ([7, 3, 7], [3, None, 9, 7]))
    assert KeyIndex(keys).find(values).to_list() == [1, None, None, 0]


def test_there_may_be_no_keys_or_no_values() -> None:
    none = pl.Series([], dtype=pl.Int64)
    assert KeyIndex(none).find(pl.Series([1, None])).to_list() == [None, None]
    assert KeyIndex(pl.Series([1])).find(none).to_list() == []
