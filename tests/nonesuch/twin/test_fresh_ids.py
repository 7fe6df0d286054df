from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.synthesizers import Column, Metadata, load_database, load_synthesizer
from nonesuch.twin import twin
from nonesuch.twin.fresh_ids import id_columns

if TYPE_CHECKING:
    from pathlib import Path


def _shop() -> pl.DataFrame:
    rng = np.random.default_rng(5)
    digits, letters = rng.choice(10_000, 1500, replace=False), rng.choice([*"ABCDEFGHIJKLMNOPQRSTUVWXYZ"], 1500)
    refs = [f"C-00{digit:04d}-{letter}" for digit, letter in zip(digits, letters, strict=True)]
    return pl.DataFrame({"cust_ref": refs, "age": rng.integers(18, 90, 1500), "team": rng.choice(["a", "b"], 1500)})


def test_values_from_reserved_ranges_and_free_texts_are_no_ids() -> None:
    table = pl.DataFrame({"a": ["x"], "b": ["y"], "c": ["z"], "d": [5], "e": [6]})
    kinds = {"a": "email", "b": "text", "c": "id", "d": "phone", "e": "numerical"}
    assert id_columns(table, Metadata({name: Column(kind) for name, kind in kinds.items()})) == ["c", "d"]


def test_neither_the_twin_nor_its_model_makes_a_real_reference(tmp_path: Path) -> None:
    shop = _shop()
    shop.write_csv(tmp_path / "shop.csv")
    made = twin(tmp_path / "shop.csv", tmp_path / "out", learners=False, force=True)
    checks = {check["name"]: check for check in made.report["tables"]["shop"]["checks"]}
    assert checks["made ids that real rows have"]["value"] == 0
    assert checks["made ids that real rows have"]["passed"]
    model = load_synthesizer(tmp_path / "out" / "model.nonesuch")
    assert pl.DataFrame(model.sample(1500)).equals(made.tables["shop"])
    for seed in range(4):
        refs = pl.DataFrame(model.sample(1500, seed=seed))["cust_ref"]
        assert refs.n_unique() == 1500
        assert not refs.is_in(shop["cust_ref"].implode()).any()


def test_a_private_twin_does_not_look_at_ids_and_only_reports(tmp_path: Path) -> None:
    shop = _shop().with_columns(pl.int_range(0, 1500).alias("cust_ref"))
    shop.write_csv(tmp_path / "shop.csv")
    made = twin(
        tmp_path / "shop.csv", tmp_path / "out", engine="private", bounds={"age": (16, 100)}, learners=False, force=True
    )
    checks = {check["name"]: check for check in made.report["tables"]["shop"]["checks"]}
    assert checks["made ids that real rows have"]["value"] > 1000
    assert checks["made ids that real rows have"]["passed"] is None


def test_keys_of_related_tables_are_nobodys_and_still_match(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    folder = tmp_path / "clinic"
    folder.mkdir()
    patients = pl.DataFrame({"patient_id": range(1, 1001), "age": rng.integers(18, 90, 1000)})
    visits = pl.DataFrame({"visit_id": range(5000, 8000), "patient_id": rng.integers(1, 1001, 3000)})
    visits = visits.with_columns(pl.Series("ward", rng.choice(["a", "b", "c"], 3000)))
    patients.write_csv(folder / "patients.csv")
    visits.write_csv(folder / "visits.csv")
    made = twin(folder, tmp_path / "out", learners=False, force=True).tables
    assert not made["patients"]["patient_id"].is_in(patients["patient_id"].implode()).any()
    assert not made["visits"]["visit_id"].is_in(visits["visit_id"].implode()).any()
    assert made["visits"]["patient_id"].is_in(made["patients"]["patient_id"].implode()).all()
    assert made["patients"]["patient_id"].n_unique() == made["patients"].height
    load_database(tmp_path / "out" / "model.nonesuch")
