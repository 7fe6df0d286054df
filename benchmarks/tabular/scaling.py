"""How fit, sample, model size and memory grow with rows and columns; one line of JSON a size, CPU seconds throughout.

    python benchmarks/tabular/scaling.py rows 10000 100000 1000000 5000000
    python benchmarks/tabular/scaling.py columns 10 50 100 200

Every size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import polars as pl

from nonesuch.generators.synthesizers import fit


def table(rows: int, columns: int) -> pl.DataFrame:
    """A third numbers with spikes, a third skewed categories, a third chained to the column before."""
    rng = np.random.default_rng(1)
    made: dict[str, object] = {}
    last = rng.normal(size=rows)
    for place in range(columns):
        kind = place % 3
        if kind == 0:
            made[f"n{place}"] = np.where(rng.random(rows) < 0.3, 0.0, np.round(np.exp(0.5 * last), 2))
        elif kind == 1:
            made[f"c{place}"] = np.array([f"level {i}" for i in range(40)])[
                np.minimum(rng.geometric(0.2, rows) - 1, 39)
            ]
        else:
            last = 0.8 * last + 0.6 * rng.normal(size=rows)
            made[f"x{place}"] = np.rint(last * 20).astype(np.int64)
    return pl.DataFrame(made)


def measure(rows: int, columns: int) -> dict[str, float]:
    frame = table(rows, columns)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    model = fit("tree", frame, label=frame.columns[1])
    fitted = time.process_time()
    after_fit = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = frame.estimated_size() / 2**20
    del frame
    drawn = model.sample(rows, seed=1)
    sampled = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "m")
        stored = (Path(folder) / "m").stat().st_size / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "rows": rows, "columns": columns, "fit_cpu_s": round(fitted - start, 3),
        "sample_rows_per_cpu_s": round(drawn.height / (sampled - fitted)), "model_mb": round(stored, 2),
        "table_mb": round(size), "table_peak_mb": round(base), "fit_peak_mb": round(after_fit), "peak_mb": round(peak),
    }  # fmt: skip


if __name__ == "__main__":
    what, *sizes = sys.argv[1:]
    if what == "one":
        print(json.dumps(measure(int(sizes[0]), int(sizes[1]))))
    for size in sizes if what != "one" else ():
        pair = [size, "15"] if what == "rows" else ["20000", size]
        subprocess.run([sys.executable, __file__, "one", *pair], check=True)
