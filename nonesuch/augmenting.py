"""What a recipe wants to be augmented, in the engine's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonesuch.errors import RecipeError, nearest
from nonesuch.generators.columns import TEXT_KINDS
from nonesuch.generators.resources import Resources
from nonesuch.generators.text.augmentation.rows import Augmentation
from nonesuch.generators.text.template import Field

if TYPE_CHECKING:
    from nonesuch.generators.node import Node
    from nonesuch.generators.pack import Pack
    from nonesuch.recipe import Recipe

__all__ = ["augmentations"]


def augmentations(recipe: Recipe, pack: Pack, *, searched: bool) -> dict[Node, Augmentation]:
    """Read which texts are to be varied.

    Args:
        recipe: What is wanted.
        pack: The pack.
        searched: Whether records are searched for one after another.

    Returns:
        Augmentations by table and column.

    Raises:
        RecipeError: If the recipe names a column that holds no texts, or searches for its records.
    """
    found = {}
    facts = _facts(pack, recipe.locale or pack.spec.locales[0]) if recipe.augment else frozenset()
    for table, columns in recipe.augment.items():
        if table not in pack.shown:
            raise RecipeError(f"unknown table {table!r}", place=f"augment.{table}", hint=nearest(table, pack.shown))
        spec = pack.tables[table].columns
        texts = [name for name, column in spec.items() if column.kind in TEXT_KINDS and not column.hidden]
        for column, wish in columns.items():
            place = f"augment.{table}.{column}"
            if column not in texts:
                expected = ", ".join(texts) or "a table with texts"
                raise RecipeError(f"{column!r} is no column of texts", place=place, expected=expected)
            if searched:
                raise RecipeError(
                    "records that are searched for are not varied", place=place,
                    hint="generate first, then: nonesuch augment FILE",
                )  # fmt: skip
            asked = recipe.text.get(table, {}).get(column)
            window = asked.length if asked is not None and asked.unit == "characters" else None
            found[table, column] = Augmentation(tuple(wish.kinds), wish.factor, window, facts)
    return found


def _facts(pack: Pack, locale: str) -> frozenset[str]:
    """Slots that hold values of columns."""
    beside = Resources(pack.folder)
    if locale not in beside.locales:
        return frozenset()
    symbols = beside.grammar(locale).symbols.values()
    items = (item for symbol in symbols for alternative in symbol.every() for item in alternative.parts)
    return frozenset(item.slot for item in items if isinstance(item, Field))
