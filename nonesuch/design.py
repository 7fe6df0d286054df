"""From a recipe to a plan: which pack, which sizes, which views, and whether it can be done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nonesuch.errors import RecipeError, nearest
from nonesuch.generators.pack import Pack, load_pack
from nonesuch.generators.plan import Plan, Settings, make_plan
from nonesuch.packs import find_pack
from nonesuch.recipe import Recipe, read_recipe

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["as_recipe", "design"]


def as_recipe(what: str | Path | Recipe, sizes: Mapping[str, int] | None = None, **changes: object) -> Recipe:
    """Make a recipe of a domain's name, a recipe's file, or a recipe, with changes.

    Args:
        what: A domain, the path of a pack or of a recipe file, or a recipe.
        sizes: Rows by table, over those of the recipe.
        **changes: Other keys of the recipe; those that are None change nothing.

    Returns:
        The recipe.

    Raises:
        RecipeError: If the file does not hold a recipe.
    """
    if isinstance(what, Recipe):
        recipe = what
    elif str(what).endswith(".toml"):
        recipe = read_recipe(Path(what))
    else:
        recipe = Recipe(domain=str(what))
    update = {key: value for key, value in changes.items() if value is not None}
    return recipe.model_copy(update={**update, "size": {**recipe.size, **(sizes or {})}})


def design(recipe: Recipe, *, pack: Pack | None = None) -> Plan:
    """Plan a recipe.

    Args:
        recipe: What is wanted.
        pack: The pack, if it is loaded already.

    Returns:
        The plan.

    Raises:
        UsageError: If the domain is unknown.
        PackError: If the pack is wrong.
        RecipeError: If the recipe names something unknown or asks for something impossible.
    """
    pack = pack or load_pack(find_pack(recipe.domain))
    return make_plan(pack, settings_of(recipe, pack))


def settings_of(recipe: Recipe, pack: Pack) -> Settings:
    """What a recipe fixes, in the engine's words."""
    for table in (*recipe.targets, *recipe.text):
        if table not in pack.tables:
            raise RecipeError(f"unknown table {table!r}", place=f"targets.{table}", hint=nearest(table, pack.tables))
    targets = {
        (table, column): target for table, columns in recipe.targets.items() for column, target in columns.items()
    }
    return Settings(
        seed=recipe.seed,
        size=recipe.size,
        locale=recipe.locale,
        reference_date=recipe.reference_date,
        targets=targets,
        scenarios=recipe.scenarios,
        views=tuple(recipe.views),
    )
