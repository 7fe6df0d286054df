"""Runs that end in the middle: killed, interrupted, out of space. What they left is whole, and the next one goes on."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from shutil import copytree
from typing import TYPE_CHECKING, Any, get_args

import pytest

from nonesuch.errors import SystemFault, UsageError
from nonesuch.recipe import Format
from nonesuch.run.journal import Journal
from nonesuch.run.runner import run
from tests.runs import CHANCY, bytes_of, chancy, shop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nonesuch.recipe import Recipe

KILLED = 7_000  # people: seven shards, of which at least one is made and one is not when the kill comes


class Stopped(BaseException):
    """As if somebody pressed Ctrl-C."""


def stop_after(shards: int) -> Callable[[int, int, int], None]:
    """A progress function that ends a run when some shards are done."""
    left = iter(range(shards, -1, -1))

    def progress(*_: int) -> None:
        if next(left) == 1:
            raise Stopped

    return progress


def stopped(recipe: Recipe, folder: Path, *, shards: int) -> Path:
    """A run that ended after some shards."""
    with pytest.raises(Stopped):
        run(recipe, folder, progress=stop_after(shards))
    return folder


@pytest.mark.parametrize("workers", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_a_killed_run_goes_on_to_the_same_bytes(workers: int, tmp_path: Path) -> None:
    folder, recipe = tmp_path / "run", chancy(KILLED, "csv")
    command = [sys.executable, "-m", "nonesuch", "generate", str(CHANCY), "--size", f"people={KILLED}"]
    command += ["--format", "csv", "--out", str(folder), "--workers", str(workers)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        end = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < end and len(done_in(folder)) < 2:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
    left = done_in(folder)
    assert not (folder / "manifest.json").exists()
    assert 2 <= len(left) < 7
    assert all((folder / part["path"]).stat().st_size == part["bytes"] for entry in left for part in entry["parts"])
    report = run(recipe, folder, workers=1)
    assert report.resumed >= 2
    run(recipe, tmp_path / "whole", workers=1)
    assert bytes_of(folder) == bytes_of(tmp_path / "whole")


def done_in(folder: Path) -> list[dict[str, Any]]:
    journal = folder / "journal.jsonl"
    lines = journal.read_text("utf-8").split("\n")[1:-1] if journal.exists() else []
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("file_format", get_args(Format))
def test_an_interrupted_run_goes_on_to_the_same_bytes(file_format: Format, tmp_path: Path) -> None:
    recipe = chancy(1100, file_format, views=["note"])
    stopped(recipe, tmp_path / "run", shards=1)
    assert run(recipe, tmp_path / "run").resumed == 1
    run(recipe, tmp_path / "whole")
    assert bytes_of(tmp_path / "run") == bytes_of(tmp_path / "whole")


def test_defects_on_purpose_survive_an_interruption(tmp_path: Path) -> None:
    recipe = chancy(1100, "csv", inject={"low_below_high": 0.01, "notes.stars.maximum": 0.01})
    stopped(recipe, tmp_path / "run", shards=1)
    run(recipe, tmp_path / "run")
    run(recipe, tmp_path / "whole")
    assert bytes_of(tmp_path / "run") == bytes_of(tmp_path / "whole")


JOURNALS: dict[str, Callable[[bytes], bytes]] = {
    "its last line was cut off": lambda text: text[:-20],
    "it is empty": lambda _: b"",
    "it is no text": lambda _: b"\xff\xfe\0",
    "it is no JSON": lambda _: b"journal\n",
    "a line in the middle is no JSON": lambda text: text.replace(b'{"shard": 0', b"shard 0"),
    "an entry lacks its parts": lambda text: text.replace(b'"parts"', b'"parcels"'),
    "a part lies elsewhere": lambda text: text.replace(b'"data/', b'"../data/'),
    "a part has another size": lambda text: text.replace(b'"bytes": ', b'"bytes": 1'),
}


@pytest.mark.parametrize("name", JOURNALS)
def test_a_damaged_journal_is_refused_or_its_shards_are_made_again(name: str, tmp_path: Path) -> None:
    recipe, folder = chancy(40, "jsonl"), tmp_path / "run"
    journal = Journal(stopped(recipe, folder, shards=1)).path
    journal.write_bytes(JOURNALS[name](journal.read_bytes()))
    if "no " in name or "empty" in name or "lacks" in name:
        with pytest.raises(UsageError, match="holds another run"):
            run(recipe, folder)
    assert run(recipe, folder, overwrite=True).resumed == 0
    run(recipe, tmp_path / "whole")
    assert bytes_of(folder) == bytes_of(tmp_path / "whole")


def test_shards_whose_files_are_gone_are_made_again(tmp_path: Path) -> None:
    recipe, folder = chancy(1100), tmp_path / "run"
    stopped(recipe, folder, shards=2)
    (folder / "data" / "notes" / "part-00001.parquet").unlink()
    assert run(recipe, folder).resumed == 1
    run(recipe, tmp_path / "whole")
    assert bytes_of(folder) == bytes_of(tmp_path / "whole")


def test_a_stopped_run_is_refused_to_another_recipe(tmp_path: Path) -> None:
    folder = stopped(chancy(40), tmp_path / "run", shards=1)
    before = bytes_of(folder)
    with pytest.raises(UsageError, match="holds another run"):
        run(shop(5), folder)
    assert bytes_of(folder) == before


@contextmanager
def files_no_longer_than(limit: int) -> Iterator[None]:
    """The system refuses to make any file of this process longer, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("file_format", get_args(Format))
