from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.errors import UsageError
from nonesuch.recipe import Output, Recipe
from nonesuch.run.runner import run

if TYPE_CHECKING:
    from collections.abc import Callable

SHOP = Path(__file__).parents[2] / "packs" / "shop"
SIZE = 5500


class Backwards(Executor):
    """Takes work in and does it in reverse order, when the first result is asked for."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self._waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._waiting.append((future, lambda: fn(*args, **kwargs)))
        if len(self._waiting) == self.expected:
            for waiting, task in reversed(self._waiting):
                waiting.set_result(task())
        return future


def recipe(file_format: Any = "parquet") -> Recipe:
    return Recipe(domain=str(SHOP), size={"customers": SIZE}, output=Output(format=file_format))


def sums(folder: Path) -> dict[str, str]:
    """Checksums of all files below a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "run"
    run(recipe(), folder, workers=1)
    return folder


@pytest.mark.parametrize("file_format", ["csv", "jsonl", "arrow"])
def test_the_order_of_work_changes_no_byte(tmp_path: Path, file_format: str) -> None:
    first = run(recipe(file_format), tmp_path / "first", workers=1)
    assert first.shards >= 3
    run(recipe(file_format), tmp_path / "second", executor=Backwards(first.shards))
    assert sums(tmp_path / "first") == sums(tmp_path / "second")


@pytest.mark.parametrize("workers", [2])
def test_processes_change_no_byte(tmp_path: Path, whole: Path, workers: int) -> None:
    run(recipe(), tmp_path / "run", workers=workers)
    assert sums(tmp_path / "run") == sums(whole)


@given(data=st.data())
@settings(max_examples=6, deadline=None)
def test_whatever_is_lost_is_made_again(whole: Path, data: st.DataObject) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place) / "run"
        _half_done(whole, folder)
        journal = (folder / "journal.jsonl").read_bytes()
        header = journal.index(b"\n") + 1
        (folder / "journal.jsonl").write_bytes(journal[: data.draw(st.integers(header, len(journal)), label="cut")])
        parts = sorted(folder.glob("data/*/*"))
        for path in data.draw(st.lists(st.sampled_from(parts), unique=True), label="lost"):
            path.unlink()
        for path in data.draw(st.lists(st.sampled_from(parts), unique=True, max_size=4), label="cut short"):
            path.write_bytes(path.read_bytes()[:100] if path.exists() else b"")
        run(recipe(), folder, workers=1)
        assert sums(folder) == sums(whole)


def _half_done(whole: Path, folder: Path) -> None:
    """The same run as if it had been killed before its manifest was written."""
    manifest = json.loads((whole / "manifest.json").read_text())
    journal = [{"run": manifest["run"]}]
    for path in whole.glob("data/*/*"):
        there = folder / path.relative_to(whole)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(path.read_bytes())
    files = [file | {"table": name} for name, table in manifest["tables"].items() for file in table["files"]]
    numbers = sorted({_number(file) for file in files if file["table"] == "customers"})
    for number in numbers:
        parts = [file for file in files if file["table"] != "products" and _number(file) == number]
        journal.append({"shard": number, "roots": 0, "parts": parts, "extra": {}})
    (folder / "journal.jsonl").write_text("".join(json.dumps(line) + "\n" for line in journal))


def _number(file: dict[str, Any]) -> int:
    return int(file["path"].rpartition("-")[2].split(".")[0])


def test_a_journal_that_was_being_begun_stands_in_nobodys_way(tmp_path: Path, whole: Path) -> None:
    (tmp_path / ".journal.jsonl.tmp").write_text('{"run"')
    run(recipe(), tmp_path, workers=1)
    assert sums(tmp_path) == sums(whole)


def test_a_run_killed_between_manifest_and_end_is_done(tmp_path: Path, whole: Path) -> None:
    run(recipe(), tmp_path, workers=1)
    (tmp_path / "journal.jsonl").write_text('{"run": "the same"}\n')
    assert run(recipe(), tmp_path).resumed > 0
    assert sums(tmp_path) == sums(whole)


def test_another_run_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("dear diary")
    with pytest.raises(UsageError, match="something else"):
        run(recipe(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


@pytest.mark.parametrize("lines", [1, 2])
def test_a_killed_command_goes_on_to_the_same_bytes(tmp_path: Path, whole: Path, lines: int) -> None:
    folder = tmp_path / "run"
    words = [sys.executable, "-m", "nonesuch", "generate", str(SHOP), "--size", f"customers={SIZE}"]
    command = [*words, "--out", str(folder), "--workers", "2"]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    journal = folder / "journal.jsonl"
    while killed.poll() is None and not (journal.exists() and journal.read_text().count("\n") >= lines):
        time.sleep(0.005)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    subprocess.run(command, check=True, capture_output=True)
    assert sums(folder) == sums(whole)
