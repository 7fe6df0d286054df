"""Time one maker; run by the Python of the maker's environment, with the standard library alone.

Usage: stopwatch.py MAKER ROWS SEED

Prints JSON: rows made, CPU-seconds of the process, its threads and its children, seconds on the wall, and the greatest
resident memory in MB. The maker is warmed up first with a fiftieth of the rows; imports and warming up are not timed.
"""

from __future__ import annotations

import importlib.util
import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def main(path: Path, rows: int, seed: int) -> None:
    """Warm up, make, tell."""
    maker = _load(path)
    maker.make(max(rows // 50, 1), seed + 1)
    cpu, wall = _cpu_seconds(), time.perf_counter()
    made = maker.make(rows, seed)
    told = {"rows": made, "cpu": _cpu_seconds() - cpu, "wall": time.perf_counter() - wall}
    print(json.dumps({**told, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def _load(path: Path) -> ModuleType:
    sys.path.append(str(path.parents[3]))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
