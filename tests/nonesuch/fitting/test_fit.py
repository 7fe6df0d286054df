from __future__ import annotations

import json
import re
import shutil
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

import nonesuch as ns
from nonesuch.cli import main
from nonesuch.errors import DataError, UsageError
from nonesuch.fitting import FitResult, fit_pack
from nonesuch.generators.pack import load_pack
from nonesuch.packs import find_pack

if TYPE_CHECKING:
    from collections.abc import Callable

COLUMNS = ["systolic_mmhg", "diastolic_mmhg", "glucose_mmol_l"]
SHIFTS = {"systolic_mmhg": 20, "diastolic_mmhg": 12, "glucose_mmol_l": 1.5}


def patients_of_a_clinic() -> pl.DataFrame:
    """One measurement a patient, joined with what is known of the patient; all higher than in the pack."""
    data = ns.generate("medical", patients=6400, seed=13, check=False)
    frames = {name: pl.from_pandas(data[name]) for name in ("patients", "encounters", "vitals")}
    joined = frames["vitals"].join(frames["encounters"].select("encounter_id", "age", "patient_id"), on="encounter_id")
    joined = joined.join(frames["patients"].select("patient_id", "sex", "email"), on="patient_id")
    shifted = joined.with_columns(pl.col(name) + shift for name, shift in SHIFTS.items())
    return shifted.group_by("patient_id", maintain_order=True).first()


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clinic") / "mine.csv"
    patients_of_a_clinic().rename({"systolic_mmhg": "SBP"}).write_csv(path)
    return path


@pytest.fixture(scope="module")
def fitted(clinic: Path) -> FitResult:
    return fit_pack(
        "medical",
        clinic,
        table="vitals",
        columns=COLUMNS,
        given=["sex", "age"],
        map={"vitals": {"systolic_mmhg": "SBP"}},
        out=clinic.parent / "packs" / "my_medical",
        rows=600,
    )


def folder_of(result: FitResult) -> Path:
    assert result.folder is not None
    return result.folder


def test_the_gate_passes_and_broken_rules_are_told(fitted: FitResult) -> None:
    assert fitted.passed
    assert not fitted.forced
    assert fitted.label == "empirically tested, no guarantee"
    assert set(fitted.broken) >= {"median_systolic", "median_glucose"}
    assert set(fitted.broken) <= {"median_systolic", "median_glucose", "even_readings"}
    assert fitted.set_aside == 0
    assert not [path for path in folder_of(fitted).parent.iterdir() if path.name.endswith(".part")]


def test_means_follow_the_data_and_the_pack_around_them(fitted: FitResult, clinic: Path) -> None:
    private = pl.read_csv(clinic).rename({"SBP": "systolic_mmhg"})
    ours = ns.generate(folder_of(fitted), patients=1500, seed=3)
    theirs = ns.generate("medical", patients=1500, seed=3)
    for name, shift in SHIFTS.items():
        moved = ours["vitals"][name].mean() - theirs["vitals"][name].mean()
        assert moved == pytest.approx(shift, rel=0.25), name
        assert ours["vitals"][name].std() == pytest.approx(float(str(private[name].std())), rel=0.15)
    assert ours["vitals"]["heart_rate_bpm"].mean() == pytest.approx(theirs["vitals"]["heart_rate_bpm"].mean(), abs=1)
    joined = ours["vitals"].merge(ours["encounters"][["encounter_id", "age"]], on="encounter_id")
    assert np.corrcoef(joined["age"], joined["systolic_mmhg"])[0, 1] > 0.25
    assert np.corrcoef(joined["systolic_mmhg"], joined["diastolic_mmhg"])[0, 1] > 0.25
    assert (joined["diastolic_mmhg"] <= joined["systolic_mmhg"] - 16).all()


