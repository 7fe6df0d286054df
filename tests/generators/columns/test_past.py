from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.batch import Batch
from nonesuch.generators.columns.past import PastSpec
from nonesuch.generators.columns.previous import PreviousSpec
from tests.packmaker import KEY, flat_hours, frames_of, make_pack

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.generators.columns.base import Binding

ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 400), st.none() | st.integers(-50, 50), st.sampled_from("ab")),
    max_size=30,
).map(lambda rows: sorted(rows, key=lambda row: row[:2]))
SPECS: list[dict[str, Any]] = [
    {},
    {"same": "kind"},
    {"time": "at", "seconds": 100},
    {"time": "at", "seconds": 100, "same": "kind"},
    {"measure": "sum", "of": "value"},
    {"measure": "mean", "of": "value", "time": "at", "seconds": 60},
    {"measure": "mean", "of": "value", "same": "kind"},
]


class Types:
    """What a binding says of the columns."""

    place = "here"

    @staticmethod
    def type_of(name: str) -> pl.DataType:
        return {"at": pl.Datetime("us"), "value": pl.Int64(), "kind": pl.String(), "share": pl.Float64()}[name]


def batch(rows: list[Any]) -> Batch:
    owner = np.array([row[0] for row in rows], dtype=np.int64)
    ordinal = np.array([int((owner[:i] == who).sum()) for i, who in enumerate(owner)], dtype=np.int32)
    made = Batch("rows", len(rows), owner.astype(np.int32), ordinal, np.arange(len(rows)))
    made.columns = {
        "at": pl.Series([row[1] * 1_000_000 for row in rows], dtype=pl.Int64).cast(pl.Datetime("us")),
        "value": pl.Series([row[2] for row in rows], dtype=pl.Int64),
        "kind": pl.Series([row[3] for row in rows], dtype=pl.String),
    }
    return made


def column(spec: PastSpec | PreviousSpec, rows: list[Any]) -> list[Any]:
    binding: Binding = Types()  # type: ignore[assignment]
    return spec.bind(binding).sample(batch(rows), np.random.default_rng(0)).to_list()


def expected(spec: PastSpec, rows: list[Any], place: int) -> float | None:
    who, when, _, kind = rows[place]
    before = [
        value
        for other, moment, value, said in rows[:place]
        if other == who
        and (spec.seconds is None or when - moment <= spec.seconds)
        and (spec.same is None or said == kind)
    ]
    known = [value for value in before if value is not None]
    if spec.measure == "count":
        return len(before)
    if spec.measure == "sum":
        return sum(known)
    return sum(known) / len(known) if known else None


@given(ROWS, st.sampled_from(SPECS))
def test_the_past_is_what_came_before(rows: list[Any], said: dict[str, Any]) -> None:
    spec = PastSpec(**said)
    assert column(spec, rows) == [expected(spec, rows, place) for place in range(len(rows))]


@given(ROWS, st.sampled_from(SPECS), st.integers(0, 30))
def test_what_comes_later_changes_nothing(rows: list[Any], said: dict[str, Any], cut: int) -> None:
    assert column(PastSpec(**said), rows[:cut]) == column(PastSpec(**said), rows)[:cut]


@given(ROWS)
def test_the_last_known_value_is_that_of_an_earlier_row(rows: list[Any]) -> None:
    known = [
        next((value for other, _, value, _ in reversed(rows[:place]) if other == who and value is not None), None)
        for place, (who, *_) in enumerate(rows)
    ]
    assert column(PreviousSpec(of="value", known=True), rows) == known


def test_a_pack_counts_the_events_of_the_last_day(tmp_path: Path) -> None:
    rows = {"kind": "events", "time": "at", "since": "DATE '2025-01-01'", "until": "DATE '2026-01-01'",
            "per_day": "1.5", "hours": "h.csv", "most": 4096}  # fmt: skip
    counted = {"kind": "past", "time": "at", "seconds": 86_400}
    columns = {"event_id": KEY, "owner": "owners.owner_id", "day": counted}
    specs: dict[str, Any] = {
        "owners": {"columns": {"owner_id": KEY}},
        "events": {"parent": "owners", "rows": rows, "columns": columns},
    }
    frame = frames_of(make_pack(tmp_path, specs, files={"h.csv": flat_hours()}), rows=20)["events"].to_pandas()
    ones = frame.assign(one=1.0).set_index("at").groupby("owner")["one"]
    rolled = ones.rolling("86400s", closed="left").sum().fillna(0).to_numpy()
    assert np.array_equal(rolled, frame["day"].to_numpy())


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"measure": "sum"}, "does not go with of"),
        ({"of": "value"}, "does not go with of"),
        ({"seconds": 60}, "a time and a length"),
        ({"time": "at"}, "a time and a length"),
        ({"measure": "sum", "of": "share"}, "only whole numbers"),
        ({"time": "kind", "seconds": 60}, "one of moments"),
    ],
)
def test_what_cannot_be_summed_up_is_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        column(PastSpec(**said), [])


def test_rows_out_of_order_are_refused() -> None:
    with pytest.raises(PackError, match="not in order of time"):
        column(PastSpec(time="at", seconds=60), [(0, 9, 1, "a"), (0, 5, 1, "a")])


def test_only_one_row_back_is_the_last_known() -> None:
    with pytest.raises(ValueError, match="last known value"):
        PreviousSpec(of="value", rows=2, known=True)
