"""What is wrong with a number of rows is told as what is wrong with a column."""

from __future__ import annotations

from typing import Any

import pytest

from nonesuch.errors import PackError
from nonesuch.generators.table import TableSpec
from nonesuch.tomlfile import load_model

DRAWN: dict[str, Any] = {"distribution": "poisson", "parameters": {"mean": 3}, "integer": True, "within": [0, 9]}


def table(count: object) -> TableSpec:
    data = {"title": "x", "parent": "p", "rows": {"kind": "each", "count": count}, "columns": {"a": {"kind": "key"}}}
    return load_model(TableSpec, data, path="t.toml")


def test_a_number_of_rows_is_a_number_or_drawn() -> None:
    assert table(3).rows.most_rows == 3
    assert table(DRAWN).rows.most_rows == 9


@pytest.mark.parametrize(
    ("change", "problem", "place", "hint"),
    [
        ({"distribution": "poison"}, "unknown value for 'distribution'", "rows.count.distribution", "mean 'poisson'?"),
        ({"parameters": {"lambda": 3}}, "poisson has no parameter 'lambda'", "rows.count", "known names: mean"),
        ({"when": "x > 1"}, "every parent has a number of rows", "rows", None),
        ({"colour": 3}, "unknown key 'colour'", "rows.count.colour", "known names"),
        ({"parameters": {"mean": [3]}}, "wrong value for 'mean'", "rows.count.parameters.mean", None),
    ],
)
def test_a_slip_in_how_rows_are_counted_is_told(
    change: dict[str, Any], problem: str, place: str, hint: str | None
) -> None:
    with pytest.raises(PackError) as caught:
        table(DRAWN | change)
    assert (caught.value.problem, caught.value.place) == (problem, f"t.toml: {place}")
    assert hint is None or hint in (caught.value.hint or "")
