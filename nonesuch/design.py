"""From a recipe to a plan: which pack, which sizes, which views, and whether it can be done."""

from __future__ import annotations

from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

from nonesuch.augmenting import augmentations
from nonesuch.bounds import check_given
from nonesuch.contracts import contracts_of
from nonesuch.errors import RecipeError, nearest
from nonesuch.generators.columns.expression import ExpressionSpec
from nonesuch.generators.columns.passage import PassageSpec
from nonesuch.generators.formula import alias_of, names_in
from nonesuch.generators.given.origin import origin_of
from nonesuch.generators.given.wanted import Wanted
from nonesuch.generators.lasting import lasting
from nonesuch.generators.pack import Pack, load_pack
from nonesuch.generators.plan import Plan, Settings, make_plan
from nonesuch.generators.rows.supplied import supply
from nonesuch.generators.text.wish import Wish
from nonesuch.packs import find_pack
from nonesuch.recipe import Between, Recipe, read_recipe
from nonesuch.tomlfile import load_model

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from nonesuch.generators.node import Node

__all__ = ["as_recipe", "design", "settings_of", "wanted_view"]

_MOST_RECORDS = 10_000_000
_MOST_NUMBER = 2**63 - 1
_KEYS = [name for name in Recipe.model_fields if name not in ("domain", "size", "output")]


def as_recipe(what: str | Path | Recipe, sizes: Mapping[str, int] | None = None, **changes: object) -> Recipe:
    """Make a recipe of a domain's name, a recipe's file, or a recipe, with changes.

    Args:
        what: A domain, the path of a pack or of a recipe file, or a recipe.
        sizes: Rows by table, over those of the recipe.
        **changes: Other keys of the recipe; those that are None change nothing.

    Returns:
        The recipe.

    Raises:
        RecipeError: If the file does not hold a recipe, or a change is of the wrong type.
    """
    if isinstance(what, Recipe):
        recipe = what
    elif str(what).endswith(".toml"):
        recipe = read_recipe(Path(what))
    else:
        recipe = Recipe(domain=str(what))
    update = {key: value for key, value in changes.items() if value is not None}
    if not update and not sizes:
        return recipe
    asked: Mapping[str, object] = sizes or {}
    for name, rows in asked.items():
        if isinstance(rows, bool) or not isinstance(rows, Integral):
            hint = nearest(name, _KEYS) or ""
            raise RecipeError(
                f"wrong value for {name!r}", place=f"recipe: size.{name}", found=repr(rows),
                expected="a whole number: rows of a table or view", hint=hint if hint.startswith("did") else None,
            )  # fmt: skip
    whole = {**dict(recipe), **update, "size": {**recipe.size, **(sizes or {})}}
    return load_model(Recipe, whole, path="recipe", error=RecipeError)


@lasting()
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
    for table, path in recipe.tables.items():
        pack = supply(pack, table, path, kinds=_kinds(pack, table))
    return make_plan(pack, settings_of(recipe, pack))


def _kinds(pack: Pack, table: str) -> dict[str, str]:
    """What the contract of a table says its columns hold, in the words of rows."""
    contract = contracts_of(pack).get(table)
    said = {} if contract is None else contract.columns
    kinds = {name: "text" if column.kind == "string" else column.kind for name, column in said.items()}
    kinds |= {name: "date" for name, column in said.items() if column.format == "date"}
    return {name: kind for name, kind in kinds.items() if kind != "array" and said[name].format in (None, "date")}


def settings_of(recipe: Recipe, pack: Pack) -> Settings:
    """What a recipe fixes, in the engine's words.

    Args:
        recipe: What is wanted.
        pack: The pack.

    Returns:
        The settings.

    Raises:
        RecipeError: If the recipe names something unknown.
    """
    targets = {
        (table, column): target for table, columns in recipe.targets.items() for column, target in columns.items()
    }
    view = wanted_view(recipe, pack)
    return Settings(
        seed=recipe.seed,
        size={name: rows for name, rows in recipe.size.items() if name != view},
        locale=recipe.locale,
        reference_date=recipe.reference_date,
        targets=targets,
        scenarios=recipe.scenarios,
        views=tuple(dict.fromkeys([*recipe.views, *([view] if view else [])])),
        given=_given(recipe, pack),
        texts=_texts(recipe, pack),
        searched=view is not None or bool(recipe.given),
        augment=augmentations(recipe, pack, searched=view is not None or bool(recipe.given)),
    )


