from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from benchmarks.speed.contestants import CONTESTANTS
from benchmarks.speed.memory import Run
from benchmarks.speed.page import page, task_lines
from benchmarks.speed.race import Lap, Result

_OURS, _LIMIT = (next(one for one in CONTESTANTS if one.maker == maker) for maker in ("plain_nonesuch", "plain_arrays"))
_RESULTS = [
    Result(one, tuple(Lap(rows=1_000_000, cpu=seconds * share, wall=1.0, peak_mb=9.0) for share in (1, 2, 4)))
    for one, seconds in ((_OURS, 0.25), (_LIMIT, 0.125))
]
_PYTHONS = {one.name: Path(sys.executable) for one in (_OURS, _LIMIT)}


def test_a_row_tells_median_spread_and_ratio() -> None:
    _, _, ours, limit = task_lines(_RESULTS, _PYTHONS)
    assert "| 1,000,000 | 2.00 M (1.00 M to 4.00 M) | 1 |" in ours
    assert "| 4.00 M (2.00 M to 8.00 M) | 0.5 |" in limit


def test_the_page_holds_tasks_and_runs() -> None:
    run = Run("nonesuch generate fraud", rows=10_000_000, file_mb=140.0, peak_mb=700.0, cpu=12.5, wall=9.0)
    told = page({"plain": _RESULTS}, [run], pythons=_PYTHONS, on=date(2026, 1, 2), seed=7, rounds=3)
    assert "Made on 2026-01-02 at commit" in told
    assert "with seed 7" in told
    assert "## A plain table of 12 columns" in told
    assert "| `nonesuch generate fraud` | 10,000,000 | 140 MB | 700 MB | 12.5 s | 9.0 s | 800 k |" in told
    assert "{" not in told
