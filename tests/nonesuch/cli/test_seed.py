from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from nonesuch.cli import main

TEMPLATE = Path(__file__).parents[3] / "domains" / "_template"


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(words))
    assert isinstance(stop.value.code, int)
    return stop.value.code


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_database_is_seeded_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "dev.db"
    words = ("seed", f"sqlite:///{path}", "medical", "--size", "patients=12", "--seed", "7", "--view", "case")
    assert run(*words) == 0
    out = capsys.readouterr().out
    assert "patients" in out
    assert count(path, "patients") == 12
    assert count(path, '"case"') <= 12
    assert run(*words) == 2
    error = capsys.readouterr().err
    assert "there already" in error
    assert "--replace" in error
    assert run(*words, "--replace") == 0


def test_the_same_seed_stores_the_same_rows(tmp_path: Path) -> None:
    dumps = []
    for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        assert run("seed", f"sqlite:///{tmp_path}/{name}.db", str(TEMPLATE), "--seed", seed) == 0
        with closing(sqlite3.connect(tmp_path / f"{name}.db")) as database:
            dumps.append(list(database.iterdump()))
    assert dumps[0] == dumps[1] != dumps[2]


def test_a_prefix_keeps_domains_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "dev.db"
    assert run("seed", f"sqlite:///{path}", "fraud", "--size", "customers=5") == 0
    words = ("seed", f"sqlite:///{path}", "customer_service", "--size", "customers=7")
    assert run(*words) == 2
    assert "--prefix" in capsys.readouterr().err
    assert run(*words, "--prefix", "service_") == 0
    assert "service_customers" in capsys.readouterr().out
    assert (count(path, "customers"), count(path, "service_customers")) == (5, 7)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("sqlite:///x/dev.db", "medicine"), "unknown domain"),
        (("sqlite:///x/dev.db", "medical", "--size", "patients=many"), "a whole number"),
        (("sqlite:///x/dev.db", "medical", "--reference-date", "today"), "YYYY-MM-DD"),
        (("sqlite:///x/dev.db", "medical", "--view", "cases"), "unknown view"),
        (("oracle://host/db", "medical"), "not supported"),
        (("nothing", "medical"), "not understood"),
        (("sqlite:////nowhere/at/all.db", "medical"), "cannot be reached"),
        (("postgresql://127.0.0.1:9/db", "medical"), "cannot be reached"),
        (("sqlite:///x.db", "medical", "--schema", "clinic"), "has no schemas"),
        (("sqlite:///x.db", "medical", "--prefix", "a-"), "this is no prefix"),
        (("sqlite:///x.db", "medical", "--sice", "3"), "No such option"),
    ],
)
def test_bad_input_ends_in_one_error(
    words: tuple[str, ...],
    problem: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("seed", *words) == 2
    error = capsys.readouterr().err
    assert problem in error
    assert "Traceback" not in error
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("missing", "url", "problem"),
    [
        ("sqlalchemy", "sqlite:///dev.db", "SQLAlchemy is missing"),
        ("psycopg", "postgresql://localhost/dev", "psycopg is missing"),
    ],
)
def test_a_missing_extra_is_told(missing: str, url: str, problem: str, tmp_path: Path) -> None:
    code = f"""
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name={missing!r})
sys.meta_path.insert(0, Absent())
from nonesuch.cli import main
main(["seed", {url!r}, "medical"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert problem in done.stderr
    assert "pip install '.[sql]'" in done.stderr
    assert "Traceback" not in done.stderr
