from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.expression import parse_expression, refusal

WRONG = {
    "lent_ on + 1": "unexpected 'on' (character 7)",
    "kept FROM loans": "unexpected 'FROM' (character 6)",
    "a, b": "unexpected ',' (character 2)",
    "round((a + 1, 2)": "the bracket '(' is not closed (character 6)",
    "round(a, 2))": "nothing is open that ')' could close (character 12)",
    "(a]": "nothing is open that ']' could close (character 3)",
    "a || 'abc": "a quotation mark is not closed (character 6)",
    "a || 'it''s' || \"b": "a quotation mark is not closed (character 17)",
    "a +": "something is missing at '+' (character 3)",
    "round()": "something is missing at ')' (character 7)",
    "substring(a, 2, 3, 4, 5)": "a function has too many arguments",
    "CASE WHEN a > 3 THEN 1": "CASE has no END",
    "IF a > 3 THEN 1 END": "'IF' without brackets (character 1)",
    "a > 3 ? 1 : 0": "'?' is no operator here (character 7)",
    "a > 3 && b < 9": "'&&' is no operator here (character 7)",
    "1 if a else 2": "conditions are not written as in Python (character 3)",
    "`a`": "names do not stand in backticks",
    "a # why": "expressions hold no comments",
    "(SELECT max(a) FROM t)": "an expression holds no query (SELECT)",
    "EXISTS(SELECT 1)": "an expression holds no query (SELECT)",
    "SELECT": "an expression holds no query (SELECT)",
    "a ILIKE 'b'": "'ILIKE' is not part of the expression language",
    "a & 1": "'&' is not part of the expression language",
    "[1, 2]": "'[1, 2]' is not part of the expression language",
    "CURRENT_DATE": "today changes from day to day",
    "DATE_DIFF(issued_on, paid)": "function 'date_diff' is not part of the expression language",
    "upper(a) + IF(b)": "something is missing at ')'",
    "lenght(a)": "function 'lenght' is not part of the expression language",
}


@pytest.mark.parametrize("text", WRONG)
def test_mistakes_are_told_in_plain_words(text: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PackError) as told:
        parse_expression(text, place="here")
    assert WRONG[text] in told.value.problem
    assert told.value.expected
    assert told.value.found == text
    assert "sqlglot" not in str(told.value)
    assert capfd.readouterr() == ("", "")


@given(st.text("ab1+-*/()[]{}'\"?#&|=<>,. \n", max_size=30))
def test_any_text_is_read_or_told_in_plain_words(text: str) -> None:
    told = ""
    try:
        parse_expression(text)
    except PackError as problem:
        told = str(problem).lower()
    assert not any(word in told for word in ("sqlglot", "token", "class '"))


@pytest.mark.parametrize(
    "text", ["a -- it's a comment", "a /* (no end */", "'?#`' || a", '"a?" + 1', "a[1]", "concat('(', a)"]
)
def test_what_is_quoted_or_a_comment_is_no_mistake(text: str) -> None:
    assert parse_expression(text).columns in (("a",), ("a?",))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("number + 'a'", "a whole number and a text cannot be reckoned together"),
        ("day + 3", "'+' takes no date and whole number"),
        ("day > 'abc'", "values of different types are compared"),
        ("day + INTERVAL '1 fortnight'", "the unit of an interval is not known"),
    ],
)
def test_types_that_do_not_go_together_are_told_in_plain_words(text: str, problem: str) -> None:
    frame = pl.DataFrame(schema={"number": pl.Int64(), "day": pl.Date()})
    with pytest.raises((pl.exceptions.PolarsError, pl.exceptions.PanicException)) as refused:
        frame.select(parse_expression(text).polars)
    told = refusal(refused.value, text=text, place="here")
    assert told.problem == problem
    assert told.expected
    assert "dtype" not in str(told)
