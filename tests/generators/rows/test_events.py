from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from tests.packmaker import KEY, figures, flat_hours, frames_of, make_pack

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = {
    "kind": "events",
    "time": "at",
    "since": "DATE '2025-01-01'",
    "until": "DATE '2026-01-01'",
    "per_day": "0.1",
    "hours": "h.csv",
    "most": 4096,
}


def events(
    folder: Path, rows: int = 500, owner: dict[str, Any] | None = None, files: dict[str, str] | None = None, **rule: Any
) -> pl.DataFrame:
    specs: dict[str, Any] = {
        "owners": {"columns": {"owner_id": KEY, **(owner or {})}},
        "events": {
            "parent": "owners",
            "rows": {**EVENTS, **rule},
            "columns": {"event_id": KEY, "owner_id": {"kind": "reference", "table": "owners"}},
        },
    }
    return frames_of(make_pack(folder, specs, files={"h.csv": flat_hours(), **(files or {})}), rows=rows)["events"]


def share(frame: pl.DataFrame, condition: pl.Expr) -> float:
    return float(frame.select(condition.mean()).item())


def test_events_come_at_their_rate_and_inside_of_their_window(tmp_path: Path) -> None:
    frame = events(tmp_path)
    mean = 0.1 * 365
    assert abs(frame.height / 500 - mean) < 5 * (mean / 500) ** 0.5
    assert frame["at"].min() >= datetime(2025, 1, 1)  # type: ignore[operator]
    assert frame["at"].max() < datetime(2026, 1, 1)  # type: ignore[operator]
    counts = frame.group_by("owner_id").len()["len"].to_numpy()
    assert abs(counts.var() / counts.mean() - 1) < 0.35, "a Poisson process"


