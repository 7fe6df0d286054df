"""Rows of one table or view, in memory: `make_rows`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.design import as_recipe, design, settings_of
from nonesuch.errors import UsageError, nearest
from nonesuch.generators.block import shared_frames
from nonesuch.generators.pack import load_pack
from nonesuch.generators.plan import make_plan
from nonesuch.generators.records import make_records
from nonesuch.in_memory import make_dataset
from nonesuch.packs import find_pack

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.generators.pack import Pack
    from nonesuch.recipe import Recipe

__all__ = ["make_rows"]


def make_rows(what: str | Path | Recipe, table: str, rows: int, **changes: object) -> pl.DataFrame:
    """Make a number of rows of one table or view, quickly: as they are drawn first, without holding them against rules.

    Args:
        what: A domain, the path of a pack, or a recipe; its sizes do not matter.
        table: A table or view.
        rows: How many rows; of a listed table at most as many as it has.
        **changes: Keys of the recipe: ``seed``, ``given``, ``locale``, ``reference_date``, ``scenarios``.

    Returns:
        Shape (rows, columns).

    Raises:
        UsageError: If domain or table are unknown, or a listed table has fewer rows.
        RecipeError: If something is asked for that the pack does not have, or that is impossible.
        PackError: If the pack is wrong.

    Example:
        >>> make_rows("fraud", "transactions", 3, seed=7)["transaction_id"].to_list()
        [1, 2, 3]
    """
    recipe = as_recipe(what, None, **changes).model_copy(update={"size": {}, "check": False})
    pack = load_pack(find_pack(recipe.domain))
    _check(pack, table, rows)
    if not rows:
        views = [table] if table in pack.views else []
        plan = design(recipe.model_copy(update={"views": views}), pack=pack)
        return pl.DataFrame(schema=plan.schema(table))
    if table in pack.views or table == pack.root:
        recipe = recipe.model_copy(update={"size": {table: rows}})
        return make_dataset(recipe, design(recipe, pack=pack)).polars(table)
    if table in pack.shared:
        return _shared(recipe, pack, table, rows)
    plan = make_plan(pack, replace(settings_of(recipe, pack), searched=True))
    return make_records(plan, table, rows)[table]


def _check(pack: Pack, table: str, rows: int) -> None:
    known = [*pack.shown, *pack.views]
    if table not in known:
        raise UsageError(f"there is no table {table!r}", place=pack.name, hint=nearest(table, known))
    if isinstance(rows, bool) or not isinstance(rows, int) or rows < 0:
        raise UsageError(
            "this is no number of rows",
            place=f"{pack.name}.{table}",
            expected="a whole number, 0 or more",
            found=repr(rows),
        )


def _shared(recipe: Recipe, pack: Pack, table: str, rows: int) -> pl.DataFrame:
    size = {table: rows} if table in pack.spec.size else {}
    frame = shared_frames(design(recipe.model_copy(update={"size": size}), pack=pack))[table]
    if frame.height < rows:
        place = f"{pack.name}.{table}"
        raise UsageError("the table has fewer rows", place=place, expected=f"at most {frame.height:,}", found=rows)
    return frame.head(rows)