def test_words_and_rules_and_all_else_are_the_same(fitted: FitResult) -> None:
    new, old = folder_of(fitted), find_pack("medical")
    same = [path.relative_to(old) for path in old.rglob("*") if path.suffix in (".csv", ".toml") and path.is_file()]
    for path in same:
        lines = [[line for line in (folder / path).read_text("utf-8").splitlines() if not line.startswith("#:schema")]
                 for folder in (old, new)]  # fmt: skip
        if path == Path("pack.toml"):
            assert lines[1] == [re.sub('^name = "medical"', 'name = "my_medical"', line) for line in lines[0]]
        elif path != Path("tables/vitals.toml"):
            assert lines[0] == lines[1], path
    table = tomllib.loads((new / "tables" / "vitals.toml").read_text("utf-8"))
    before = tomllib.loads((old / "tables" / "vitals.toml").read_text("utf-8"))
    assert table["models"] == {
        "vitals": {
            "file": "models/vitals.nonesuch",
            "given": {"sex": "patients.sex", "age": "encounters.age"},
            "gate": "passed",
        }
    }
    assert {name for name in before["columns"] if table["columns"][name] != before["columns"][name]} == {*COLUMNS}
    assert table["columns"]["diastolic_mmhg"] == {
        "kind": "learned", "model": "vitals", "unit": "mm[Hg]", "at_most": "systolic_mmhg - 16",
    }  # fmt: skip


def test_the_same_data_make_the_same_pack(fitted: FitResult, clinic: Path) -> None:
    again = fit_pack(
        "medical", clinic, table="vitals", columns=COLUMNS, given=["sex", "encounters.age"],
        map={"vitals": {"systolic_mmhg": "SBP"}}, out=clinic.parent / "again" / "my_medical", rows=50,
    )  # fmt: skip
    for path in ("models/vitals.nonesuch", "models/vitals.json", "tables/vitals.toml", "pack.toml"):
        assert (folder_of(again) / path).read_bytes() == (folder_of(fitted) / path).read_bytes(), path


def test_no_row_of_the_data_lies_in_the_pack(fitted: FitResult, clinic: Path) -> None:
    mails = pl.read_csv(clinic)["email"].to_list()
    account = (folder_of(fitted) / "models" / "vitals.json").read_text("utf-8")
    assert json.loads(account)["passed"] is True
    everything = b"".join(path.read_bytes() for path in folder_of(fitted).rglob("*") if path.is_file())
    assert not any(mail.encode() in everything for mail in mails[:200])


def test_a_fitted_pack_can_be_fitted_again(fitted: FitResult, clinic: Path) -> None:
    first = fit_pack(
        folder_of(fitted), clinic, table="vitals", columns=["heart_rate_bpm"], given=["age"], engine="private",
        epsilon=2.0, noise_seed=3, out=clinic.parent / "second" / "clinic", rows=50,
    )  # fmt: skip
    table = load_pack(folder_of(first)).table("vitals")
    assert {name: model.file for name, model in table.models.items()} == {
        "vitals": "models/vitals.nonesuch", "vitals_2": "models/vitals_2.nonesuch",
    }  # fmt: skip
    assert first.label == "empirically tested, no guarantee"
    second = fit_pack(
        folder_of(first), clinic, table="vitals", columns=[*COLUMNS, "heart_rate_bpm"], given=["age"],
        map={"vitals": {"systolic_mmhg": "SBP"}}, engine="private", epsilon=1.0, noise_seed=4,
        out=clinic.parent / "third" / "clinic", rows=50,
    )  # fmt: skip
    assert list(load_pack(folder_of(second)).table("vitals").models) == ["vitals"]
    assert {path.name for path in (folder_of(second) / "models").iterdir()} == {"vitals.nonesuch", "vitals.json"}
    assert second.label.startswith("differentially private (epsilon 1,")
    assert second.verdict is None
    account = json.loads((folder_of(second) / "models" / "vitals.json").read_text("utf-8"))
    assert account["privacy"]["epsilon"] == 1.0
    assert "checks" not in account
    assert "rows" not in account


def test_a_private_fit_knows_the_limits_of_the_contract_and_those_that_are_told(clinic: Path, tmp_path: Path) -> None:
    told: dict[str, Any] = {"table": "vitals", "columns": ["heart_rate_bpm"], "engine": "private", "epsilon": 1.0}
    plain = fit_pack("medical", clinic, out=tmp_path / "plain", rows=20, **told)
    narrow = fit_pack("medical", clinic, out=tmp_path / "narrow", rows=20, bounds={"heart_rate_bpm": (50, 90)}, **told)
    rates = [ns.generate(folder_of(made), patients=800, seed=2)["vitals"]["heart_rate_bpm"] for made in (plain, narrow)]
    assert rates[0].min() < 50
    assert rates[0].max() > 90
    assert (rates[1].min(), rates[1].max()) >= (50, 80)
    assert rates[1].max() <= 90


