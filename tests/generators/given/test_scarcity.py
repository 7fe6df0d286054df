from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nonesuch import generate
from nonesuch.design import as_recipe, design
from nonesuch.errors import RecipeError
from nonesuch.in_memory import search_records
from tests.packmaker import KEY, make_pack

if TYPE_CHECKING:
    from nonesuch.generators.pack import Pack

SHOP = Path(__file__).parents[2] / "packs" / "shop"
KIND = {"kind": "category", "weights": {"common": 0.96, "rare": 0.04}}
SPECS: dict[str, Any] = {
    "people": {
        "columns": {
            "person_id": KEY,
            "kind": KIND,
            "hour": {
                "kind": "number",
                "distribution": "uniform",
                "parameters": {"low": 0, "high": 24},
                "integer": True,
            },
            "later": "hour * 1",
            "lucky": "kind = 'rare' AND hour < 12",
            "unlucky": "kind = 'common' AND hour >= 12",
        }
    },
    "orders": {"parent": "people", "columns": {"order_id": KEY, "first": "people.lucky"}},
}
VIEWS = {
    "row": {
        "parent": "orders",
        "rows": {"kind": "each", "where": "people.kind = 'common'"},
        "columns": {"x": "orders.order_id"},
    }
}


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return make_pack(tmp_path, SPECS, views=VIEWS)


def refused(pack: Pack, given: dict[str, Any], table: str) -> RecipeError:
    recipe = as_recipe(str(pack.folder), {table: 5}, given=given)
    with pytest.raises(RecipeError, match="only 0 of 5 records have the given values") as told:
        generate(recipe)
    return told.value


def test_values_that_never_meet_are_told_with_the_share_of_each(pack: Pack) -> None:
    told = refused(pack, {"people": {"lucky": True, "unlucky": True}}, "people")
    found = re.fullmatch(
        r"of ([\d,]+) rows of people, ([\d.]+) % have people.lucky = True, ([\d.]+) % have people.unlucky = True",
        str(told.hint),
    )
    assert found is not None
    assert int(found[1].replace(",", "")) >= 50_000
    assert float(found[2]) == pytest.approx(2, abs=0.4)
    assert float(found[3]) == pytest.approx(48, abs=2)
    assert "rows of people were looked at" in str(told.found)


def test_a_value_that_never_occurs_is_told_with_what_there_is(pack: Pack) -> None:
    assert "none have people.later = 25 (there are 0 to 2" in str(
        refused(pack, {"people": {"later": 25}}, "people").hint
    )


def test_rows_that_the_view_leaves_out_are_counted(pack: Pack) -> None:
    told = refused(pack, {"orders": {"first": True}}, "row")
    assert re.search(r"9\d % are shown by row$", str(told.hint))
    assert re.search(r"[12]\.?\d* % have orders.first = True", str(told.hint))


def test_a_search_tells_how_far_it_has_come(pack: Pack) -> None:
    recipe = as_recipe(str(pack.folder), {"people": 400}, given={"people": {"lucky": True}})
    steps: list[tuple[int, int, int]] = []
    made = search_records(recipe, design(recipe), progress=lambda *step: steps.append(step))
    assert made["people"]["lucky"].to_list() == [True] * 400
    assert len(steps) > 1
    assert steps == sorted(steps)
    assert steps[-1][:2] == (400, 400)
    assert steps[-1][2] >= 400


@pytest.mark.parametrize(
    ("given", "expected", "found"),
    [
        ({"customers": {"age": 17}}, "18 to 95 a", "17"),
        ({"customers": {"age": [5, 96]}}, "18 to 95 a", "5, 96"),
        ({"customers": {"age": {"min": 100, "max": 120}}}, "18 to 95 a", "100 to 120"),
        ({"order_row": {"total": 0}}, "more than 0", "0"),
        ({"customers": {"order_count": -1}}, "0 to 12", "-1"),
    ],
)
def test_what_a_contract_forbids_is_told_at_once(given: dict[str, Any], expected: str, found: str) -> None:
    with pytest.raises(RecipeError, match="no record may have this value") as told:
        generate(SHOP, given=given, customers=5)
    assert (told.value.expected, told.value.found) == (expected, found)


def test_what_a_contract_allows_in_part_is_searched() -> None:
    made = generate(SHOP, given={"customers": {"age": {"min": 90, "max": 120}}}, customers=20)
    assert made.polars("customers")["age"].is_between(90, 95).all()
    day = {"customers": {"joined_on": {"min": date(2024, 1, 1), "max": date(2024, 12, 31)}}}
    assert set(generate(SHOP, given=day, customers=5).polars("customers")["joined_on"].dt.year()) == {2024}
