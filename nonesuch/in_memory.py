"""Data in memory: `generate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.control import Control
from nonesuch.dataset import Dataset
from nonesuch.design import as_recipe, design, wanted_view
from nonesuch.feasibility import check_memory
from nonesuch.generators.lasting import lasting
from nonesuch.generators.records import make_records
from nonesuch.quality import judge_all
from nonesuch.run.shard import shards_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import Any

    from nonesuch.control import Judged
    from nonesuch.generators.plan import Plan
    from nonesuch.recipe import AugmentWish, Recipe, TextWish

__all__ = ["generate", "is_searched", "make_dataset", "search_records"]


def generate(
    what: str | Path | Recipe,
    *,
    seed: int | None = None,
    locale: str | None = None,
    reference_date: date | None = None,
    views: Sequence[str] | None = None,
    given: Mapping[str, Mapping[str, Any]] | None = None,
    targets: Mapping[str, Mapping[str, Mapping[str, float]]] | None = None,
    tables: Mapping[str, str | Path] | None = None,
    text: Mapping[str, Mapping[str, TextWish | Mapping[str, Any]]] | None = None,
    augment: Mapping[str, Mapping[str, AugmentWish | Mapping[str, Any]]] | None = None,
    scenarios: Mapping[str, float] | None = None,
    inject: Mapping[str, float] | None = None,
    check: bool | None = None,
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
        tables: Your own rows of shared tables: table, CSV or Parquet file.
        text: What texts must be like: table, column, and any of ``{"length": [least, most], "unit": ...,
            "require": [...], "unique": ..., "level": ...}``.
        augment: Variants of texts to make besides: table, column, and ``{"kinds": [...], "factor": ...}``; see
            `Dataset.augmented`.
        scenarios: Shares of event rows that belong to a scenario.
        inject: Rules to break on purpose: rule, share of rows.
        check: Whether rows are held against contracts and rules as they are made; what fails is drawn again.
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
        >>> wish = {"reviews": {"text": {"length": [9, 12], "unit": "words"}}}
        >>> ns.generate("reviews", reviews=5, text=wish).polars("reviews")["text"].str.split(" ").list.len().max() <= 12
        True
    """
    recipe = as_recipe(
        what, size, seed=seed, locale=locale, reference_date=reference_date, views=views, given=given,
        targets=targets, tables=tables, text=text, augment=augment, scenarios=scenarios, inject=inject, check=check,
    )  # fmt: skip
    return make_dataset(recipe, design(recipe))


@lasting()
def make_dataset(recipe: Recipe, plan: Plan) -> Dataset:
    """Make all rows of a plan.

    Args:
        recipe: What is wanted.
        plan: Its plan.

    Returns:
        Tables in the order of the pack, then views.
    """
    if not is_searched(recipe, plan):
        check_memory(plan)
    control = Control(plan, recipe)
    judged = [*_judged(control), control.shared()]
    empty = {name: pl.DataFrame(schema=plan.schema(name)) for name in plan.tables}
    made = {name: [group.frames[name] for group in judged[:-1]] for name in plan.tables}
    frames = {name: pl.concat(parts) if parts else empty[name] for name, parts in made.items()} | judged[-1].frames
    shown = {name: frames[name] for name in [*plan.pack.shown, *plan.settings.views]}
    variants = {
        name: pl.concat([group.augmented[name] for group in judged if name in group.augmented])
        for name in recipe.augment
        if any(name in group.augmented for group in judged)
    }
    return Dataset(recipe, plan, shown, quality=judge_all(control, judged), augmented=variants)


def _judged(control: Control) -> Iterator[Judged]:
    if is_searched(control.recipe, control.plan):
        yield control.records(search_records(control.recipe, control.plan))
        return
    for shard in shards_of(control.plan, one_file=control.recipe.output.one_file):
        yield from control.blocks(shard.first, shard.last)


def is_searched(recipe: Recipe, plan: Plan) -> bool:
    """Whether records are searched for one after another: rows of a view are counted, or values are given."""
    return wanted_view(recipe, plan.pack) is not None or bool(plan.settings.given)


def search_records(
    recipe: Recipe, plan: Plan, *, progress: Callable[[int, int, int], None] | None = None
) -> dict[str, pl.DataFrame]:
    """Make a wanted number of records.

    Args:
        recipe: What is wanted.
        plan: Its plan.
        progress: Called with records found, records wanted and rows looked at.

    Returns:
        Rows by table; the tables that all families share are not among them.
    """
    wanted = wanted_view(recipe, plan.pack) or plan.pack.root
    made = make_records(plan, wanted, recipe.size.get(wanted, plan.roots), progress=progress)
    return {name: made[name] for name in plan.tables}
