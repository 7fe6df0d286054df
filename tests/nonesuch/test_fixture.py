from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import nonesuch as ns
from nonesuch.errors import DataError, RecipeError, UsageError
from nonesuch.fixture import Fixture
from nonesuch.frames import to_pandas
from nonesuch.generators.pack import load_pack
from nonesuch.packs import known_packs

SHOP = Path(__file__).parents[1] / "packs" / "shop"
NAMES = [
    f"{place.name}.{table}"
    for place in known_packs()
    if place.origin == "built-in" and place.name != "reviews"  # seconds for each, and no other kinds of tables
    for table in (*load_pack(place.folder).shown, *load_pack(place.folder).views)
]


@pytest.mark.parametrize("name", NAMES)
def test_every_table_and_view_has_as_many_rows_as_wanted(name: str) -> None:
    made = Fixture(5)
    frame = made.polars(name, 7)
    assert frame.height == 7
    assert frame.equals(made.polars(name, 7))
    assert made.polars(name, 0).height == 0
    assert made.polars(name, 0).columns == frame.columns


def test_rows_of_a_table_are_those_of_the_whole() -> None:
    whole = ns.generate("fraud", customers=60, seed=5)
    for table in ("customers", "cards", "transactions"):
        assert Fixture(5).polars(f"fraud.{table}", 40).equals(whole.polars(table).head(40)), table


def test_records_are_dicts_of_python_values() -> None:
    records = Fixture(5).records("medical.patients", 3)
    assert len(records) == 3
    assert isinstance(records[0]["birth_date"], date)
    assert isinstance(records[0]["age"], int)
    assert isinstance(records[0]["sex"], str)
    assert records == Fixture(5).records("medical.patients", 3)
    assert records != Fixture(6).records("medical.patients", 3)
    assert records == Fixture(6).records("medical.patients", 3, seed=5)


def test_records_are_pydantic_objects_if_wanted() -> None:
    plain = Fixture(5).records("medical.case", 4)
    objects = Fixture(5).records("medical.case", 4, models=True)
    assert [type(record).__name__ for record in objects] == ["Case"] * 4
    assert [record.model_dump() for record in objects] == plain


def test_an_object_that_its_contract_refuses_is_told_in_brief(tmp_path: Path) -> None:
    pack = tmp_path / "shop"
    shutil.copytree(SHOP, pack)
    contract = pack / "schemas" / "order_row.schema.json"
    contract.write_text(contract.read_text("utf-8").replace('"maximum": 95', '"maximum": 18'), "utf-8")
    with pytest.raises(DataError, match="does not fit its contract") as told:
        Fixture(5).records(f"{pack}.order_row", 20, models=True)
    assert told.value.place == f"{pack}.order_row.age"
    assert told.value.expected == "Input should be less than or equal to 18"
    assert int(str(told.value.found)) > 18


def test_frames_are_of_pandas() -> None:
    frame = Fixture(5).frame("fraud.transactions", 10)
    assert isinstance(frame, pd.DataFrame)
    assert frame.shape[0] == 10
    assert frame.equals(to_pandas(Fixture(5).polars("fraud.transactions", 10)))


def test_data_hold_all_tables_and_belong_together() -> None:
    data = Fixture(5).data("fraud", customers=9)
    assert data["customers"].shape[0] == 9
    assert data.recipe.seed == 5
    assert set(data["accounts"]["customer_id"]) <= set(data["customers"]["customer_id"])


def test_given_values_are_kept() -> None:
    made = Fixture(5)
    assert set(made.frame("medical.patients", 5, given={"patients": {"sex": "female"}})["sex"]) == {"female"}
    assert set(made.frame("medical.encounters", 5, given={"encounters": {"age": 65}})["age"]) == {65}
    assert set(made.frame("medical.case", 5, given={"encounters": {"age": 65}})["age"]) == {65}


def test_packs_are_found_by_path() -> None:
    assert len(Fixture(5).records(f"{SHOP}.order_row", 3, models=True)) == 3


@pytest.mark.parametrize(
    ("name", "rows", "problem"),
    [
        ("medical", 1, "no name of a table"),
        ("medical.", 1, "no name of a table"),
        (".case", 1, "no name of a table"),
        ("medicine.case", 1, "unknown domain 'medicine'"),
        ("medical.cases", 1, "there is no table 'cases'"),
        ("medical.case", -1, "no number of rows"),
        ("medical.case", 1.5, "no number of rows"),
        ("medical.case", "3", r"no number of rows[\s\S]*expected: a whole number, 0 or more\n  found:    '3'"),
        ("fraud.cities", 26, "fewer rows"),
    ],
)
def test_wrong_names_and_numbers_are_told(name: str, rows: int, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        Fixture(5).records(name, rows)


def test_unknown_options_are_told() -> None:
    with pytest.raises(RecipeError, match="gvien"):
        Fixture(5).records("medical.case", 1, gvien={})