def _texts(recipe: Recipe, pack: Pack) -> dict[Node, Wish]:
    """The wishes about texts; what a passage is to tell, its parts are to tell."""
    wishes: dict[Node, Wish] = {}
    for table, columns in recipe.text.items():
        specs = pack.tables[table].columns if table in pack.tables else {}
        for column, wish in columns.items():
            wanted = Wish(wish.length, wish.unit, tuple(wish.require), wish.unique, wish.level)
            spec = specs.get(column)
            if isinstance(spec, PassageSpec) and wanted == Wish(level=wish.level):
                wishes = {(table, part): wanted for part in spec.parts} | wishes
            else:
                wishes[table, column] = wanted
    return wishes


def wanted_view(recipe: Recipe, pack: Pack) -> str | None:
    """The view whose rows the recipe counts, if it counts those of a view.

    Raises:
        RecipeError: If it counts the rows of two views, or of a view and of the root table.
    """
    views = [name for name in recipe.size if name in pack.views]
    if len(views) > 1 or (views and pack.root in recipe.size):
        raise RecipeError(
            "rows are counted once",
            place="size",
            expected="rows of one view, or of the root table",
            found=dict(recipe.size),
        )
    if views and not 0 <= recipe.size[views[0]] <= _MOST_RECORDS:
        expected = f"0 to {_MOST_RECORDS:,} rows; a view that is made beside the tables may have more"
        raise RecipeError(
            f"view {views[0]!r} cannot have this size",
            place=f"size.{views[0]}",
            expected=expected,
            found=recipe.size[views[0]],
        )
    return views[0] if views else None


def _given(recipe: Recipe, pack: Pack) -> dict[Node, Wanted]:
    if recipe.given:
        check_given(recipe.given, contracts_of(pack))
    asked: dict[Node, Wanted] = {}
    for table, columns in recipe.given.items():
        for column, value in columns.items():
            place = f"given.{table}.{column}"
            node = _behind_view(table, column, pack, place) if table in pack.views else (table, column)
            if node in asked:
                raise RecipeError("a column is given twice", place=place, found=asked[node].place)
            asked[node] = _wanted(value, place)
    given = dict(asked)
    for node in asked:
        origin = origin_of(pack, *node) if node[0] in pack.tables else node
        if origin not in given:  # else the column is held against what is given of its origin
            given[origin] = given.pop(node)
    return given


def _wanted(value: Any, place: str) -> Wanted:
    ends = [value.min, value.max] if isinstance(value, Between) else value if isinstance(value, list) else [value]
    for end in ends:
        if isinstance(end, int | float) and not abs(end) <= _MOST_NUMBER:
            raise RecipeError(
                "a number is out of bounds", place=place, expected="numbers of at most 63 bits", found=end
            )
    if isinstance(value, Between):
        _check_order(value, place)
        return Wanted(low=value.min, high=value.max, place=place)
    return Wanted(tuple(value) if isinstance(value, list) else (value,), place=place)


def _check_order(between: Between, place: str) -> None:
    ends: tuple[Any, Any] = (between.min, between.max)
    alike = type(ends[0]) is type(ends[1]) or all(isinstance(end, int | float) for end in ends)
    if alike and ends[0] > ends[1]:
        raise RecipeError(
            "no value lies in this range", place=place, expected="min at most max", found=f"{ends[0]} to {ends[1]}"
        )


def _behind_view(view: str, column: str, pack: Pack, place: str) -> Node:
    """The column of a table that a column of a view shows."""
    spec = pack.views[view].columns.get(column)
    if spec is None:
        raise RecipeError(f"unknown column {column!r}", place=place, hint=nearest(column, pack.views[view].columns))
    alias = (alias_of(spec.value) if isinstance(spec, ExpressionSpec) and not spec.missing else None) or ""
    if "." not in alias and alias in pack.views[view].columns and alias != column:
        return _behind_view(view, alias, pack, place)
    table, _, name = alias.rpartition(".")
    if table not in pack.tables or name not in pack.tables[table].columns:
        read = ", ".join(names_in(spec.value)) if isinstance(spec, ExpressionSpec) else ""
        expected = f"the columns that it is computed from{f': {read}' if read else ''}"
        raise RecipeError("the view computes this column", place=place, expected=expected)
    return table, name
