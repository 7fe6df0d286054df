"""Rows of a recipe into a database: `seed` makes them block by block, `store` takes them ready made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonesuch.classes import find_contracts
from nonesuch.design import as_recipe, design, wanted_view
from nonesuch.generators.block import make_blocks, shared_frames
from nonesuch.generators.ladder import block_count
from nonesuch.in_memory import frames_of
from nonesuch.sql.database import transaction
from nonesuch.sql.load import create_tables, load_batches
from nonesuch.sql.schema import metadata_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import polars as pl

    from nonesuch.generators.plan import Plan
    from nonesuch.recipe import Recipe

__all__ = ["seed", "store"]


def seed(
    url: str,
    what: str | Path | Recipe,
    *,
    replace: bool = False,
    progress: Callable[[int, int, int], None] | None = None,
) -> dict[str, int]:
    """Make the rows of a domain or recipe and put them into a database, all or none.

    Rows are made and stored block by block, so that memory does not grow with their number.

    Args:
        url: ``sqlite:///file.db`` or ``postgresql://user:password@host/database``.
        what: A domain, the path of a pack or of a recipe file, or a recipe.
        replace: Whether tables of the same names are dropped first.
        progress: Called with batches stored, batches in all, and rows stored so far.

    Returns:
        Rows by table.

    Raises:
        UsageError: If the domain is unknown, the URL is not understood, or tables of the same names are there.
        RecipeError: If something is asked for that the pack does not have, or that is impossible.
        SystemFault: If the database cannot be reached, or refuses.
        DataError: If rows break a constraint of the database.

    Example:
        >>> folder = getfixture("tmp_path")
        >>> from nonesuch.recipe import Recipe
        >>> seed(f"sqlite:///{folder}/dev.db", Recipe(domain="medical", size={"patients": 3}))["patients"]
        3
    """
    recipe = as_recipe(what)
    plan = design(recipe)
    by_record = wanted_view(recipe, plan.pack) is not None or bool(plan.settings.given)
    batches = iter([frames_of(recipe, plan)]) if by_record else _blocks(plan)
    total = 1 if by_record else 1 + block_count(plan.roots, plan.pack.spec.block)
    tell = None if progress is None else lambda done, rows: progress(done, total, rows)
    return store(url, plan, batches, replace=replace, progress=tell)


def _blocks(plan: Plan) -> Iterator[Mapping[str, pl.DataFrame]]:
    yield shared_frames(plan)
    yield from make_blocks(plan)


def store(
    url: str,
    plan: Plan,
    batches: Iterable[Mapping[str, pl.DataFrame]],
    *,
    replace: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, int]:
    """Put the rows of a plan into a database, all or none.

    Args:
        url: As for `seed`.
        plan: The plan that made the rows.
        batches: Table = rows, again and again.
        replace: As for `seed`.
        progress: Called with batches and rows stored so far.

    Returns:
        Rows by table.

    Raises:
        UsageError: If the URL is not understood, or tables of the same names are there.
        SystemFault: If the database cannot be reached, or refuses.
        DataError: If rows break a constraint of the database.
    """
    names = [*plan.pack.shown, *plan.settings.views]
    metadata = metadata_of(plan.pack, {name: plan.schema(name) for name in names}, find_contracts(plan.pack))
    with transaction(url) as connection:
        create_tables(connection, metadata, replace=replace)
        return load_batches(connection, metadata, batches, progress)
