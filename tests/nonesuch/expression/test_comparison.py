"""A date is not compared with a number, wherever expressions are read."""

from __future__ import annotations

import polars as pl
import pytest

from nonesuch.errors import PackError
from nonesuch.expression import check_compared, parse_expression

TYPES = {
    "born": pl.Date(), "seen": pl.Datetime("us"), "minutes": pl.Int64(), "paid": pl.Float64(), "name": pl.String(),
    "visits.seen": pl.Datetime("us"), "wait": pl.Duration("us"),
}  # fmt: skip


def check(text: str) -> None:
    expression = parse_expression(text, constants={"reference_date": "DATE '2026-01-01'"})
    check_compared(expression.comparisons, TYPES.__getitem__, text=text, place="x")


@pytest.mark.parametrize(
    "text",
    [
        "born > minutes", "5 < born", "born = -1", "name = 'x' AND (visits.seen) >= paid", "minutes < reference_date",
        "born BETWEEN DATE '2020-01-01' AND 7", "born IN (1, 2)", "born + INTERVAL '3 days' > minutes",
        "CASE WHEN seen <> minutes THEN 1 ELSE 0 END", "CAST(name AS DATE) > 3", "CAST(seen AS BIGINT) < born",
    ],
)  # fmt: skip
def test_a_moment_is_not_compared_with_a_number(text: str) -> None:
    with pytest.raises(
        PackError, match=r"\(a date\).* compared|a date and a number are compared|and a date are"
    ) as caught:
        check(text)
    assert caught.value.found == text


@pytest.mark.parametrize(
    "text",
    [
        "born > seen", "born <= reference_date", "minutes > paid", "minutes > 5", "CAST(born AS BIGINT) > minutes",
        "born BETWEEN DATE '2020-01-01' AND reference_date", "days_between(born, seen) > 3", "name = 'x'",
        "wait > wait", "EXTRACT(YEAR FROM born) > minutes", "born IS NULL", "born + INTERVAL '3 days' > seen",
    ],
)  # fmt: skip
def test_other_comparisons_are_taken(text: str) -> None:
    check(text)