def test_a_private_fit_without_limits_is_refused(tmp_path: Path) -> None:
    pack = Path(tmp_path / "bare")
    shutil.copytree(find_pack("medical"), pack)
    contract = pack / "schemas" / "vitals.schema.json"
    contract.parent.mkdir()
    for file in (Path(str(files("nonesuch"))) / "schemas" / "medical").glob("*.json"):
        shutil.copy(file, contract.parent)
    said = json.loads(contract.read_text("utf-8"))
    del said["properties"]["heart_rate_bpm"]["maximum"]
    contract.write_text(json.dumps(said), "utf-8")
    rows = ns.generate("medical", patients=300, seed=3)["vitals"]
    told: dict[str, Any] = {"table": "vitals", "columns": ["heart_rate_bpm"], "engine": "private", "rows": 20}
    with pytest.raises(UsageError, match="needs bounds") as caught:
        fit_pack(pack, rows, out=tmp_path / "mine", **told)
    assert caught.value.hint == "--bounds heart_rate_bpm=LOW:HIGH"
    assert not (tmp_path / "mine").exists()
    bounds = {"heart_rate_bpm": (20.0, 250.0)}
    assert fit_pack(pack, rows, out=tmp_path / "mine", bounds=bounds, **told).passed
    with pytest.raises(UsageError, match="bounds are for the private engine"):
        fit_pack(pack, rows, out=tmp_path / "other", bounds=bounds, **{**told, "engine": "tree"})
    with pytest.raises(UsageError, match="unknown column"):
        fit_pack(pack, rows, out=tmp_path / "other", bounds={"heart_rate": (1, 2)}, **told)


def leaky(folder: Path) -> Path:
    """Rows that are so few and so odd that nothing can be proved about them."""
    rng = np.random.default_rng(1)
    rows = pl.DataFrame({"glucose_mmol_l": np.round(rng.gamma(3, 2, 120) + 3, 1), "age": rng.integers(18, 90, 120)})
    rows.write_csv(folder / "few.csv")
    return folder / "few.csv"


def test_the_gate_refuses_and_force_is_recorded(tmp_path: Path) -> None:
    options: dict[str, Any] = {"table": "vitals", "columns": ["glucose_mmol_l"], "given": ["age"], "rows": 50}
    refused = fit_pack("medical", leaky(tmp_path), out=tmp_path / "packs" / "mine", **options)
    assert refused.folder is None
    assert not refused.passed
    assert refused.outcome.startswith("no evidence: too few")
    assert not (tmp_path / "packs").exists()
    forced = fit_pack("medical", leaky(tmp_path), out=tmp_path / "packs" / "mine", force=True, **options)
    assert forced.forced
    assert forced.label == "empirically tested, no guarantee, released by force"
    assert load_pack(folder_of(forced)).table("vitals").models["vitals"].gate == "forced"


