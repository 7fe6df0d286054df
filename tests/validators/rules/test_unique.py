from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nonesuch.validators.rules.unique import UniqueCheck

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker
    from nonesuch.validators.rules.check import Finding

TABLE: dict[str, Any] = {"t": {"a": "integer?", "b": "string?", "c": "boolean?"}}
CELLS = st.lists(
    st.tuples(st.none() | st.integers(0, 4), st.none() | st.sampled_from("xy"), st.none() | st.booleans()), max_size=12
)


def look(checker: Checker, frame: pl.DataFrame, columns: tuple[str, ...]) -> Finding:
    check = UniqueCheck(
        id="u", table="t", kind="field", dimension="accuracy", message="", cells=frozenset(), columns=columns
    )
    return check.look(checker.tables({"t": frame}), keep=9)


@given(rows=CELLS, columns=st.sampled_from([("a",), ("b",), ("a", "b"), ("b", "a", "c")]), ordered=st.booleans())
@settings(suppress_health_check=list(HealthCheck))
def test_the_second_and_later_rows_are_found(
    make_checker: Callable[..., Checker], rows: list[tuple[Any, ...]], columns: tuple[str, ...], *, ordered: bool
) -> None:
    checker = make_checker(TABLE)
    frame = pl.DataFrame(rows, schema={"a": pl.Int64, "b": pl.String, "c": pl.Boolean}, orient="row")
    frame = frame.sort("a", "b", "c") if ordered else frame
    seen: set[tuple[Any, ...]] = set()
    again = []
    for place, row in enumerate(frame.select(columns).rows()):
        if None not in row:
            again += [place] if row in seen else []
            seen.add(row)
    found = look(checker, frame, columns)
    assert found.rows.to_list() == again
    assert found.checked == frame.select(columns).drop_nulls().height


def test_rows_that_are_not_asked_do_not_count(make_checker: Callable[..., Checker]) -> None:
    rule = '[[rule]]\nid = "r"\nkind = "field"\ntable = "t"\nunique = "a"\nwhen = "c"'
    frame = pl.DataFrame({"a": [1, 1, 1, 2], "b": "", "c": [False, True, True, None]})
    verdict = make_checker(TABLE, rule).check({"t": frame})
    assert (verdict["r"].checked, verdict["r"].violations) == (2, 1)
    assert verdict.violations["row"].to_list() == [2]
