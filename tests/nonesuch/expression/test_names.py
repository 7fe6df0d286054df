from __future__ import annotations

import pytest

from nonesuch.expression import parse_expression


@pytest.mark.parametrize("text", ["y", " y ", '"y"', "a.b", '"a"."b"', '"an odd name"', '"say ""hi"""'])
def test_a_name_is_a_column_however_it_is_quoted(text: str) -> None:
    assert parse_expression(text).is_column


@pytest.mark.parametrize("text", ["y + 0", "-y", "'y'", "1", "UPPER(y)", "CASE WHEN y THEN y END"])
def test_anything_more_is_not(text: str) -> None:
    assert not parse_expression(text).is_column
