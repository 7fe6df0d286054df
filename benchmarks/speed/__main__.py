"""``python -m benchmarks.speed``: let the generators race, print the ratios, write the page."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.speed.contestants import CONTESTANTS
from benchmarks.speed.memory import run
from benchmarks.speed.page import page, run_lines, task_lines
from benchmarks.speed.race import present, race
from nonesuch.errors import NonesuchError

_TASKS = sorted({one.task for one in CONTESTANTS}, key=["plain", "fraud", "medical"].index)


def main() -> int:
    """Run the race; returns 2 when something is wrong."""
    options = _options()
    try:
        _race(options)
    except NonesuchError as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def _race(options: argparse.Namespace) -> None:
    tasks, pythons = {}, {}
    for task in options.task or _TASKS:
        field = present([one for one in CONTESTANTS if one.task == task], options.peers)
        pythons.update({one.name: python for one, python in field})
        tasks[task] = list(race(field, rounds=options.rounds, seed=options.seed))
        print(f"\n{task}", *task_lines(tasks[task], pythons), sep="\n")
    runs = [run(customers, workers=2, seed=options.seed) for customers in options.customers]
    if runs:
        print("", *run_lines(runs), sep="\n")
    if options.page:
        told = page(tasks, runs, pythons=pythons, on=datetime.now(UTC).date(), seed=options.seed, rounds=options.rounds)
        options.page.write_text(told, "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--task", action="append", choices=_TASKS, help="a task; again for each; all if none")
    parser.add_argument("--peers", type=Path, help="folder of the peers' environments (python -m benchmarks.peers)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--customers", type=int, nargs="*", default=[6000, 60_000], help="sizes of the runs to Parquet; 175 rows each"
    )
    parser.add_argument("--page", type=Path, help="write the tables as Markdown, such as docs/speed.md")
    options = parser.parse_args()
    options.peers = options.peers and options.peers.resolve()
    return options


if __name__ == "__main__":
    sys.exit(main())
