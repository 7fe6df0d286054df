"""Compare ways to say a grammar: texts per CPU-second, each method in its own process.

    python benchmarks/text/run.py [--rows 1000000] [--rounds 3] [--peers PYTHON]

Peers (Jinja2, Faker, pytracery, plain Python) run with the python named for them, in an environment of their own:

    python -m venv peers && peers/bin/pip install jinja2 faker tracery

Slow methods say fewer texts. Not in the clock: imports, compiling, and for 'pyarrow join alone' the parts themselves.
Methods take turns, so that a busy machine slows all of them; compare ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
OURS = ("pyarrow join alone", "nonesuch weights", "nonesuch weights, spans", "nonesuch unique, spans")
PEERS = {
    "plain Python": 100_000, "plain Python unique, spans": 100_000, "Jinja2": 50_000, "Faker sentence": 20_000,
    "pytracery": 5_000,
}  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    options.add_argument("--one", help="run one method here and print its figures as JSON")
    given = options.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.rows)))
        return
    wanted = [(name, given.rows, sys.executable) for name in OURS]
    wanted += [(name, min(rows, given.rows), given.peers) for name, rows in PEERS.items()]
    best: dict[str, dict[str, float]] = {}
    for _ in range(given.rounds):
        for name, rows, python in wanted:
            figures = run(name, rows, python)
            if figures is not None and figures["rate"] > best.get(name, {"rate": 0.0})["rate"]:
                best[name] = figures
    base = best["nonesuch unique, spans"]["rate"]
    print(f"{'method':<28}{'texts':>10}{'texts per CPU-s':>17}{'MB per CPU-s':>14}{'of ours':>9}{'distinct':>10}")
    for name, found in best.items():
        print(
            f"{name:<28}{found['texts']:>10,.0f}{found['rate']:>17,.0f}{found['bytes'] * found['rate'] / 1e6:>14.1f}"
            f"{found['rate'] / base:>9.4f}{found['distinct']:>10.4f}"
        )


def run(name: str, rows: int, python: str) -> dict[str, float] | None:
    command = [python, str(HERE / "run.py"), "--one", name, "--rows", str(rows)]
    environment = os.environ | {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def measure(name: str, rows: int) -> dict[str, float]:
    sys.path.insert(0, str(HERE))
    from methods import METHODS, parts_of  # noqa: PLC0415 - each method has its own environment
    from records import make  # noqa: PLC0415

    symbols = tomllib.loads((HERE / "grammar" / "en_US" / "support.toml").read_text("utf-8"))["symbols"]
    records = make(rows)
    few = {column: values[:1000] for column, values in records.items()}
    if name in OURS:
        import polars as pl  # noqa: PLC0415 - only here

        frames = [pl.DataFrame(columns) for columns in (few, records)]
        few, records = ({"frame": frame, "parts": parts_of(frame) if "join" in name else None} for frame in frames)
    method = METHODS[name]()
    method(symbols, few)
    best, made = 1e9, None
    for _ in range(3):
        made = None
        start = time.process_time()
        made = method(symbols, records)
        best = min(best, time.process_time() - start)
    texts = made[0] if isinstance(made, tuple) else made
    said = [str(one[0] if isinstance(one, tuple) else one) for one in texts]
    size = sum(len(one.encode()) for one in said) / rows
    return {"texts": rows, "rate": rows / best, "bytes": size, "distinct": len(set(said)) / rows}


if __name__ == "__main__":
    main()
