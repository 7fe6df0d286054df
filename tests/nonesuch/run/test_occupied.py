"""One run at a time in a folder, and none takes away what another has written."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import nonesuch
from nonesuch.errors import DataError, UsageError
from nonesuch.run.occupied import occupied
from nonesuch.run.runner import run
from tests.runs import bytes_of, shop

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys, pathlib
from nonesuch.run.occupied import occupied
with occupied(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_refused_and_takes_nothing_away(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        (folder / "data").mkdir()
        with pytest.raises(UsageError, match="another run is writing into the folder"):
            run(shop(50), folder)
        assert (folder / "data").is_dir()
        other.stdin.close()
    (folder / "data").rmdir()
    assert run(shop(50), folder).rows["customers"] == 50


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
    with occupied(folder):
        assert folder.is_dir()


def test_a_finished_run_whose_files_are_gone_is_not_believed(tmp_path: Path) -> None:
    folder, recipe = tmp_path / "run", shop(50)
    run(recipe, folder)
    before = bytes_of(folder)
    part = next((folder / "data" / "customers").iterdir())
    part.write_bytes(b"")
    with pytest.raises(UsageError, match="files of the run are missing or were changed") as caught:
        run(recipe, folder)
    assert str(part) in str(caught.value)
    run(recipe, folder, overwrite=True)
    assert bytes_of(folder) == before


def test_a_table_that_is_gone_is_missed_by_validation(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run(nonesuch.Recipe.model_validate({"domain": "medical", "size": {"patients": 20}}), folder)
    assert nonesuch.validate("medical", folder).ok
    next((folder / "data" / "vitals").iterdir()).unlink()
    with pytest.raises(DataError, match="a file of the run is missing"):
        nonesuch.validate("medical", folder)
