"""Rows of a recipe into a database: `seed` makes them block by block, `store` takes them ready made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nonesuch.contracts import contracts_of
from nonesuch.control import Control
from nonesuch.design import as_recipe, design
from nonesuch.in_memory import is_searched, search_records
from nonesuch.run.shard import shards_of
from nonesuch.sql.database import transaction
from nonesuch.sql.load import create_tables, load_batches
from nonesuch.sql.naming import Naming
from nonesuch.sql.schema import metadata_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from nonesuch.generators.plan import Plan
    from nonesuch.recipe import Recipe
    from nonesuch.run.shard import Shard

__all__ = ["seed", "store"]

_AS_THEY_ARE = Naming()


def seed(
    url: str,
    what: str | Path | Recipe,
    *,
    replace: bool = False,
    prefix: str = "",
    schema: str | None = None,
    progress: Callable[[int, int, int], None] | None = None,
) -> dict[str, int]:
    """Make the rows of a domain or recipe and put them into a database, all or none.

    Rows are made, held against the rules and stored group by group, so that memory does not grow with their number.
    Rows that break a rule are drawn again, as by `nonesuch.generate`.

    Args:
        url: ``sqlite:///file.db`` or ``postgresql://user:password@host/database``.
        what: A domain, the path of a pack or of a recipe file, or a recipe.
        replace: Whether tables of the same names are dropped first.
        prefix: What stands before the name of each table, such as ``fraud_``.
        schema: Schema of PostgreSQL for the tables; made if it is not there.
        progress: Called with steps begun, steps in all, and rows stored so far; while records are searched for, with
            records found, records wanted and rows looked at.

    Returns:
        Rows by table, as it is called in the database.

    Raises:
        UsageError: If the domain is unknown, the URL is not understood, tables of the same names are there, or the
            database has no schemas.
        RecipeError: If something is asked for that the pack does not have, or that is impossible.
        SystemFault: If the database cannot be reached, or refuses.
        DataError: If rows break a constraint of the database.

    Example:
        >>> folder = getfixture("tmp_path")
        >>> from nonesuch.recipe import Recipe
        >>> seed(f"sqlite:///{folder}/dev.db", Recipe(domain="medical", size={"patients": 3}))["patients"]
        3
    """
    naming = Naming(prefix, schema)
    recipe = as_recipe(what)
    plan = design(recipe)
    shards = [] if is_searched(recipe, plan) else shards_of(plan)
    steps = _Steps(1 + max(len(shards), 1), progress or (lambda *_: None))
    batches = _batches(Control(plan, recipe), shards, steps)
    return store(url, plan, batches, replace=replace, naming=naming, progress=steps.stored)


@dataclass
class _Steps:
    """Tells somebody how far it has come: the shared tables are a step, and every shard."""

    total: int
    tell: Callable[[int, int, int], None]
    done: int = 0

    def stored(self, rows: int) -> None:
        self.tell(self.done, self.total, rows)


def _batches(control: Control, shards: Sequence[Shard], steps: _Steps) -> Iterator[Mapping[str, pl.DataFrame]]:
    steps.done += 1
    yield control.shared().frames
    if not shards:
        steps.done += 1
        yield control.records(search_records(control.recipe, control.plan, progress=steps.tell)).frames
    for shard in shards:
        steps.done += 1
        for judged in control.blocks(shard.first, shard.last):
            yield judged.frames


def store(
    url: str,
    plan: Plan,
    batches: Iterable[Mapping[str, pl.DataFrame]],
    *,
    replace: bool = False,
    naming: Naming = _AS_THEY_ARE,
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Put the rows of a plan into a database, all or none.

    Args:
        url: As for `seed`.
        plan: The plan that made the rows.
        batches: Table = rows, again and again.
        replace: As for `seed`.
        naming: What the tables are called.
        progress: Called with the rows stored so far.

    Returns:
        Rows by table, as it is called in the database.

    Raises:
        UsageError: If the URL is not understood, or tables of the same names are there.
        SystemFault: If the database cannot be reached, or refuses.
        DataError: If rows break a constraint of the database.
    """
    names = [*plan.pack.shown, *plan.settings.views]
    metadata = metadata_of(plan.pack, {name: plan.schema(name) for name in names}, contracts_of(plan.pack), naming)
    with transaction(url) as connection:
        create_tables(connection, metadata, replace=replace)
        return load_batches(connection, metadata, batches, progress)
