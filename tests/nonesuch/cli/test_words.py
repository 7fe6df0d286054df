"""Options of the form name=value are read, or refused with what would have been right."""

from __future__ import annotations

import pytest

from nonesuch.cli.words import numbers, values
from nonesuch.errors import UsageError


def test_numbers_and_values_are_read() -> None:
    assert numbers(["a=10k", "b=1_000"], "--size") == {"a": 10_000, "b": 1_000}
    assert values(["t.a=65", "t.b=[1, 2]"], "--given") == {"t.a": 65, "t.b": [1, 2]}


def test_a_name_stands_once() -> None:
    with pytest.raises(UsageError, match=r"'t.a' stands there twice") as caught:
        values(["t.a=65", "t.b=1", "t.a=70"], "--given")
    assert caught.value.found == "t.a=65 and t.a=70"
    assert caught.value.hint == "either will do: --given 't.a=[..., ...]'"
    with pytest.raises(UsageError, match="'a' stands there twice"):
        numbers(["a=1", "a=2"], "--size")


def test_a_number_below_zero_is_told() -> None:
    with pytest.raises(UsageError) as caught:
        numbers(["patients=-5"], "--size")
    assert (caught.value.expected or "").startswith("a whole number, 0 or more")
