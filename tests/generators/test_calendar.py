from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from nonesuch.errors import PackError
from nonesuch.generators.calendar import Calendar
from nonesuch.generators.randomness import stream


def day(year: int, month: int, number: int) -> int:
    return (date(year, month, number) - date(1970, 1, 1)).days


UNEVEN = Calendar(np.array([1.0, 1, 1, 1, 1, 3, 5]), np.array([1.0] * 11 + [4]))


def test_weights_are_those_of_weekday_and_month() -> None:
    days = np.array([day(2025, 6, 2), day(2025, 6, 7), day(2025, 6, 8), day(2025, 12, 1), day(1900, 1, 1)])
    weight = UNEVEN.weight(days) / UNEVEN.weight(days[:1])
    assert np.allclose(weight, [1, 3, 5, 4, 1])


def test_an_average_day_weighs_one() -> None:
    first, last = np.array([day(1900, 1, 1)]), np.array([day(2100, 1, 1)])
    assert np.allclose(UNEVEN.mass(first, last), last - first)


def test_mass_is_the_sum_of_the_weights() -> None:
    first, last = day(2024, 2, 27), day(2025, 3, 2)
    total = UNEVEN.weight(np.arange(first, last)).sum()
    assert np.allclose(UNEVEN.mass(np.array([first]), np.array([last])), total)
    assert UNEVEN.mass(np.array([last]), np.array([first])).tolist() == [0.0]


def test_days_are_drawn_by_weight() -> None:
    first, last = day(2025, 11, 1), day(2026, 2, 1)
    drawn = UNEVEN.sample(stream(1), 100_000, first, last)
    days = np.arange(first, last)
    shares = UNEVEN.weight(days) / UNEVEN.weight(days).sum()
    found = np.bincount(drawn - first, minlength=len(days)) / 100_000
    assert bool((np.abs(found - shares) < 6 * (shares / 100_000) ** 0.5).all())


def test_each_row_has_its_own_range() -> None:
    first = np.arange(0, 20_000, 10)
    drawn = UNEVEN.sample(stream(2), 2000, first, first + 1 + np.arange(2000) % 3)
    assert bool(((drawn >= first) & (drawn <= first + np.arange(2000) % 3)).all())


@pytest.mark.parametrize("wrong", [day(1899, 12, 31), day(2100, 1, 1)])
def test_days_beyond_the_calendar_are_refused(wrong: int) -> None:
    with pytest.raises(PackError, match="a day is out of bounds"):
        UNEVEN.check(np.array([wrong]), np.array([wrong]))
