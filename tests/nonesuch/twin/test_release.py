from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

import nonesuch.cli.commands  # noqa: F401 - registers them
from nonesuch.cli.app import app
from nonesuch.errors import DataError, UsageError
from nonesuch.generators.synthesizers import load_database, load_synthesizer
from nonesuch.twin import EMPIRICALLY_TESTED, TwinResult, twin

if TYPE_CHECKING:
    from pathlib import Path


def _table(rows: int = 4000, seed: int = 1) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 90, rows)
    return pl.DataFrame(
        {
            "patient_id": [f"P{i:06d}" for i in rng.permutation(rows)],
            "email": [f"person{i}@clinic.org" for i in range(rows)],
            "age": age,
            "sex": rng.choice(["f", "m"], rows),
            "cost": np.round(rng.gamma(2, 50, rows) + age, 2),
            "seen": pl.Series(np.datetime64("2022-01-01") + rng.integers(0, 400, rows))
            .cast(pl.Date)
            .dt.strftime("%d.%m.%Y"),
            "outcome": np.where(age / 90 + rng.normal(0, 0.2, rows) > 0.8, "ill", "well"),
        }
    )


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TwinResult]:
    folder = tmp_path_factory.mktemp("twin")
    _table().write_csv(folder / "patients.csv")
    return folder, twin(folder / "patients.csv", folder / "out", label="outcome", seed=2)


def test_a_release_holds_twin_model_and_report(released: tuple[Path, TwinResult]) -> None:
    folder, result = released
    assert result.passed, result.report["reasons"]
    assert {file.name for file in (folder / "out").iterdir()} == {
        "patients.csv", "model.nonesuch", "report.json", "report.html",
    }  # fmt: skip
    written = pl.read_csv(folder / "out" / "patients.csv")
    assert written.columns == _table().columns
    assert written.height == 4000
    assert not (folder / "out.part").exists()


def test_identifiers_are_shown_with_evidence_and_made_anew(released: tuple[Path, TwinResult]) -> None:
    _, result = released
    found = {entry["column"]: entry for entry in result.report["tables"]["patients"]["identifiers"]}
    assert set(found) == {"patient_id", "email"}
    assert any("email" in evidence for evidence in found["email"]["evidence"])
    made = result.tables["patients"]
    assert made["email"].str.ends_with("@example.com").all()
    assert made["email"].n_unique() == 4000
    assert made["seen"].str.strptime(pl.Date, "%d.%m.%Y").null_count() == 0


def test_the_report_puts_everything_side_by_side(released: tuple[Path, TwinResult]) -> None:
    folder, result = released
    document = json.loads((folder / "out" / "report.json").read_text("utf-8"))
    assert document == json.loads(json.dumps(result.report))
    assert document["label"] == EMPIRICALLY_TESTED
    table = document["tables"]["patients"]
    assert [row["name"] for row in table["fidelity"]["rows"]] == ["twin", "bootstrap", "independent", "real"]
    names = {check["name"] for check in table["checks"]}
    assert {"exact copies of training rows", "membership attack, AUC", "canaries' marks that came out"} <= names
    assert 0 < table["power"]["copied"] < 0.02
    assert table["quasi_identifiers"][0]["columns"] == ["age", "sex"]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.svgs = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base's
        self.svgs += tag == "svg"
        if tag not in {"meta", "rect", "line", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"rect", "line"}:
            return
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_no_network(released: tuple[Path, TwinResult]) -> None:
    page = (released[0] / "out" / "report.html").read_text("utf-8")
    tags = _Tags()
    tags.feed(page.split(">", 1)[1])
    assert tags.open == []
    assert tags.svgs == 6, "five learned columns and one map of pairs"
    assert not re.search(r"""(src|href)=|https?://|@import|url\(""", page.split('<script type="application/json"')[0])
    assert "prefers-color-scheme:dark" in page
    assert "Release" in page


def test_names_from_the_data_cannot_write_into_the_page(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    table = _table(600).drop("email").rename({"sex": evil}).with_columns(pl.lit("</script><b>").alias("outcome"))
    table.write_csv(tmp_path / "t.csv")
    twin(tmp_path / "t.csv", tmp_path / "out", learners=False)
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert page.count("</script>") == 1


def test_the_model_draws_the_released_twin_again(released: tuple[Path, TwinResult]) -> None:
    folder, result = released
    again = pl.DataFrame(load_synthesizer(folder / "out" / "model.nonesuch").sample(4000, seed=2))
    assert again.equals(result.tables["patients"])


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TwinResult]:
    folder = tmp_path_factory.mktemp("refused")
    _table().write_csv(folder / "patients.csv")
    return folder, twin(
        folder / "patients.csv",
        folder / "out",
        min_leaf=1,
        min_gain=0.0,
        caution=0.0,
        max_leaves=30_000,
        max_depth=30,
        learners=False,
    )


