from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.speed.contestants import CONTESTANTS, OURS
from benchmarks.speed.race import Lap, Result, present, race
from nonesuch.errors import SystemFault

_ARRAYS = next(one for one in CONTESTANTS if one.maker == "plain_arrays")
_FAKER = next(one for one in CONTESTANTS if one.maker == "plain_faker")


def _laps(*cpu: float) -> tuple[Lap, ...]:
    return tuple(Lap(rows=120, cpu=seconds, wall=1.0, peak_mb=50.0) for seconds in cpu)


def test_a_round_that_is_slow_for_both_leaves_the_ratio_alone() -> None:
    fast, slow = Result(_ARRAYS, _laps(1, 10, 1)), Result(_FAKER, _laps(3, 30, 3))
    assert fast.times(slow) == pytest.approx(3.0)
    assert fast.rate == pytest.approx(120.0)


def test_every_maker_exists_and_every_task_has_us_and_the_limit() -> None:
    assert [one.maker for one in CONTESTANTS if not one.path.exists()] == []
    for task in {one.task for one in CONTESTANTS}:
        names = [one.name for one in CONTESTANTS if one.task == task]
        assert {OURS, "numpy + pyarrow"} <= set(names)
        assert len(names) == len(set(names)), "laps are kept by name"


def test_peers_that_are_not_installed_stay_away(tmp_path: Path) -> None:
    names = {one.name for one, _ in present(CONTESTANTS, tmp_path)}
    assert names == {one.name for one in CONTESTANTS if not one.packages}


def test_contestants_make_the_rows_they_are_asked_for_each_in_a_process_of_its_own() -> None:
    small = [replace(one, rows=rows) for one, rows in ((_ARRAYS, 5000), (_FAKER, 200))]
    results = list(race([(one, Path(sys.executable)) for one in small], rounds=2, seed=1))
    assert [[lap.rows for lap in result.laps] for result in results] == [[5000, 5000], [200, 200]]
    assert all(lap.cpu > 0 and lap.peak_mb > 10 for result in results for lap in result.laps)


@pytest.mark.parametrize(("domain", "maker"), [("fraud", "fraud_arrays"), ("medical", "medical_arrays")])
def test_bare_columns_are_as_many_rows_as_the_pack_makes(domain: str, maker: str) -> None:
    bare = next(one for one in CONTESTANTS if one.maker == maker)
    ours = next(one for one in CONTESTANTS if one.task == domain and one.name == OURS)
    field = [(replace(one, rows=600), Path(sys.executable)) for one in (bare, ours)]
    limit, made = (result.laps[0].rows for result in race(field, rounds=1, seed=1))
    assert limit == pytest.approx(made, rel=0.15)


def test_a_maker_that_stops_is_told() -> None:
    with pytest.raises(SystemFault, match="a maker stopped"):
        list(race([(replace(_ARRAYS, rows=-50), Path(sys.executable))], rounds=1, seed=1))
