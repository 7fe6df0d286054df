from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel, ValidationError

from nonesuch.validators import load_contract, load_contracts, models

if TYPE_CHECKING:
    import polars as pl

    from nonesuch.validators import Contract

EVERYTHING = load_contract(Path(__file__).parent / "schemas" / "everything.schema.json")
SHOP = load_contracts(Path(__file__).parents[2] / "packs" / "shop" / "schemas")

SPANS = st.fixed_dictionaries(
    {"slot": st.sampled_from(["who", "when", "where"]), "start": st.integers(-1, 3)},
    optional={"end": st.none() | st.integers(-1, 3), "more": st.just(1)},
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(-8, 60) | st.just(3.0),
    "number": st.floats(-11, 11) | st.integers(-11, 11).map(lambda n: n / 2),
    "string": st.sampled_from(
        ["a", "abc", "yes", "AB-12", "bc", "2026-02-28", "2026-02-30", "ann", "123e4567-e89b-12d3-a456-426614174000"]
    ),
    "boolean": st.booleans(),
    "array": st.lists(st.sampled_from(["a", "b", "", "B"]) | st.integers(-2, 2) | SPANS, max_size=4),
}
CHECKED = [name for name, column in EVERYTHING.columns.items() if column.format not in ("date-time", "time", "email")]


def only(name: str) -> tuple[type[BaseModel], Draft202012Validator]:
    """A model and a validator of one column of the contract for everything."""
    properties = {name: EVERYTHING.columns[name]}
    schema = EVERYTHING.schema.model_copy(update={"properties": properties, "required": [name]})
    document = {"properties": {name: EVERYTHING.document["properties"][name]}, "required": [name]}
    contract: Contract = replace(EVERYTHING, schema=schema)
    return models({"one": contract})["one"], Draft202012Validator(document, format_checker=FormatChecker())


@pytest.mark.parametrize("name", CHECKED)
def test_a_record_makes_an_object_exactly_if_the_library_takes_it(name: str) -> None:
    model, validator = only(name)
    kind = EVERYTHING.columns[name].kind

    @given(VALUES[kind] | st.none() | st.sampled_from([True, "x", 7, 0.5, [], {}]))
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    def compare(value: Any) -> None:
        try:
            model(**{name: value})
            taken = True
        except ValidationError:
            taken = False
        assert taken == validator.is_valid({name: value}), value

    compare()


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("moment", "2026-02-28T10:00:00Z", "2026-02-28 10:00:00"),
        ("moment", "2026-02-28T10:00:00.5+01:00", "2026-02-30T10:00:00Z"),
        ("clock", "10:00:00Z", "25:00:00Z"),
        ("mail", "ann@example.com", "ann at example.com"),
        ("day", date(2026, 2, 28), 20260228),
    ],
)
def test_moments_and_addresses(name: str, good: Any, bad: Any) -> None:
    model, _ = only(name)
    model(**{name: good})
    with pytest.raises(ValidationError):
        model(**{name: bad})


def test_rows_of_the_shop_make_objects(shop_frames: dict[str, pl.DataFrame]) -> None:
    classes = models(SHOP)
    for table, model in classes.items():
        for record in shop_frames[table].head(50).to_dicts():
            assert model(**record).model_dump() == record


def test_classes_say_what_the_contract_says() -> None:
    classes = models(SHOP)
    order, line = classes["orders"], classes["lines"]
    assert (order.__name__, order.__doc__) == ("Orders", "An order")
    assert list(order.model_fields) == list(SHOP["orders"].columns)
    assert order.model_fields["note"].description == "What the packer should know"
    assert order.model_fields["ordered_on"].annotation is date
    assert not line.model_fields["substitute_id"].is_required()
    assert classes["products"].model_json_schema()["properties"]["price"]["maximum"] == 900
    assert all(field.alias is None for field in order.model_fields.values())


def test_annotations_are_checked_too() -> None:
    product = models(SHOP)["products"]
    with pytest.raises(ValidationError, match="more than 2 decimals"):
        product(product_id=1, group="toy", price=1.005)
    with pytest.raises(ValidationError, match="Extra inputs"):
        product(product_id=1, group="toy", price=1.0, colour="red")
