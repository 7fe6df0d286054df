import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.generators.numerals import in_digits


@given(st.lists(st.integers(0, 10**12), max_size=20), st.integers(1, 8))
def test_numbers_are_written_with_noughts_before_them(numbers: list[int], digits: int) -> None:
    written = in_digits(np.array(numbers, dtype=np.int64), digits).to_list()
    assert written == [f"{number:0{digits}}" for number in numbers]


@pytest.mark.parametrize("most", [99_999, 100_000])
@pytest.mark.parametrize("digits", [1, 5, 6])
def test_many_numbers_are_written_as_few_are(most: int, digits: int) -> None:
    numbers = np.linspace(0, most, 5000).astype(np.int64)
    assert in_digits(numbers, digits).to_list() == [f"{number:0{digits}}" for number in numbers.tolist()]