def test_a_gate_that_could_see_nothing_does_not_pass(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = pl.DataFrame({"sex": rng.choice(["female", "male"], 600), "urban": rng.choice(["yes", "no"], 600)})
    options: dict[str, Any] = {"table": "patients", "columns": ["sex"], "rows": 50}
    result = fit_pack("medical", rows, out=tmp_path / "mine", **options)
    assert result.evidence == result.outcome == "no evidence: too few different rows to see a leak"
    assert (result.passed, result.folder) == (False, None)
    forced = fit_pack("medical", rows, out=tmp_path / "mine", force=True, **options)
    assert forced.forced
    account = json.loads((folder_of(forced) / "models" / "patients.json").read_text("utf-8"))
    assert (account["passed"], account["evidence"]) == (False, result.evidence)


Change = tuple[dict[str, Any], type[Exception], str]
WRONG: list[Change] = [
    ({"table": "vital"}, UsageError, "unknown table 'vital'"),
    ({"columns": []}, UsageError, "no column is to be learned"),
    ({"columns": ["glucose"]}, UsageError, "unknown column 'glucose'"),
    ({"columns": ["vitals_id"]}, UsageError, "never learned"),
    ({"columns": ["encounter_id"]}, UsageError, "never learned"),
    ({"table": "patients", "columns": ["email"]}, UsageError, "never learned"),
    ({"table": "encounters", "columns": ["started_at"]}, UsageError, "comes into being with the rows"),
    ({"given": ["sexx"]}, UsageError, "unknown column 'sexx'"),
    ({"given": ["patient.sex"]}, UsageError, "not linked"),
    ({"given": ["patients.email"]}, UsageError, "never learned"),
    ({"given": ["glucose_mmol_l"]}, UsageError, "both learned and given"),
    ({"given": ["hour"]}, DataError, "no column 'hour'"),
    ({"label": "age"}, UsageError, "label is not among"),
    ({"engine": "sdv:ctgan"}, UsageError, "cannot be fitted with this engine"),
    ({"holdout": 0.9}, UsageError, "hold-out is out of bounds"),
    ({"out": "my pack"}, UsageError, "no name of a domain"),
    ({"min_leaf": 30, "leaf": 3}, UsageError, "unknown setting of the tree engine"),
    ({"data": "nowhere.csv"}, UsageError, "no such file"),
    ({"data": pl.DataFrame({"glucose_mmol_l": [5.0] * 20})}, DataError, "too small"),
    ({"data": pl.DataFrame({"glucose_mmol_l": ["high", "low"] * 200})}, DataError, "another type"),
    ({"data": pl.DataFrame({"glucose_mmol_l": [f"p{i}@x.org" for i in range(200)]})}, DataError, "never learned"),
]


@pytest.mark.parametrize(("change", "error", "problem"), WRONG, ids=[problem for *_, problem in WRONG])
def test_bad_input_is_one_clear_error(
    change: dict[str, Any], error: type[Exception], problem: str, tmp_path: Path
) -> None:
    rows = pl.DataFrame({"glucose_mmol_l": [5.0, 6.0, 7.0, 8.0] * 100, "age": [40, 50, 60, 70] * 100})
    options = {"data": rows, "table": "vitals", "columns": ["glucose_mmol_l"], "out": "mine", **change}
    options["out"] = tmp_path / options["out"]
    with pytest.raises(error, match=problem):
        fit_pack("medical", options.pop("data"), **options)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(UsageError, match="exists already"):
        fit_pack("medical", leaky(tmp_path), table="vitals", columns=["glucose_mmol_l"], out=tmp_path / "mine")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def execute(*words: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as stop:
            main([str(word) for word in words])
        told = capsys.readouterr()
        return int(stop.value.code or 0), told.out + told.err

    return execute


def test_the_command_makes_a_pack_that_works_at_once(
    run: Callable[..., tuple[int, str]], clinic: Path, tmp_path: Path
) -> None:
    names = tmp_path / "columns.toml"
    names.write_text('[vitals]\nsystolic_mmhg = "SBP"\n', "utf-8")
    words = ["fit", "medical", "--data", clinic, "--table", "vitals", "--columns", ",".join(COLUMNS), "--map", names]
    out = tmp_path / "packs" / "my_medical"
    code, told = run(*words, "--given", "sex,age", "--out", out)
    assert code == 0, told
    assert "median_systolic" in told
    assert "empirically tested, no guarantee" in told
    code, told = run("generate", out, "--size", "patients=40", "--seed", "1", "--out", tmp_path / "run")
    assert code in (0, 1), told
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text("utf-8"))
    assert manifest["privacy"] == "empirically tested, no guarantee"
    code, told = run("check", out, "--rows", "60")
    assert "BROKEN pack" not in told, told
    code, told = run(*words, "--given", "sex,age", "--out", out)
    assert code == 2
    assert "exists already" in told


def test_the_command_refuses_with_the_gate(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    words = ["fit", "medical", "--data", leaky(tmp_path), "--table", "vitals", "--columns", "glucose_mmol_l"]
    code, told = run(*words, "--out", tmp_path / "mine")
    assert code == 1
    assert "no evidence: too few different rows to see a leak; nothing is written" in told
    assert not (tmp_path / "mine").exists()
