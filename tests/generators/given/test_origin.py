from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nonesuch import generate
from nonesuch.errors import RecipeError
from nonesuch.generators.given.origin import origin_of
from tests.packmaker import KEY, make_pack

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.generators.pack import Pack

RARE = 5.1
NORMAL = {"kind": "number", "distribution": "normal", "parameters": {"mean": 0, "sd": 1}, "decimals": 1}
SPECS: dict[str, Any] = {
    "people": {
        "columns": {"person_id": KEY, "mood": NORMAL, "feeling": '"mood"', "twice": "mood * 2",
                    "gappy": {"kind": "expression", "value": "mood", "missing": 0.5,
                              "source": "test", "confidence": "assumed"}},
    },
    "orders": {
        "parent": "people",
        "columns": {"order_id": KEY, "temper": "people.feeling", "again": "temper"},
    },
}  # fmt: skip
VIEWS = {
    "row": {"parent": "orders", "columns": {"order_id": "orders.order_id", "x": '"orders"."again"', "y": "x"}},
}


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return make_pack(tmp_path, SPECS, views=VIEWS)


@pytest.mark.parametrize(
    ("table", "column", "origin"),
    [
        ("people", "mood", ("people", "mood")),
        ("people", "feeling", ("people", "mood")),
        ("orders", "again", ("people", "mood")),
        ("people", "twice", ("people", "twice")),
        ("people", "gappy", ("people", "gappy")),
        ("people", "nothing", ("people", "nothing")),
    ],
)
def test_names_lead_to_the_column_that_makes_the_values(
    pack: Pack, table: str, column: str, origin: tuple[str, str]
) -> None:
    assert origin_of(pack, table, column) == origin


@pytest.mark.parametrize("given", [{"orders": {"again": RARE}}, {"row": {"x": RARE}}, {"row": {"y": RARE}}])
def test_a_value_too_rare_to_be_found_is_set_under_any_name(pack: Pack, given: dict[str, dict[str, float]]) -> None:
    data = generate(str(pack.folder), given=given, views=["row"], row=20)
    assert data["row"]["x"].to_list() == [RARE] * 20
    assert data["row"]["y"].to_list() == [RARE] * 20


def test_a_column_and_its_origin_may_both_be_given(pack: Pack) -> None:
    data = generate(str(pack.folder), given={"people": {"mood": [0.1, 0.2], "feeling": 0.1}}, people=20)
    assert set(data["people"]["mood"]) == {0.1}
    with pytest.raises(RecipeError, match="given values"):
        generate(str(pack.folder), given={"people": {"mood": 0.1, "feeling": 0.2}}, people=5)


def test_one_column_is_given_once(pack: Pack) -> None:
    with pytest.raises(RecipeError, match="given twice"):
        generate(str(pack.folder), given={"orders": {"again": 0.1}, "row": {"x": 0.2}}, row=5)
