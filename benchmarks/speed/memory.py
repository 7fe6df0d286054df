"""What a run from the command line to Parquet files takes: memory of all its processes, CPU and wall."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from nonesuch.errors import SystemFault

__all__ = ["Run", "run", "tree_mb"]

_ROOT = Path(__file__).parents[2]
_EVERY_SECONDS = 0.05


@dataclass(frozen=True)
class Run:
    """One run of ``nonesuch generate``.

    Args:
        command: What was run, without the folder.
        rows: Rows of all tables.
        file_mb: Size of the files, MB.
        peak_mb: Greatest sum of the resident memory of all processes, MB; pages that they share count in each.
        cpu: CPU-seconds of all processes, start and imports included.
        wall: Seconds on the wall.
    """

    command: str
    rows: int
    file_mb: float
    peak_mb: float
    cpu: float
    wall: float


def run(roots: int, *, workers: int, seed: int) -> Run:
    """Run the pack ``fraud`` into a folder that is removed afterwards; Linux only.

    Args:
        roots: Customers.
        workers: Worker processes.
        seed: The seed.

    Returns:
        What it took.

    Raises:
        SystemFault: If the run fails.
    """
    wanted = ["generate", "fraud", "--size", f"customers={roots}", "--workers", str(workers), "--seed", str(seed)]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as told:
        command = [sys.executable, "-m", "nonesuch", *wanted, "--out", f"{folder}/run"]
        cpu, wall, peak = _children_seconds(), time.perf_counter(), 0.0
        process = subprocess.Popen(command, stdout=told, stderr=told, cwd=_ROOT)
        while process.poll() is None:
            peak = max(peak, tree_mb(process.pid))
            time.sleep(_EVERY_SECONDS)
        wall, cpu = time.perf_counter() - wall, _children_seconds() - cpu
        if process.returncode:
            told.seek(0)
            raise SystemFault("the run stopped", place=" ".join(wanted), found=told.read()[-2000:])
        files = [path for path in Path(folder).rglob("*.parquet") if "data" in path.parts]
        rows = sum(pq.ParquetFile(path).metadata.num_rows for path in files)
        size = sum(path.stat().st_size for path in files) / 1e6
    return Run("nonesuch " + " ".join(wanted), rows, size, peak, cpu, wall)


def tree_mb(pid: int) -> float:
    """Resident memory of a process and of all its descendants, MB; 0 for one that has ended.

    Args:
        pid: Number of the process.

    Returns:
        Sum, as ``/proc`` tells it.

    Example:
        >>> import os
        >>> 1 < tree_mb(os.getpid()) < 100_000
        True
    """
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1])
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = {child for task in tasks for child in (task / "children").read_text("utf-8").split()}
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * resource.getpagesize() / 1e6 + sum(tree_mb(int(child)) for child in children)


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
