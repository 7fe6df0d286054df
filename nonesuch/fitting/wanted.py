"""Which columns of a pack are fitted, and what the model is told, held against the pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nonesuch.errors import PackError, UsageError, nearest
from nonesuch.generators.plan import Settings, make_plan
from nonesuch.generators.schema import Relations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from nonesuch.generators.pack import Pack
    from nonesuch.generators.plan import Plan

__all__ = ["Wanted", "want"]

_NEVER = {
    "address", "contact", "faker", "identifier", "key", "mask", "name", "passage", "reference", "spans", "text",
}  # fmt: skip
"""Kinds of columns that name, refer or tell, and are never learned."""


@dataclass(frozen=True)
class Wanted:
    """What is fitted.

    Attributes:
        table: The table.
        columns: Its columns that are learned.
        given: Name in the data and the model = name as expressions of the table write it.
        types: Type of each of them in the pack, the given ones first.
    """

    table: str
    columns: tuple[str, ...]
    given: Mapping[str, str]
    types: Mapping[str, pl.DataType]


def want(pack: Pack, table: str, columns: Sequence[str], given: Sequence[str], label: str | None) -> Wanted:
    """Hold names against a pack.

    Args:
        pack: The pack.
        table: The table.
        columns: Columns to learn.
        given: Columns that the model is told.
        label: The column that is drawn first, if any.

    Returns:
        The names, resolved, and their types.

    Raises:
        UsageError: If a name is unknown, a column cannot be learned, or is learned and given.
    """
    if table not in pack.tables:
        raise UsageError(f"unknown table {table!r}", place=pack.name, hint=nearest(table, pack.tables))
    learned = tuple(dict.fromkeys(columns))
    if not learned:
        raise UsageError("no column is to be learned", place="columns", expected=", ".join(pack.tables[table].columns))
    for name in learned:
        _check_learned(pack, table, name)
    if label is not None and label not in learned:
        raise UsageError("the label is not among the learned columns", found=label, hint=nearest(label, learned))
    plan = make_plan(pack, Settings(views=tuple(pack.views)))
    told = dict(_resolve(plan, table, name) for name in given)
    for name in told:
        if name in learned:
            raise UsageError(f"column {name!r} is both learned and given", place="given", expected="either")
    types = {name: _type(plan, table, column) for name, column in {**told, **{n: n for n in learned}}.items()}
    return Wanted(table, learned, told, types)


def _check_learned(pack: Pack, table: str, name: str) -> None:
    spec = pack.tables[table]
    place = f"columns: {table}.{name}"
    if name in spec.made_with_rows():
        raise UsageError("this column comes into being with the rows", place=place, expected="another column")
    if name not in spec.columns:
        raise UsageError(f"unknown column {name!r}", place=place, hint=nearest(name, spec.columns))
    if spec.columns[name].kind in _NEVER:
        raise UsageError(
            "columns that identify, refer or tell are never learned",
            place=place,
            expected="columns that describe",
            found=f"kind {spec.columns[name].kind!r}",
        )


def _resolve(plan: Plan, table: str, name: str) -> tuple[str, str]:
    """A name in the data and what it stands for; a bare one that the table does not have is looked for above."""
    pack = plan.pack
    if "." in name:
        return name.rpartition(".")[2], name
    for above in (table, *pack.lineage(table)):
        spec = pack.tables[above]
        if name in spec.columns or name in spec.made_with_rows():
            return name, name if above == table else f"{above}.{name}"
    known = [column for above in (table, *pack.lineage(table)) for column in pack.tables[above].columns]
    raise UsageError(f"unknown column {name!r}", place="given", hint=nearest(name, known))


def _type(plan: Plan, table: str, name: str) -> pl.DataType:
    try:
        target, column, _ = Relations(plan.pack).resolve(table, name, place=f"given: {name}")
    except PackError as problem:
        raise UsageError(problem.problem, place=f"given: {name}", hint=problem.hint) from None
    spec = plan.pack.table(target).columns.get(column)
    if spec is not None and spec.kind in _NEVER:
        raise UsageError(
            "columns that identify, refer or tell are never learned",
            place=f"given: {name}",
            found=f"kind {spec.kind!r}",
        )
    return plan.types[target, column]
