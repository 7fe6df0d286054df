from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import nonesuch as ns
from nonesuch.contracts import contracts_of
from nonesuch.errors import UsageError
from nonesuch.generators.pack import load_pack
from nonesuch.packs import known_packs

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "tests" / "packs" / "shop"
PACKS = [SHOP, *(place.folder for place in known_packs() if place.origin == "built-in")]
WITH_CONTRACTS = [folder for folder in PACKS if contracts_of(load_pack(folder))]


def rows_of(folder: Path) -> dict[str, list[dict[str, Any]]]:
    pack = load_pack(folder)
    data = ns.generate(ns.Recipe(domain=str(folder), seed=5, views=list(pack.views), size={pack.root: 30}))
    return {name: data.polars(name).head(200).to_dicts() for name in data}


@pytest.mark.parametrize("folder", WITH_CONTRACTS, ids=lambda folder: folder.name)
def test_rows_of_every_table_and_view_make_objects_that_hold_the_same(folder: Path) -> None:
    made = ns.models(folder)
    for table, rows in rows_of(folder).items():
        for row in rows:
            assert made[table](**row).model_dump() == row


@pytest.mark.parametrize("folder", WITH_CONTRACTS, ids=lambda folder: folder.name)
def test_rows_with_a_missing_or_a_strange_value_are_refused(folder: Path) -> None:
    made = ns.models(folder)
    for table, rows in rows_of(folder).items():
        if not rows:
            continue
        for name in made[table].model_fields:
            with pytest.raises(ValidationError, match=name):
                made[table](**{**rows[0], name: object()})
            if made[table].model_fields[name].is_required():
                with pytest.raises(ValidationError, match="Field required"):
                    made[table](**{key: value for key, value in rows[0].items() if key != name})


def test_bounds_choices_and_dates_are_those_of_the_contract() -> None:
    medical = ns.models("medical")
    patient = rows_of(ROOT / "domains" / "medical")["patients"][0]
    wrong = {"age": 17, "sex": "none", "birth_date": "yesterday", "height_cm": 99.0, "phone": "911", "postcode": "A"}
    for name, value in wrong.items():
        with pytest.raises(ValidationError, match=name):
            medical.Patients(**{**patient, name: value})
    assert medical.Patients(**{**patient, "birth_date": patient["birth_date"].isoformat()}).model_dump() == patient


def test_null_is_taken_where_the_contract_allows_it() -> None:
    fraud = ns.models("fraud")
    row = rows_of(ROOT / "domains" / "fraud")["transactions"][0]
    assert fraud.Transactions(**{**row, "trip_id": None}).model_dump()["trip_id"] is None
    with pytest.raises(ValidationError, match="card_id"):
        fraud.Transactions(**{**row, "card_id": None})


def test_classes_are_found_by_table_and_by_name_and_documented() -> None:
    medical = ns.models("medical")
    assert list(medical) == ["patients", "conditions", "family_history", "encounters", "vitals", "case"]
    assert len(medical) == 6
    assert issubclass(medical.Case, BaseModel)
    assert medical["case"] is medical.Case
    assert medical.Case.__doc__ == "The flat case record"
    assert medical.Patients.model_fields["age"].description == "Whole years on the reference date"
    assert "FamilyHistory" in dir(medical)
    assert repr(medical).startswith("<Models medical: Patients, ")


def test_unknown_names_are_told() -> None:
    medical = ns.models("medical")
    with pytest.raises(UsageError, match="did you mean 'patients'"):
        medical["patient"]
    with pytest.raises(AttributeError, match="did you mean 'Patients'"):
        _ = medical.Patient
    with pytest.raises(UsageError, match="unknown domain 'medicine'"):
        ns.models("medicine")


def test_a_pack_without_contracts_has_no_classes(tmp_path: Path) -> None:
    for path in (ROOT / "domains" / "_template").rglob("*"):
        if path.is_file() and "schemas" not in path.parts:
            copy = tmp_path / "bare" / path.relative_to(ROOT / "domains" / "_template")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    with pytest.raises(UsageError, match="has no contracts"):
        ns.models(tmp_path / "bare")
