from __future__ import annotations

import os
import subprocess
import sys

import pytest

from benchmarks.speed import memory
from nonesuch.errors import SystemFault

_HOLD = "import sys; kept = bytearray(80_000_000); print(flush=True); sys.stdin.read()"


def test_the_memory_of_children_is_counted() -> None:
    before = memory.tree_mb(os.getpid())
    with subprocess.Popen([sys.executable, "-c", _HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert memory.tree_mb(os.getpid()) > before + 80
        child.communicate()
    assert memory.tree_mb(child.pid) == 0


def test_a_run_tells_its_rows_files_and_memory() -> None:
    told = memory.run(40, workers=1, seed=1)
    assert told.rows > 3000
    assert 0 < told.file_mb < 10
    assert 50 < told.peak_mb < 2000
    assert told.cpu > 0.2


def test_a_run_that_fails_is_told() -> None:
    with pytest.raises(SystemFault, match="the run stopped"):
        memory.run(-1, workers=1, seed=1)