def test_events_of_an_owner_stand_in_order_of_time_and_have_their_own_keys(tmp_path: Path) -> None:
    frame = events(tmp_path)
    assert frame["event_id"].is_unique().all()
    assert frame["event_id"].is_sorted()
    assert frame.select((pl.col("at").diff().over("owner_id") >= pl.duration()).all()).item()
    assert ((frame["event_id"] - 1) // 4096 + 1).equals(frame["owner_id"], check_names=False)


def test_windows_and_rates_may_differ_by_owner(tmp_path: Path) -> None:
    frame = events(
        tmp_path,
        owner={"rate": "CASE WHEN owner_id % 2 = 0 THEN 0.3 ELSE 0.0 END", "since": "DATE '2025-03-01'"},
        since="since",
        until="CASE WHEN owner_id % 4 = 0 THEN DATE '2025-03-11' ELSE DATE '2025-02-01' END",
        per_day="rate",
        rows=2000,
    )
    assert set((frame["owner_id"] % 4).unique()) == {0}, "no rate, or no days: no events"
    assert abs(frame.height / 500 - 3.0) < 5 * (3.0 / 500) ** 0.5
    assert frame["at"].dt.date().is_between(date(2025, 3, 1), date(2025, 3, 10)).all()


def test_hours_weekdays_and_months_have_their_weights(tmp_path: Path) -> None:
    files = {
        "night.csv": figures("hour,weight", "2,1", "3,3"),
        "days.csv": figures("weekday,weight", *(f"{day},{9 if day == 6 else 1}" for day in range(1, 8))),
        "months.csv": figures("month,weight", *(f"{month},{2 if month == 12 else 1}" for month in range(1, 13))),
    }
    frame = events(tmp_path, files=files, hours="night.csv", weekday="days.csv", month="months.csv", per_day="0.3")
    total = frame.height
    for condition, expected in (
        (pl.col("at").dt.hour() == 3, 0.75),
        (pl.col("at").dt.weekday() == 6, 9 / 15),
        (pl.col("at").dt.month() == 12, 62 / (365 + 31)),
    ):
        assert abs(share(frame, condition) - expected) < 5 * (expected / total) ** 0.5 + 0.005
    assert frame["at"].dt.hour().unique().sort().to_list() == [2, 3]
    assert frame["at"].dt.minute().n_unique() == 60


def test_the_mean_rate_does_not_depend_on_the_profiles(tmp_path: Path) -> None:
    days = figures("weekday,weight", *(f"{day},{70 if day == 6 else 7}" for day in range(1, 8)))
    frame = events(tmp_path, files={"days.csv": days}, weekday="days.csv")
    assert abs(frame.height / 500 - 36.5) < 1.5


def test_hours_may_differ_by_owner(tmp_path: Path) -> None:
    hours = figures("shift,hour,weight", "day,12,1", "night,1,1", "night,2,1")
    owner = {"shift": {"kind": "category", "weights": {"day": 1, "night": 1}}}
    specs: dict[str, Any] = {
        "owners": {"columns": {"owner_id": KEY, **owner}},
        "events": {
            "parent": "owners",
            "rows": {**EVENTS, "hours": "s.csv", "hours_by": ["shift"]},
            "columns": {"event_id": KEY, "shift": "owners.shift"},
        },
    }
    frame = frames_of(make_pack(tmp_path, specs, files={"s.csv": hours}))["events"]
    assert set(frame.select("shift", pl.col("at").dt.hour()).unique().iter_rows()) == {
        ("day", 12), ("night", 1), ("night", 2),
    }  # fmt: skip


def test_bursts_keep_the_rate_and_bring_events_close_together(tmp_path: Path) -> None:
    plain = events(tmp_path, rows=1000)
    bursts = events(tmp_path, rows=1000, bursts={"mean": 3, "gap_minutes": 10})
    assert abs(bursts.height / plain.height - 1) < 0.05
    gaps = {
        name: frame.select((pl.col("at").diff().over("owner_id") < pl.duration(minutes=60)).mean()).item()
        for name, frame in (("plain", plain), ("bursts", bursts))
    }
    assert gaps["plain"] < 0.01
    assert abs(gaps["bursts"] - 2 / 3) < 0.03, "two of three events follow another in their burst"


@pytest.mark.parametrize("apart", [1, 600, 86_400])
def test_events_are_kept_apart(tmp_path: Path, apart: int) -> None:
    frame = events(tmp_path, per_day="0.5", apart_seconds=apart, bursts={"mean": 2, "gap_minutes": 1})
    gap = frame.select(pl.col("at").diff().over("owner_id").dt.total_seconds().min()).item()
    assert gap >= apart
    assert frame["at"].max() < datetime(2026, 1, 1)  # type: ignore[operator]


def test_there_are_as_many_events_as_the_least_and_the_most_allow(tmp_path: Path) -> None:
    few = events(tmp_path, per_day="0.001", least=2)
    assert few.group_by("owner_id").len()["len"].min() == 2
    assert few["owner_id"].n_unique() == 500
    many = events(tmp_path, per_day="1.0", most=7, rows=100)
    assert many.group_by("owner_id").len()["len"].unique().to_list() == [7]
    nothing = events(tmp_path, per_day="0.0", least=2, until="DATE '2024-01-01'")
    assert nothing.height == 0


def test_moments_are_spread_over_the_days(tmp_path: Path) -> None:
    days = events(tmp_path, per_day="0.3").select(pl.col("at").dt.ordinal_day())["at"].to_numpy()
    counts = np.bincount(days, minlength=366)[1:366]
    chi_square = ((counts - counts.mean()) ** 2 / counts.mean()).sum()
    assert abs(chi_square - 364) < 6 * (2 * 364) ** 0.5


def test_events_that_are_pushed_apart_show_no_pattern_with_a_spread(tmp_path: Path) -> None:
    crowded: dict[str, Any] = {"per_day": "40.0", "apart_seconds": 600}
    gap = pl.col("at").diff().over("owner_id").dt.total_seconds()
    plain = events(tmp_path, rows=4, **crowded).select(gap=gap).drop_nulls()["gap"]
    spread = events(tmp_path, rows=4, apart_spread_seconds=300, **crowded).select(gap=gap).drop_nulls()["gap"]
    assert plain.min() == 600
    assert (plain == 600).mean() > 0.05  # type: ignore[operator]
    assert spread.min() == 600
    assert spread.value_counts()["count"].max() / len(spread) < 0.005  # type: ignore[operator]