def test_a_refused_twin_is_not_written_but_its_report_is(refused: tuple[Path, TwinResult]) -> None:
    folder, result = refused
    assert not result.passed
    assert result.report["reasons"]["patients"]
    assert {file.name for file in (folder / "out").iterdir()} == {"report.json", "report.html"}
    assert "Do not release" in (folder / "out" / "report.html").read_text("utf-8")


def test_force_releases_and_is_recorded(tmp_path: Path) -> None:
    _table(2000).write_parquet(tmp_path / "p.parquet")
    result = twin(
        tmp_path / "p.parquet",
        tmp_path / "out",
        force=True,
        min_leaf=1,
        min_gain=0.0,
        caution=0.0,
        max_leaves=30_000,
        max_depth=30,
        learners=False,
    )
    assert result.forced
    assert json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))["forced"] is True
    assert (tmp_path / "out" / "p.parquet").exists()
    assert "Released by force" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_a_refusal_takes_an_older_release_away(tmp_path: Path) -> None:
    _table(4000).write_csv(tmp_path / "p.csv")
    first = twin(tmp_path / "p.csv", tmp_path / "out", learners=False, seed=2)
    assert first.passed
    twin(
        tmp_path / "p.csv",
        tmp_path / "out",
        learners=False,
        overwrite=True,
        min_leaf=1,
        min_gain=0.0,
        caution=0.0,
        max_leaves=30_000,
        max_depth=30,
    )
    assert not (tmp_path / "out" / "p.csv").exists()
    assert not (tmp_path / "out" / "model.nonesuch").exists()


def test_a_private_twin_says_its_epsilon_and_its_account(tmp_path: Path) -> None:
    _table().write_csv(tmp_path / "p.csv")
    bounds = {"age": (18.0, 120.0), "cost": (0.0, 2000.0)}
    result = twin(
        tmp_path / "p.csv", tmp_path / "out", engine="private", epsilon=1.0, learners=False, force=True, bounds=bounds
    )
    assert all(result.tables["p"][name].drop_nulls().is_between(*pair).all() for name, pair in bounds.items())
    assert result.report["privacy"]["public"][1:] == ["levels or bounds of age", "levels or bounds of cost"]
    assert result.label == "differentially private (epsilon 1, delta 1e-07)"
    assert "Privacy budget" in (tmp_path / "out" / "report.html").read_text("utf-8")
    names = [check["name"] for check in result.report["tables"]["p"]["checks"]]
    assert "epsilon proved by canaries" in names


def test_related_tables_are_split_by_family(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    folder = tmp_path / "clinic"
    folder.mkdir()
    patients = _table(4000).drop("email", "seen")
    owner = rng.integers(0, 4000, 9000)
    ages = patients["age"].to_numpy()[owner]
    visits = pl.DataFrame(
        {
            "visit_id": np.arange(9000) + 10**6,
            "patient_id": patients["patient_id"].gather(owner),
            "fee": np.round(rng.gamma(3, 20, 9000) + ages, 2),
            "ward": rng.choice(["a", "b", "c"], 9000),
        }
    )
    patients.write_csv(folder / "patients.csv")
    visits.write_csv(folder / "visits.csv")
    result = twin(folder, tmp_path / "out", learners=False, force=True)
    assert result.tables["visits"]["patient_id"].is_in(result.tables["patients"]["patient_id"].implode()).all()
    assert (tmp_path / "out" / "visits.csv").exists()
    load_database(tmp_path / "out" / "model.nonesuch")
    assert set(result.report["tables"]) == {"patients", "visits"}


def test_columns_may_have_any_name(tmp_path: Path) -> None:
    names = ["rows", "count", "len", "level", "value"]
    table = _table(1500).drop("email", "patient_id")
    table.rename(dict(zip(table.columns, names, strict=False))).write_csv(tmp_path / "t.csv")
    result = twin(tmp_path / "t.csv", tmp_path / "out", label="value", learners=False)
    assert result.tables["t"].columns[:4] == names[:4]


def test_small_tables_and_wrong_calls_are_refused(tmp_path: Path) -> None:
    _table(60).write_csv(tmp_path / "p.csv")
    with pytest.raises(DataError, match="too small"):
        twin(tmp_path / "p.csv", tmp_path / "out")
    with pytest.raises(UsageError, match="hold-out"):
        twin(tmp_path / "p.csv", tmp_path / "out", holdout=0.9)
    with pytest.raises(UsageError, match="at least 1"):
        twin(tmp_path / "p.csv", tmp_path / "out", rows=0)
    with pytest.raises(UsageError, match="no such file"):
        twin(tmp_path / "q.csv", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_line_releases_and_refuses(tmp_path: Path) -> None:
    _table().write_csv(tmp_path / "p.csv")
    good = CliRunner().invoke(
        app, ["twin", str(tmp_path / "p.csv"), "-o", str(tmp_path / "out"), "--no-learners", "--seed", "2"]
    )
    assert good.exit_code == 0, good.output
    assert "released" in good.output
    assert (tmp_path / "out" / "p.csv").exists()
