"""A wanted number of records: rows of a view or table, with the families that they belong to."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import RecipeError
from nonesuch.generators.batch import gather
from nonesuch.generators.block import let_go, make_family
from nonesuch.generators.given.scarcity import scarcity_of
from nonesuch.generators.given.search import Found, Search
from nonesuch.generators.ladder import block_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.plan import Plan

__all__ = ["focus_of", "make_records"]

_FEWEST_CANDIDATES = 1024
_MOST_CANDIDATES = 2_000_000


def focus_of(plan: Plan, wanted: str) -> str:
    """The table whose rows the records are: a view's parent, or the lowest of the tables with given columns.

    Args:
        plan: The plan.
        wanted: A view, or a table.

    Returns:
        Name of the table.
    """
    if wanted in plan.pack.views:
        parent = plan.pack.views[wanted].parent
        assert parent is not None
        return parent
    tables = [wanted, *(table for table, _ in plan.settings.given)]
    return max(tables, key=lambda table: len(plan.pack.lineage(table)))


def make_records(
    plan: Plan, wanted: str, records: int, *, progress: Callable[[int, int, int], None] | None = None
) -> dict[str, pl.DataFrame]:
    """Make records and all that belongs to them.

    Args:
        plan: The plan; with given columns, only records that have them are made.
        wanted: A view or table.
        records: How many rows of it.
        progress: Called with records found, records wanted and rows looked at, after each block.

    Returns:
        Table = its visible columns. `wanted` has exactly the records; the other tables and views have the rows of the
        families that the records belong to.

    Raises:
        RecipeError: If too few records have the given values; it says how often each of them occurs.
    """
    if not records:
        return _frames_of_none(plan, wanted)
    parts: list[dict[str, pl.DataFrame]] = []
    missing, looked, families, tried = records, 0, 0, 0
    for found in _search(plan, wanted):
        taken = min(len(found.rows), missing)
        looked, families, tried = looked + found.looked, families + found.families, tried + found.tried
        if taken:
            parts.append(_frames(plan, wanted, found, taken))
            missing -= taken
        let_go(plan, found.family)
        if progress is not None:
            progress(records - missing, records, looked)
        if not missing:
            return {name: pl.concat([part[name] for part in parts]) for name in parts[0]}
        if not parts and _in_vain(looked, families, tried):
            break
    search = _search_of(plan, wanted)
    raise RecipeError(
        f"only {records - missing:,} of {records:,} records have the given values",
        place="given",
        expected="values that occur together more often",
        found=f"{looked:,} rows of {search.focus} were looked at",
        hint=scarcity_of(search, first=_first_block(plan)),
    )


def _in_vain(looked: int, families: int, tried: int) -> bool:
    """Whether no record is to be expected any more, after so many rows, their families and tries without one."""
    seen_enough = looked > 1_000_000 or (looked > 100_000 and families > 100_000)
    return seen_enough and not 0 < tried < 300


def _frames_of_none(plan: Plan, wanted: str) -> dict[str, pl.DataFrame]:
    return {name: pl.DataFrame(schema=plan.schema(name)) for name in dict.fromkeys([*plan.tables, wanted])}


def _search(plan: Plan, wanted: str) -> Iterator[Found]:
    """Blocks with records in them, one after another."""
    focus, block = focus_of(plan, wanted), plan.pack.spec.block
    if not plan.settings.given:
        for number in count():
            yield _all_rows(plan, wanted, focus, number)
    search = _search_of(plan, wanted)
    for number in count(_first_block(plan)):
        yield search.block(number)
        if block_range(number, block)[1] > _MOST_CANDIDATES:
            return


def _search_of(plan: Plan, wanted: str) -> Search:
    return Search(plan, focus_of(plan, wanted), wanted if wanted in plan.pack.views else None)


def _first_block(plan: Plan) -> int:
    """The first block with many candidates; smaller ones are not worth their overhead."""
    block = plan.pack.spec.block
    ranges = ((number, *block_range(number, block)) for number in count())
    return next(number for number, first, last in ranges if last - first >= min(_FEWEST_CANDIDATES, block))


def _all_rows(plan: Plan, wanted: str, focus: str, number: int) -> Found:
    family = make_family(plan, number)
    batch = family[wanted]
    index = batch.follow(focus).index if wanted != focus else None
    rows = np.arange(batch.size) if index is None else index.astype(np.int64)
    return Found(family, family[focus].root[rows].astype(np.int64), rows, len(rows), len(rows), len(rows))


def _frames(plan: Plan, wanted: str, found: Found, taken: int) -> dict[str, pl.DataFrame]:
    rows, roots = found.rows[:taken], np.unique(found.roots[:taken])
    frames = {}
    for name in dict.fromkeys([*plan.tables, wanted]):
        batch = found.family[name]
        places = (
            _record_places(plan, wanted, batch, rows) if name == wanted else np.flatnonzero(np.isin(batch.root, roots))
        )
        frames[name] = pl.DataFrame(
            [gather(batch.columns[column], places).alias(column) for column in plan.visible(name)]
        )
    return frames


def _record_places(plan: Plan, wanted: str, batch: Batch, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of the records in the wanted view or table."""
    focus = focus_of(plan, wanted)
    if wanted == focus:
        return rows
    if wanted in plan.pack.tables:  # a table above the focus: the rows that the records belong to
        index = batch.family[focus].follow(wanted).index
        return rows if index is None else np.unique(index[rows])
    index = batch.follow(focus).index
    shown = np.arange(batch.size) if index is None else index
    place = np.full(batch.family[focus].size, -1)
    place[shown] = np.arange(batch.size)
    return place[rows]
