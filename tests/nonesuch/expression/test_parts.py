from __future__ import annotations

import pytest

from nonesuch.expression import Expression, parse_expression


def parts(expression: Expression) -> dict[str, tuple[str, ...]]:
    return {part.sql: part.columns for part in expression.parts}


def test_dear_parts_of_one_linked_table_are_taken_out() -> None:
    expression = parse_expression("ROUND(SIN(a.x) * y + COS(a.x - b.x), 1)")
    assert parts(expression) == {'SIN("a.x")': ("a.x",)}, "COS reads two tables, y none"
    assert expression.rest.columns == ("a.x", "b.x", "y")
    assert expression.columns == ("a.x", "b.x", "y")


def test_the_same_part_is_taken_out_once() -> None:
    expression = parse_expression("LN(a.x) + LN(a.x) * y")
    assert parts(expression) == {'LN("a.x")': ("a.x",)}
    assert expression.rest.columns == ("y",)


def test_what_reads_one_other_table_only_is_one_part() -> None:
    expression = parse_expression("a.x + 1")
    assert parts(expression) == {'"a.x" + 1': ("a.x",)}
    assert expression.rest.columns == ()


def test_a_branch_of_a_case_stays_where_it_is() -> None:
    expression = parse_expression("CASE WHEN SQRT(a.x) > 2 THEN UPPER(b.w) ELSE w END")
    assert parts(expression) == {'SQRT("a.x") > 2': ("a.x",), 'UPPER(CAST("b.w" AS TEXT))': ("b.w",)}


@pytest.mark.parametrize("text", ["x + SIN(y)", "SIN(1) + y", "a.x", "1", "a.x + b.x * y", "SUM(SIN(a.x)) OVER ()"])
def test_there_may_be_no_part(text: str) -> None:
    assert parse_expression(text).parts == ()
