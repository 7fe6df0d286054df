"""Compare ways to hold 1,000,000 rows of 12 columns against 12 rules: rows per CPU-second, each run in its own process.

    python benchmarks/validation/run.py [--rows 1000000] [--rounds 5] [--python METHOD=PATH ...]

A peer that is not installed here runs in the environment whose python is named for it. Methods take turns, so that
a busy machine slows all of them; compare ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
METHODS = ("polars_by_hand", "nonesuch", "pandera", "polars_by_window")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--python", action="append", default=[], metavar="METHOD=PATH")
    options.add_argument("--one", help="run one method here and print its figures as JSON")
    given = options.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.rows)))
        return
    pythons = dict(entry.split("=", 1) for entry in given.python)
    best: dict[str, dict[str, object]] = {}
    for _ in range(given.rounds):
        for method in METHODS:
            figures = run(method, given.rows, pythons.get(method, sys.executable))
            if figures is not None and figures["cpu"] < best.get(method, figures | {"cpu": 1e9})["cpu"]:
                best[method] = figures
    base = best["polars_by_hand"]["cpu"]
    print(f"{'method':<18}{'rows per CPU-s':>16}{'CPU-s':>9}{'times by hand':>15}{'rules found':>13}")
    for method, figures in best.items():
        cpu, rules = figures["cpu"], len(figures["counts"])
        print(f"{method:<18}{given.rows / cpu:>16,.0f}{cpu:>9.3f}{cpu / base:>15.2f}{rules:>13}")
    differing = {name: best[name]["counts"] for name in ("polars_by_hand", "nonesuch")}
    print("nonesuch and polars by hand count alike:", differing["polars_by_hand"] == differing["nonesuch"])


def run(method: str, rows: int, python: str) -> dict[str, object] | None:
    command = [python, str(HERE / "run.py"), "--one", method, "--rows", str(rows)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"POLARS_MAX_THREADS": "1"}
    )
    if done.returncode:
        print(f"{method}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def measure(method: str, rows: int) -> dict[str, object]:
    sys.path.insert(0, str(HERE))
    from data import make  # noqa: PLC0415 - each method has its own environment
    from methods import METHODS as ALL  # noqa: PLC0415 - each method has its own environment

    frames = make(rows)
    ALL[method]({name: frame.head(1000) for name, frame in frames.items()})  # imports are paid before the clock
    best, counts = 1e9, {}
    for _ in range(3):
        start = time.process_time()
        counts = ALL[method](frames)
        best = min(best, time.process_time() - start)
    return {"cpu": best, "counts": dict(sorted(counts.items()))}


if __name__ == "__main__":
    main()
