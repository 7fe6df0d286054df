from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from nonesuch.expression import parse_expression


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2026, 1, 1), date(2026, 3, 1), date(1999, 12, 31)])
def test_years_are_added_to_a_constant_as_to_a_column(day: date) -> None:
    frame = pl.DataFrame({"day": [day] * 400, "n": range(-200, 200)})
    constants = {"reference_date": f"DATE '{day}'"}
    fixed = parse_expression("add_years(reference_date, n)", constants=constants)
    found = frame.select(fixed=fixed.polars, read=parse_expression("add_years(day, n)").polars)
    assert found["fixed"].to_list() == found["read"].to_list()


def test_a_constant_that_is_no_day_is_refused_when_it_is_computed() -> None:
    wrong = parse_expression("add_years(DATE '2026-02-30', n)")
    with pytest.raises(pl.exceptions.PolarsError):
        pl.DataFrame({"n": [1]}).select(x=wrong.polars)
