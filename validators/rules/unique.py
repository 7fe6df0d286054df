"""Rules of values that occur once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import polars as pl
from pydantic import Field

from nonesuch.validators.reads import Reads
from nonesuch.validators.rules.base import RuleSpec
from nonesuch.validators.rules.check import Finding, TableCheck
from nonesuch.validators.rules.names import Names
from nonesuch.validators.rules.sample import HashSample, hashes_of

if TYPE_CHECKING:
    from nonesuch.validators.rules.formula import Formula, Scope
    from nonesuch.validators.tables import Tables

__all__ = ["UniqueCheck", "UniqueRule"]


class UniqueRule(RuleSpec):
    """No two rows have the same values in some columns; the second and later rows that do break the rule."""

    form: ClassVar[str] = "unique"

    unique: Names = Field(description="Column or columns whose values, taken together, occur once.")

    def bind(self, scope: Scope) -> UniqueCheck:
        """Bind the rule to contracts; see `RuleSpec.bind`."""
        when = self.condition(scope)
        cells = frozenset(scope.own_column(name, "unique") for name in self.unique)
        common = self.common(scope, when, default=f"{_braces(self.unique)} occurs before", extra=self.unique)
        return UniqueCheck(**common | {"cells": common["cells"] | cells}, columns=self.unique, when=when)


@dataclass(frozen=True, kw_only=True)
class UniqueCheck(TableCheck):
    """A bound `UniqueRule`.

    Attributes:
        columns: Columns whose values occur once.
        when: Which rows it is asked of; None for all.
    """

    columns: tuple[str, ...]
    when: Formula | None = None

    def look(self, tables: Tables, *, keep: int) -> Finding:
        """See `TableCheck.look`; rows with a missing value are not judged."""
        columns = tables.view(self.table, Reads.as_texts(self.columns))
        asked = _asked(columns, self.when, tables, self.table)
        judged = columns if asked is None else columns.filter(asked)
        rises = _rises(judged)
        state = None
        if tables.apart:
            state = HashSample.of(hashes_of(judged.get_columns()), _numbers(judged) if rises else None)
        again = judged.clear().to_series() if rises else _again(judged)
        if not len(again):
            return Finding(judged.height, state=state)
        rows = again if asked is None else asked.arg_true().gather(again)
        return Finding(judged.height, rows, tables.show(self.table, self.shown, rows.head(keep)), state)


def _again(columns: pl.DataFrame) -> pl.Series:
    """Places of the rows whose values occur above; by hashes first, as rows of several columns compare slowly."""
    values = columns.to_series() if columns.width == 1 else hashes_of(columns.get_columns())
    rows = (~values.is_first_distinct()).arg_true()
    if columns.width == 1 or not len(rows):
        return rows
    doubtful = values.is_in(values.gather(rows).unique()).arg_true()
    again = columns[doubtful].select((~pl.struct(pl.all()).is_first_distinct()).arg_true()).to_series()
    return doubtful.gather(again)


def _asked(columns: pl.DataFrame, when: Formula | None, tables: Tables, table: str) -> pl.Series | None:
    """Rows that are judged; None for all."""
    missing = any(columns.null_count().row(0))
    if when is None and not missing:
        return None
    filled = columns.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    if when is None:
        return filled
    view = tables.view(table, when.reads)
    return filled & view.select(when.polars.fill_null(value=False)).to_series()


def _rises(columns: pl.DataFrame) -> bool:
    """Whether each row comes strictly after the one before, so that none can occur twice."""
    after: pl.Expr = pl.lit(value=False)
    for name in reversed(columns.columns):
        value, before = pl.col(name), pl.col(name).shift(1)
        after = (value > before) | ((value == before) & after)
    return bool(columns.select(after.slice(1).all()).item())


def _numbers(columns: pl.DataFrame) -> pl.Series | None:
    return columns.to_series() if columns.width == 1 and columns.dtypes[0].is_integer() else None


def _braces(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {{{name}}}" for name in names)
