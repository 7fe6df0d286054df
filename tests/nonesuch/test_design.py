"""A recipe is put together from a name, a file and changes, and becomes a plan or an error."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from nonesuch.design import as_recipe, design, wanted_view
from nonesuch.errors import PackError, RecipeError, UsageError
from nonesuch.generators.pack import load_pack
from nonesuch.recipe import Between, Recipe, read_recipe
from tests.runs import SHOP, TEMPLATE, shop

if TYPE_CHECKING:
    from pathlib import Path


def test_a_name_a_path_a_file_and_a_recipe_are_recipes(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text('domain = "medical"\nseed = 5\n', "utf-8")
    assert as_recipe("medical") == Recipe(domain="medical")
    assert as_recipe(SHOP) == Recipe(domain=str(SHOP))
    assert as_recipe(tmp_path / "r.toml") == as_recipe(str(tmp_path / "r.toml")) == Recipe(domain="medical", seed=5)
    assert as_recipe(shop(3)) == shop(3)


def test_changes_stand_over_the_file_and_sizes_are_laid_over_each_other(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text('domain = "fraud"\nseed = 5\nsize = { customers = 3, merchants = 4 }\n', "utf-8")
    made = as_recipe(tmp_path / "r.toml", {"customers": 9}, seed=6, locale=None)
    assert (made.seed, made.size, made.locale) == (6, {"customers": 9, "merchants": 4}, None)


def test_a_pack_beside_the_recipe_is_found(tmp_path: Path) -> None:
    (tmp_path / "mine").symlink_to(TEMPLATE)
    (tmp_path / "r.toml").write_text('domain = "mine"\n', "utf-8")
    assert read_recipe(tmp_path / "r.toml").domain == str(tmp_path / "mine")


def test_only_what_changes_rows_belongs_to_the_recipe_of_a_run() -> None:
    assert shop(3, "csv").to_dict() == shop(3).to_dict() == {"domain": str(SHOP), "size": {"customers": 3}}
    whole = Recipe(domain="x", given={"t": {"a": Between(min=date(2025, 1, 1), max=date(2025, 1, 2)), "b": [1, 2]}})
    assert Recipe(**whole.to_dict()) == whole


def test_a_view_that_is_counted_is_made() -> None:
    recipe = Recipe(domain=str(SHOP), size={"order_row": 3})
    assert wanted_view(recipe, load_pack(SHOP)) == "order_row"
    assert design(recipe).settings.views == ("order_row",)
    assert wanted_view(shop(3), load_pack(SHOP)) is None


@pytest.mark.parametrize("rows", [-1, 10_000_001])
def test_rows_of_a_view_are_bounded(rows: int) -> None:
    with pytest.raises(RecipeError, match="cannot have this size") as caught:
        design(Recipe(domain=str(SHOP), size={"order_row": rows}))
    assert caught.value.place == "size.order_row"


@pytest.mark.parametrize(
    ("recipe", "kind", "place"),
    [
        (Recipe(domain="nope"), UsageError, "domain"),
        (Recipe(domain=str(SHOP), views=["order_rows"]), RecipeError, "views"),
        (Recipe(domain=str(SHOP), given={"order_row": {"x": 1}}), RecipeError, "given.order_row.x"),
        (Recipe(domain=str(SHOP), given={"order_row": {"sex": "male"}, "customers": {"sex": "male"}}), RecipeError,
            "given.customers.sex"),
        (Recipe(domain=str(SHOP.parent)), UsageError, str(SHOP.parent)),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_told_with_its_place(recipe: Recipe, kind: type[PackError], place: str) -> None:
    with pytest.raises(kind) as caught:
        design(recipe)
    assert caught.value.place == place


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("seed = true", "a whole number"),
        ('size.reviews = "5"', "a whole number"),
        ('text.reviews.text.length = ["5", 9]', "a whole number"),
        ('augment.reviews.text.factor = "2"', "a whole number"),
        ('targets.reviews.sentiment.positive = "0.5"', "a number"),
        ("scenarios.spree = true", "a number"),
        ('inject.rule = "0.01"', "a number"),
    ],
)
def test_numbers_of_a_file_are_numbers(tmp_path: Path, line: str, expected: str) -> None:
    (tmp_path / "r.toml").write_text(f'domain = "reviews"\n{line}\n', "utf-8")
    with pytest.raises(RecipeError) as caught:
        read_recipe(tmp_path / "r.toml")
    assert f": {line.partition(' = ')[0]}" in (caught.value.place or "")
    assert "line 2" in (caught.value.place or "")
    assert caught.value.expected == expected
