"""The speed table as a page of the documentation, and on a terminal."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.environments import commit, version_of
from benchmarks.speed.contestants import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from benchmarks.speed.contestants import Contestant
    from benchmarks.speed.memory import Run
    from benchmarks.speed.race import Result

__all__ = ["page", "run_lines", "task_lines"]

_TEMPLATE = Path(__file__).with_name("page.md")
_TITLES = {"plain": "A plain table of 12 columns", "fraud": "Payments with frauds", "medical": "Medical records"}


def page(
    tasks: Mapping[str, Sequence[Result]],
    runs: Sequence[Run],
    *,
    pythons: Mapping[str, Path],
    on: date,
    seed: int,
    rounds: int,
) -> str:
    """Write the page.

    Args:
        tasks: Results of each task.
        runs: Runs from the command line.
        pythons: Python of each contestant, by its name.
        on: The day of the race.
        seed: Seed of the first round.
        rounds: Number of rounds.

    Returns:
        Markdown.
    """
    sections = [
        "\n".join([f"## {_TITLES[task]}", "", *task_lines(results, pythons), ""]) for task, results in tasks.items()
    ]
    return _TEMPLATE.read_text("utf-8").format(
        on=on.isoformat(),
        seed=seed,
        rounds=rounds,
        commit=commit(),
        machine=_machine(),
        python=platform.python_version(),
        tasks="\n".join(sections),
        runs="\n".join(run_lines(runs)),
    )


def task_lines(results: Sequence[Result], pythons: Mapping[str, Path]) -> list[str]:
    """Table of a task: rates, and how many times as fast ours is."""
    ours = next(result for result in results if result.contestant.name == OURS)
    rows = []
    for result in results:
        rates = [lap.rate for lap in result.laps]
        spread = f"{_rate(result.rate)} ({_rate(min(rates))} to {_rate(max(rates))})"
        times = "1" if result is ours else f"{ours.times(result):.3g}"
        one = result.contestant
        name = f"{one.name} {_versions(one, pythons[one.name])}"
        rows.append([name, one.about, f"{result.laps[0].rows:,}", spread, times])
    return _table(["generator", "makes", "rows", "rows per CPU-second", "nonesuch is so many times as fast"], rows)


def run_lines(runs: Iterable[Run]) -> list[str]:
    """Table of the runs from the command line."""
    rows = [
        [
            f"`{run.command}`",
            f"{run.rows:,}",
            f"{run.file_mb:,.0f} MB",
            f"{run.peak_mb:,.0f} MB",
            f"{run.cpu:.1f} s",
            f"{run.wall:.1f} s",
            _rate(run.rows / run.cpu),
        ]
        for run in runs
    ]
    return _table(["command", "rows", "files", "peak memory", "CPU", "wall", "rows per CPU-second"], rows)


def _rate(rate: float) -> str:
    if rate >= 1e6:
        return f"{rate / 1e6:.2f} M"
    return f"{rate / 1e3:.0f} k" if rate >= 1e4 else f"{rate / 1e3:.1f} k"


def _versions(one: Contestant, python: Path) -> str:
    if one.packages:
        return ", ".join(version_of(name, python.parent) for name in one.versions)
    return ", ".join(version(name) for name in one.versions)


def _machine() -> str:
    told = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in told if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()} ({os.cpu_count()} cores, shared)"


def _table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    return ["| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rows]]
