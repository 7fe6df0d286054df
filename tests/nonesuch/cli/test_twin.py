from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

import nonesuch.cli.commands  # noqa: F401 - registers them
from nonesuch.cli.app import app
from nonesuch.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def _bills(folder: Path) -> Path:
    rng = np.random.default_rng(3)
    net, tax = rng.integers(100, 900, 3000), rng.integers(1, 99, 3000)
    table = {"bill_id": [f"B{i:05d}" for i in rng.permutation(3000)], "net": net, "tax": tax, "gross": net + tax}
    table["day"] = [f"2023-0{m}-1{d}" if d % 2 else f"1{d}/0{m}/2023" for m, d in rng.integers(1, 10, (3000, 2))]
    pl.DataFrame(table).write_csv(folder / "bills.csv")
    return folder / "bills.csv"


def _run(*words: str | Path) -> tuple[int, list[str]]:
    found = CliRunner().invoke(app, ["twin", *map(str, words)], env={"COLUMNS": "200"})
    return found.exit_code, found.output.splitlines()


def test_five_plain_lines_come_first_and_the_tests_only_when_asked(tmp_path: Path) -> None:
    data = _bills(tmp_path)
    code, lines = _run(data, "-o", tmp_path / "out", "--no-learners", "--seed", "0")
    assert code == 0, lines
    assert lines[0] == "rows: 2,100 learned, 900 kept back, 3,000 made"
    assert lines[1].startswith("fidelity: column shapes 0.9")
    assert lines[2] == "columns not learned: bill_id replaced (id: the name says 'id')"
    assert lines[3] == "not measured: detection and utility (left out by --no-learners)"
    assert lines[4].startswith("released: empirically tested, no guarantee; report in ")
    assert lines[5] == "day: several formats of dates, read; written as in 2023-09-25"
    assert lines[6].endswith("--keep imposes them")
    assert not any("exact copies" in line for line in lines)
    code, lines = _run(
        data, "-o", tmp_path / "out", "--no-learners", "--seed", "0", "--overwrite", "--keep", "--all", "--force"
    )
    assert code == 0, lines
    assert any("exact copies of training rows" in line for line in lines)
    assert any(line.startswith("rules imposed, which every row of the twin keeps: ") for line in lines)


def test_a_refusal_names_the_tests_that_refuse(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    pl.DataFrame({"x": rng.normal(0, 1, 160).round(3), "y": rng.normal(0, 1, 160)}).write_csv(tmp_path / "t.csv")
    code, lines = _run(tmp_path / "t.csv", "-o", tmp_path / "out", "--no-learners")
    assert code == 1
    assert "not released; --force releases it" in lines[4]
    assert lines[4].startswith(("no evidence: too few rows to see a leak", "refused by: rows of the hold-out, "))


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    data = _bills(tmp_path)
    found = CliRunner().invoke(app, ["twin", str(data), "-o", str(tmp_path), "--overwrite"])
    assert found.exit_code != 0
    assert "holds something else" in str(found.exception)
    assert [file.name for file in tmp_path.iterdir()] == ["bills.csv"]


def _staff(folder: Path) -> Path:
    rng = np.random.default_rng(5)
    age = rng.integers(18, 90, 1500)
    income = np.clip(np.round(rng.lognormal(10, 0.5, 1500) + age * 30, 2), 4000, 86_000)
    pl.DataFrame({"age": age, "income": income, "team": rng.choice(["a", "b"], 1500)}).write_csv(folder / "staff.csv")
    return folder / "staff.csv"


def test_numbers_without_public_bounds_are_no_private_twin(tmp_path: Path) -> None:
    words = ["twin", str(_staff(tmp_path)), "-o", str(tmp_path / "out"), "--engine", "private", "--no-learners"]
    found = CliRunner().invoke(app, [*words, "--bounds", "age=16:100"])
    assert isinstance(found.exception, UsageError)
    assert "none of income" in str(found.exception)
    assert "--bounds income=LOW:HIGH" in str(found.exception)
    assert not (tmp_path / "out").exists()


def test_a_small_private_twin_stays_between_its_bounds_and_says_what_it_spends(tmp_path: Path) -> None:
    data, limits = _staff(tmp_path), ("--bounds", "age=16:100", "--bounds", "income=0:200000")
    code, lines = _run(data, "-o", tmp_path / "out", "--engine", "private", "--no-learners", "--force", *limits)
    assert code == 0, lines
    assert "privacy budget: this run spends epsilon 1, delta 1e-07; every run on the same rows" in lines[5]
    income = pl.read_csv(tmp_path / "out" / "staff.csv")["income"].drop_nulls()
    assert income.is_between(0, 200_000).all()
    assert 10_000 < float(income.median()) < 50_000  # type: ignore[arg-type] # a number; 24,000 in the original


@pytest.mark.parametrize("word", ["income", "income=5", "income=9:3", "incom=0:9", "team=0:1", "income=nan:1"])
def test_bounds_that_are_none_are_refused(word: str, tmp_path: Path) -> None:
    words = ["twin", str(_staff(tmp_path)), "-o", str(tmp_path / "out"), "--engine", "private", "--bounds", word]
    assert isinstance(CliRunner().invoke(app, words).exception, UsageError)


def test_bounds_are_for_the_private_engine(tmp_path: Path) -> None:
    words = ["twin", str(_staff(tmp_path)), "-o", str(tmp_path / "out"), "--bounds", "age=16:100"]
    assert "bounds are for the private engine" in str(CliRunner().invoke(app, words).exception)


def test_help_keeps_its_square_brackets() -> None:
    _, lines = _run("--help")
    assert "nonesuch[report]" in " ".join(lines)