@pytest.mark.parametrize("limit", [0, 10_000])
def test_a_file_that_cannot_grow_ends_in_one_error_and_the_next_run_makes_it(
    file_format: Format, limit: int, tmp_path: Path
) -> None:
    folder, recipe = tmp_path / "run", chancy(300, file_format)
    with files_no_longer_than(limit), pytest.raises(SystemFault, match="cannot write") as caught:
        run(recipe, folder)
    assert caught.value.found == "File too large"
    assert str(folder) in str(caught.value.place)
    assert not folder.exists()
    run(recipe, folder)
    run(recipe, tmp_path / "whole")
    assert bytes_of(folder) == bytes_of(tmp_path / "whole")


def test_a_report_that_cannot_be_written_leaves_the_parts_for_the_next_run(tmp_path: Path) -> None:
    folder, recipe = tmp_path / "run", chancy(1, "csv", size={"places": 1}, check=False)
    run(recipe, tmp_path / "whole")
    whole = bytes_of(tmp_path / "whole")
    *others, longest = sorted(whole, key=lambda path: len(whole[path]))
    assert longest == "report.html"
    limit = max(len(whole[path]) for path in others)
    with files_no_longer_than(limit), pytest.raises(SystemFault, match="cannot write"):
        run(recipe, folder)
    assert bytes_of(folder).keys() ^ whole.keys() == {"manifest.json", "report.html", "journal.jsonl"}
    assert run(recipe, folder).resumed == 1
    assert bytes_of(folder) == whole


def test_parts_that_no_journal_tells_of_are_not_left(tmp_path: Path) -> None:
    folder, recipe = tmp_path / "run", chancy(1, "csv", size={"places": 1}, check=False)
    with files_no_longer_than(400), pytest.raises(SystemFault) as caught:
        run(recipe, folder)
    assert caught.value.place == str(folder / "journal.jsonl")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_keeps_finished_parts_and_the_next_run_goes_on(tmp_path: Path) -> None:
    disk, recipe = tmp_path / "disk", chancy(2200, "csv")
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("this machine mounts no disk")
    try:
        with pytest.raises(SystemFault, match="cannot write") as caught:
            run(recipe, disk / "run")
        assert caught.value.found == "No space left on device"
        assert caught.value.hint == "free some space and run the same command again: finished parts are kept"
        done = {part["path"] for entry in done_in(disk / "run") for part in entry["parts"]}
        shards = len(done_in(disk / "run"))
        assert shards in (1, 2)
        assert {*bytes_of(disk / "run")} == done | {"journal.jsonl"}
        subprocess.run(["mount", "-o", "remount,size=3M", str(disk)], check=True)
        assert run(recipe, disk / "run").resumed == shards
        copytree(disk / "run", tmp_path / "run")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    run(recipe, tmp_path / "whole")
    assert bytes_of(tmp_path / "run") == bytes_of(tmp_path / "whole")
