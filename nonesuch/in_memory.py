"""Data in memory: `generate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.dataset import Dataset
from nonesuch.design import as_recipe, design, wanted_view
from nonesuch.generators.block import make_blocks, shared_frames
from nonesuch.generators.records import make_records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import Any

    from nonesuch.generators.plan import Plan
    from nonesuch.recipe import Recipe

__all__ = ["frames_of", "generate"]


def generate(
    what: str | Path | Recipe,
    *,
    seed: int | None = None,
    locale: str | None = None,
    reference_date: date | None = None,
    views: Sequence[str] | None = None,
    given: Mapping[str, Mapping[str, Any]] | None = None,
    targets: Mapping[str, Mapping[str, Mapping[str, float]]] | None = None,
    scenarios: Mapping[str, float] | None = None,
    **size: int,
) -> Dataset:
    """Make the rows of a domain or recipe, in memory.

    Args:
        what: A domain, the path of a pack, the path of a recipe file, or a recipe.
        seed: Any whole number; the same seed gives the same rows on every machine.
        locale: Locale of names and words, such as ``en_US``.
        reference_date: The day that counts as today; fixed unless it is named.
        views: Flat views to make besides the tables.
        given: Fixed values: table, column, and a value, a list of values, or ``{"min": ..., "max": ...}``.
        targets: Exact shares or numbers of rows: table, column, category.
        scenarios: Shares of event rows that belong to a scenario.
        **size: Rows of the root table, of shared tables, or of one view: ``customers=1000``.

    Returns:
        The tables.

    Raises:
        UsageError: If the domain is unknown.
        RecipeError: If something is asked for that the pack does not have, or that is impossible.
        PackError: If the pack is wrong.

    Example:
        >>> import nonesuch as ns
        >>> data = ns.generate("fraud", customers=20, seed=7)
        >>> data["customers"].shape[0], list(data)[-1]
        (20, 'transactions')
    """
    changes = {"seed": seed, "locale": locale, "reference_date": reference_date, "views": views, "given": given}
    recipe = as_recipe(what, size, **changes, targets=targets, scenarios=scenarios)
    plan = design(recipe)
    return Dataset(recipe, plan, frames_of(recipe, plan))


def frames_of(recipe: Recipe, plan: Plan) -> dict[str, pl.DataFrame]:
    """Make all frames of a plan.

    Args:
        recipe: What is wanted.
        plan: Its plan.

    Returns:
        Tables in the order of the pack, then views.
    """
    view = wanted_view(recipe, plan.pack)
    if view is not None or plan.settings.given:
        wanted = view or plan.pack.root
        made = make_records(plan, wanted, recipe.size.get(wanted, plan.roots))
    else:
        blocks = list(make_blocks(plan))
        empty = {name: pl.DataFrame(schema=plan.schema(name)) for name in plan.tables}
        made = {name: pl.concat([block[name] for block in blocks]) if blocks else empty[name] for name in plan.tables}
    frames = {**shared_frames(plan), **made}
    return {name: frames[name] for name in [*plan.pack.shown, *plan.settings.views]}
