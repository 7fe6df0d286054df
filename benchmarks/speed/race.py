"""The race: every contestant in a process of its own, in turn, there and back again, round after round."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.environments import programs_of
from nonesuch.errors import SystemFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.speed.contestants import Contestant

__all__ = ["Lap", "Result", "present", "race"]

_STOPWATCH = Path(__file__).with_name("stopwatch.py")
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Lap:
    """One measurement.

    Args:
        rows: Rows made.
        cpu: CPU-seconds, all threads and children.
        wall: Seconds on the wall.
        peak_mb: Greatest resident memory, MB.
    """

    rows: int
    cpu: float
    wall: float
    peak_mb: float

    @property
    def rate(self) -> float:
        """Rows a CPU-second."""
        return self.rows / self.cpu


@dataclass(frozen=True)
class Result:
    """All laps of a contestant.

    Args:
        contestant: Who.
        laps: One a round, in order.

    Example:
        >>> from benchmarks.speed.contestants import CONTESTANTS
        >>> laps = [Lap(rows=100, cpu=cpu, wall=1.0, peak_mb=50.0) for cpu in (1.0, 2.0, 4.0)]
        >>> Result(CONTESTANTS[0], tuple(laps)).rate
        50.0
    """

    contestant: Contestant
    laps: tuple[Lap, ...]

    @property
    def rate(self) -> float:
        """Rows a CPU-second, median over rounds."""
        return median(lap.rate for lap in self.laps)

    def times(self, other: Result) -> float:
        """How many times as fast as another: the median of the rounds' ratios, so that a slow round counts for both."""
        return median(mine.rate / its.rate for mine, its in zip(self.laps, other.laps, strict=True))


def present(contestants: Sequence[Contestant], peers: Path | None) -> list[tuple[Contestant, Path]]:
    """Contestants that are installed, each with the Python that runs it.

    Args:
        contestants: Who wants to race.
        peers: Folder of the peers' environments.

    Returns:
        Pairs; ours run with this Python.
    """
    found = []
    for one in contestants:
        programs = programs_of(one.name, peers) if one.packages else Path(sys.executable).parent
        if programs:
            found.append((one, programs / "python"))
    return found


def race(field: Sequence[tuple[Contestant, Path]], *, rounds: int, seed: int) -> Iterator[Result]:
    """Run all contestants of a task.

    Args:
        field: Contestants, each with its Python.
        rounds: How often; every second round goes backwards.
        seed: Seed of the first round; each round has another.

    Yields:
        A result for each contestant, in their order.

    Raises:
        SystemFault: If a maker stops with an error.
    """
    laps: dict[str, list[Lap]] = {one.name: [] for one, _ in field}
    for number in range(rounds):
        for one, python in field if number % 2 == 0 else reversed(field):
            laps[one.name].append(_lap(one, python, seed + number))
    for one, _ in field:
        yield Result(one, tuple(laps[one.name]))


def _lap(contestant: Contestant, python: Path, seed: int) -> Lap:
    command = [str(python), str(_STOPWATCH), str(contestant.path), str(contestant.rows), str(seed)]
    alone = {**os.environ, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=alone, cwd=_ROOT)
    if done.returncode:
        raise SystemFault("a maker stopped", place=contestant.maker, found=done.stderr[-2000:])
    return Lap(**json.loads(done.stdout.splitlines()[-1]))
