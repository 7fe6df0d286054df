"""Command lines and files that are wrong: one error of a screen, exit code 2, nothing left behind."""

from __future__ import annotations

import json
import os
from shutil import copytree
from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.cli import main
from nonesuch.recipe import Output, Recipe
from nonesuch.run.runner import run
from tests.runs import TEMPLATE, bytes_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACK = str(TEMPLATE)
GENERATE = ["generate", PACK, "--out", "new"]


def ends(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[object, str, str]:
    """Exit code, standard output and standard error of a command line."""
    with pytest.raises(SystemExit) as stop:
        main(words)
    told = capsys.readouterr()
    return stop.value.code, told.out, told.err


OPTIONS: dict[str, tuple[list[str], str]] = {
    "no command": (["frobnicate"], "frobnicate"),
    "no domain": (["generate"], "DOMAIN"),
    "an unknown domain": (["generate", "medicol", "--out", "new"], "did you mean 'medical'?"),
    "an unknown option": ([*GENERATE, "--sise", "3"], "--sise"),
    "an unknown format": ([*GENERATE, "--format", "xlsx"], "where:    --format"),
    "a size without a number": ([*GENERATE, "--size", "readers"], "where:    --size"),
    "a size without a table": ([*GENERATE, "--size", "=5"], "where:    --size"),
    "a size below 0": ([*GENERATE, "--size", "readers=-5"], "where:    --size"),
    "a size in another notation": ([*GENERATE, "--size", "readers=1e3"], "where:    --size"),
    "a size in other digits": ([*GENERATE, "--size", "readers=²"], "where:    --size"),
    "a size of 5,000 digits": ([*GENERATE, "--size", "readers=" + "9" * 5000], "where:    --size"),
    "a size of 19 digits": ([*GENERATE, "--size", f"readers={10**18}"], "where:    size.readers"),
    "a size that no disk holds": ([*GENERATE, "--size", f"readers={2**40}"], "do not fit onto the disk"),
    "a seed that is a word": ([*GENERATE, "--seed", "x"], "--seed"),
    "no workers": ([*GENERATE, "--workers", "0"], "--workers"),
    "a day that is none": ([*GENERATE, "--reference-date", "2026-13-01"], "where:    --reference-date"),
    "a target without parts": ([*GENERATE, "--target", "x=1"], "where:    --target"),
    "a target that is a word": ([*GENERATE, "--target", "books.genre.crime=abc"], "targets.books.genre.crime"),
    "a value without parts": ([*GENERATE, "--given", "x=1"], "where:    --given"),
    "a value of lists without end": ([*GENERATE, "--given", "books.pages=" + "[" * 9999], "given.books.pages"),
    "a scenario that is a word": ([*GENERATE, "--scenario", "x=y"], "scenarios.x"),
    "defects that are a word": ([*GENERATE, "--inject", "x=y"], "inject.x"),
    "defects of no rule": ([*GENERATE, "--inject", "x=0.5"], "unknown rule 'x'"),
    "defects without checks": ([*GENERATE, "--inject", "x=0.5", "--no-check"], "no rule to break"),
    "a folder that is a file": (["generate", PACK, "--out", "file"], "where:    file"),
    "a folder below a file": (["generate", PACK, "--out", "file/new"], "where: file/new"),
    "a folder that is a device": (["generate", PACK, "--out", "/dev/full"], "where:    /dev/full"),
    "a folder that cannot be": (["generate", PACK, "--out", "/proc/new"], "where: /proc/new"),
    "a folder in a circle": (["generate", PACK, "--out", "circle"], "where: circle"),
    "a folder of somebody else": (["generate", PACK, "--out", "mine"], "holds something else"),
    "a folder of 5,000 letters": (["generate", PACK, "--out", "x" * 5000], "cannot be used"),
    "a folder with a null character": (["generate", PACK, "--out", "a\0b"], "--out"),
    "a recipe that is not there": (["generate", "no.toml"], "where:    no.toml"),
    "a recipe that is a folder": (["generate", "folder.toml"], "where:    folder.toml"),
    "a terminal's commands": (["generate", "\x1b[2J\x1b]0;x\x07"], r"'\x1b[2J\x1b]0;x\x07'"),
    "markup": (["generate", "[red]x[/red]"], "[red]x[/red]"),
    "show of nothing": (["show", "nope"], "unknown domain"),
    "show of no table": (["show", PACK, "--table", "nope"], "unknown table 'nope'"),
    "show of a folder": (["show", "mine/"], "no pack lies there"),
    "schema of no table": (["schema", PACK, "book"], "did you mean 'books'?"),
    "schema to a file": (["schema", PACK, "--out", "file"], "where: file"),
    "new with a path": (["new", "../x"], "no name of a domain"),
    "new with a line": (["new", "x\n"], "no name of a domain"),
    "new over a folder": (["new", "mine"], "exists already"),
    "new below a file": (["new", "x", "--out", "file"], "where: file/x"),
    "new where nothing can be": (["new", "x", "--out", "/proc"], "where: /proc/x"),
    "check of nothing": (["check", "/nope"], "no pack lies there"),
    "check of no rows": (["check", PACK, "--rows", "0"], "--rows"),
    "validate nothing": (["validate", PACK, "nope"], "where:    nope"),
    "validate for nobody": (["validate", "nope", "mine"], "unknown domain"),
    "validate an empty folder": (["validate", PACK, "empty"], "holds no table"),
    "validate a name of 5,000 letters": (["validate", PACK, "x" * 5000], "no file can have this name"),
    "validate a circle": (["validate", PACK, "circle"], "where:    circle"),
    "validate a pipe": (["validate", PACK, "pipe.csv"], "where:    pipe.csv"),
    "validate a device": (["validate", PACK, "/dev/zero"], "where:    /dev/zero"),
    "validate on no day": (["validate", PACK, "mine", "--reference-date", "junk"], "where:    --reference-date"),
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "file").write_text("x", "utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x", "utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "circle").symlink_to("circle")
    os.mkfifo(tmp_path / "pipe.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", OPTIONS)
def test_a_command_line_that_is_wrong_ends_with_2_and_leaves_nothing(
    name: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(here.rglob("*"))
    words, told = OPTIONS[name]
    code, out, err = ends(words, capsys)
    assert (code, out) == (2, "")
    assert told in err
    assert_one_error(err)
    assert sorted(here.rglob("*")) == before


def assert_one_error(text: str) -> None:
    assert "Traceback" not in text
    assert len(text.splitlines()) <= 10
    assert len(text) < 2500
    assert all(c.isprintable() or c == "\n" for c in text)


HEADER = b"book_id,genre,pages\n"
FILES: dict[str, tuple[str, bytes, str]] = {
    "a table that nobody knows": ("bookes.csv", HEADER, "did you mean 'books'?"),
    "a spreadsheet": ("books.xlsx", b"PK", "cannot be read"),
    "no ending": ("books", b"x", "cannot be read"),
    "another encoding": ("books.csv", HEADER + b"1,caf\xe9,100\n", "cannot be read"),
    "too many cells": ("books.csv", HEADER + b"1,crime,100,5,6\n", "cannot be read"),
    "an open quote": ("books.csv", HEADER + b'1,"crime,100\n', "cannot be read"),
    "no Parquet": ("books.parquet", b"junk", "cannot be read"),
    "an empty Parquet file": ("books.parquet", b"", "cannot be read"),
    "no Arrow": ("books.arrow", b"ARROW1junk", "cannot be read"),
    "no JSON": ("books.jsonl", b"junk\n", "cannot be read"),
    "lists for records": ("books.jsonl", b"[1, 2]\n", "cannot be read"),
    "records without end": ("books.jsonl", b'{"a":' + b"[" * 9999 + b"]" * 9999 + b"}\n", "cannot be read"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_judged_ends_with_2(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, content, told = FILES[name]
    (tmp_path / file).write_bytes(content)
    code, out, err = ends(["validate", PACK, str(tmp_path / file)], capsys)
    assert (code, out) == (2, "")
    assert told in err
    assert_one_error(err)


JUDGED: dict[str, tuple[bytes, int]] = {
    "as it should be": (HEADER + b"1,crime,100\n", 0),
    "a byte order mark": (b"\xef\xbb\xbf" + HEADER + b"1,crime,100\n", 0),
    "Windows line ends": (b"book_id,genre,pages\r\n1,crime,100\r\n", 0),
    "no rows": (HEADER, 0),
    "nothing": (b"", 0),
    "a null character": (HEADER + b"1,cri\0me,100\n", 1),
    "a column twice": (b"book_id,book_id,pages\n1,1,100\n", 1),
    "numbers beyond all numbers": (HEADER + b"99999999999999999999999999,crime,1e400\n", 1),
    "no numbers": (HEADER + b"nan,crime,inf\n", 1),
    "a formula": (HEADER + b"=1+1,crime,100\n", 1),
    "a key twice": (HEADER + b"1,crime,100\n1,crime,100\n", 1),
    "a terminal's commands": (HEADER + b"1,\x1b[2J,100\n", 1),
    "markup": (HEADER + b"1,[red]x[/nothing],100\n", 1),
}


@pytest.mark.parametrize("name", JUDGED)
def test_strange_data_are_judged(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, wanted = JUDGED[name]
    (tmp_path / "books.csv").write_bytes(content)
    code, out, err = ends(["validate", PACK, str(tmp_path / "books.csv")], capsys)
    assert (code, err) == (wanted, "")
    assert "rules hold" in out
    assert "\x1b" not in out


def test_columns_of_strange_types_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = pl.DataFrame({"book_id": [[1]], "genre": [{"a": 1}], "pages": [b"x"]})
    frame.write_parquet(tmp_path / "books.parquet")
    assert ends(["validate", PACK, str(tmp_path)], capsys)[0] == 1


def test_parts_that_differ_are_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "books").mkdir()
    pl.DataFrame({"book_id": [1]}).write_parquet(tmp_path / "books" / "a.parquet")
    pl.DataFrame({"book_id": [[1]]}).write_parquet(tmp_path / "books" / "b.parquet")
    code, _, err = ends(["validate", PACK, str(tmp_path)], capsys)
    assert code == 2
    assert "the parts of a table differ" in err


MAPS: dict[str, tuple[str | None, str]] = {
    "is not there": (None, "the file does not exist"),
    "is no TOML": ("=", "not valid TOML"),
    "is no map": ("books = 1", "the map is not understood"),
    "names an unknown table": ('[boks]\npages = "Pages"', "did you mean 'books'?"),
    "names an unknown column": ('[books]\npages = "Pages"', "there is no column 'Pages'"),
    "names an unknown file": ('[books]\n"@table" = "Books"', "there is no table 'Books'"),
    "gives a column two names": ('[books]\npages = "book_id"\ngenre = "book_id"', "a column stands for two"),
}


@pytest.mark.parametrize("name", MAPS)
def test_a_map_that_is_wrong_ends_with_2(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, told = MAPS[name]
    (tmp_path / "books.csv").write_bytes(HEADER + b"1,crime,100\n")
    if text is not None:
        (tmp_path / "map.toml").write_text(text, "utf-8")
    words = ["validate", PACK, str(tmp_path / "books.csv"), "--map", str(tmp_path / "map.toml")]
    code, _, err = ends(words, capsys)
    assert code == 2
    assert told in err


def altered(change: Callable[[dict[str, object]], object]) -> Callable[[bytes], bytes]:
    def alter(content: bytes) -> bytes:
        manifest = json.loads(content)
        return json.dumps(change(manifest) or manifest).encode()

    return alter


MANIFESTS: dict[str, Callable[[bytes], bytes]] = {
    "no JSON": lambda _: b"{",
    "no text": lambda _: b"\xff\xfe",
    "without end": lambda _: b"[" * 100_000,
    "a list": lambda _: b"[]",
    "one of others": lambda _: b'{"name": "x", "version": 1}',
    "without a recipe": altered(lambda found: found.pop("recipe") and None),
    "with a list for a recipe": altered(lambda found: {**found, "recipe": []}),
    "with a number for a day": altered(lambda found: {**found, "recipe": {"reference_date": 5}}),
    "with a word for a day": altered(lambda found: {**found, "recipe": {"reference_date": "never"}}),
    "without quality": altered(lambda found: found.pop("quality") and None),
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("done") / "run"
    run(Recipe(domain=PACK, size={"readers": 20}, output=Output(format="csv")), folder)
    return folder


@pytest.mark.parametrize("command", ["generate", "validate"])
@pytest.mark.parametrize("name", MANIFESTS)
def test_a_run_whose_manifest_is_damaged_is_left_alone(
    command: str, name: str, done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copytree(done, tmp_path / "run")
    (folder / "manifest.json").write_bytes(MANIFESTS[name]((folder / "manifest.json").read_bytes()))
    before = bytes_of(folder)
    words = {"validate": ["validate", PACK, str(folder)], "generate": ["generate", PACK, "--size", "readers=20"]}[
        command
    ]
    code, _, err = ends([*words, *(["--format", "csv", "--out", str(folder)] * (command == "generate"))], capsys)
    assert code == (0 if command == "generate" and "day" in name else 2)
    assert_one_error(err)
    assert bytes_of(folder) == before
