from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker

TABLES: dict[str, Any] = {"t": {"id": "integer", "who": "string?", "at": "integer?", "x": "integer?", "@key": "id"}}
RULE = '[[rule]]\nid = "r"\nkind = "timeliness"\ntable = "t"\nsequence = "x > previous.x"\nper = "who"\norder = %s\n'
ROWS = st.lists(
    st.tuples(st.none() | st.sampled_from("ab"), st.none() | st.integers(0, 9), st.none() | st.integers(0, 3)),
    max_size=12,
)


def expected(frame: pl.DataFrame, *, by_time: bool) -> list[int]:
    """The keys of rows that break the rule, one row at a time."""
    rows = [row for row in frame.rows() if row[1] is not None and (row[2] is not None or not by_time)]
    rows = sorted(rows, key=lambda row: (row[1], row[2])) if by_time else sorted(rows, key=lambda row: row[1])
    pairs = pairwise(rows)
    return sorted(b[0] for a, b in pairs if a[1] == b[1] and a[3] is not None and b[3] is not None and not b[3] > a[3])


@given(rows=ROWS, by_time=st.booleans())
@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
def test_each_row_is_held_against_the_one_before(
    make_checker: Callable[..., Checker], rows: list[tuple[Any, ...]], *, by_time: bool
) -> None:
    checker = make_checker(TABLES, RULE % ('["at"]' if by_time else "[]"))
    schema = {"who": pl.String, "at": pl.Int64, "x": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("id")
    found = checker.check({"t": frame}).violations["row"].to_list()
    assert sorted(found) == expected(frame, by_time=by_time)


def test_the_order_of_rows_does_not_matter_where_an_order_is_named(
    shop_checker: Checker, shop_frames: dict[str, pl.DataFrame]
) -> None:
    visits = shop_frames["visits"].with_columns(
        pl.when(pl.col("visit_id") % 50 == 0).then(pl.col("visited_at").dt.offset_by("-20d")).otherwise("visited_at")
    )
    as_made = shop_checker.check({"visits": visits})["visits_apart"]
    shuffled = shop_checker.check({"visits": visits.sample(fraction=1, shuffle=True, seed=3)})["visits_apart"]
    assert as_made == shuffled


def test_the_order_of_the_contract_is_used_and_the_row_before_is_shown(make_checker: Callable[..., Checker]) -> None:
    rule = RULE.replace("order = %s\n", 'message = "{x} after {previous.x} of {who}"\n')
    checker = make_checker({"t": TABLES["t"] | {"@order": ["at"]}}, rule)
    frame = pl.DataFrame({"id": [1, 2, 3], "who": ["a", "b", "a"], "at": [2, 1, 1], "x": [5, 1, 7]})
    verdict = checker.check({"t": frame})
    assert (verdict["r"].checked, verdict["r"].violations) == (1, 1)
    assert verdict.violations["message"].to_list() == ["5 after 7 of a"]
    assert verdict.violations["key"].to_list() == ['{"id":1}']
