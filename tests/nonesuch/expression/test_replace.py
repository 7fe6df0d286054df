"""Replacing within texts."""

from __future__ import annotations

import polars as pl
import pytest

from nonesuch.errors import PackError
from nonesuch.expression import parse_expression


def test_it_replaces_all_literally() -> None:
    frame = pl.DataFrame({"word": ["a.b.c", "$1_x", None]})
    made = frame.select(value=parse_expression("replace(word, '.', ' ')").polars)["value"]
    assert made.to_list() == ["a b c", "$1_x", None]


def test_categories_count_as_texts() -> None:
    frame = pl.DataFrame({"word": pl.Series(["chest_pain"], dtype=pl.Enum(["chest_pain"]))})
    assert frame.select(value=parse_expression("REPLACE(word, '_', ' ')").polars)["value"].to_list() == ["chest pain"]


@pytest.mark.parametrize(
    "text", ["replace(a, b, 'x')", "replace(a, 'x', b)", "replace(a, 'x', 'xx')", "replace(a, '', '')"]
)
def test_texts_cannot_grow_by_it(text: str) -> None:
    with pytest.raises(PackError, match="replace puts a literal text"):
        parse_expression(text)
