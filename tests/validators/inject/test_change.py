from __future__ import annotations

import polars as pl
import pytest

from nonesuch.validators.inject.change import overwrite

CODES = pl.Enum(["I10", "E11.9", "R05"])
OTHERS = pl.Enum(["E11.9", "Z76.0"])


@pytest.mark.parametrize(("new", "expected"), [("E11.9", ["I10", "E11.9"]), ("Z76.0", ["I10", "Z76.0"])])
def test_words_of_another_column_are_put_in(new: str, expected: list[str]) -> None:
    column, values = pl.Series(["I10", "R05"], dtype=CODES), pl.Series([new, new], dtype=OTHERS)
    changed = overwrite(column, values, pl.Series([False, True]))
    assert changed.cast(pl.String).to_list() == expected
    assert changed.dtype == (CODES if new in CODES.categories else pl.String())
