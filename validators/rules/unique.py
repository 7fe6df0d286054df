"""Rules of values that occur once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from nonesuch.validators.reads import Reads
from nonesuch.validators.rules.base import RuleSpec
from nonesuch.validators.rules.check import Finding, TableCheck
from nonesuch.validators.rules.names import Names
from nonesuch.validators.rules.sample import HashSample, distinct_hashes, hashes_of

if TYPE_CHECKING:
    from nonesuch.validators.rules.formula import Formula, Scope
    from nonesuch.validators.tables import Tables

__all__ = ["UniqueCheck", "UniqueRule"]

_NONE = pl.Series(dtype=pl.UInt32)


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
        columns = tables.view(self.table, Reads(self.columns))
        asked = _asked(columns, self.when, tables, self.table)
        judged = columns if asked is None else columns.filter(asked)
        state, again = self._state(judged, apart=tables.apart)
        if not len(again):
            return Finding(judged.height, state=state)
        rows = again if asked is None else asked.arg_true().gather(again)
        return Finding(judged.height, rows, tables.show(self.table, self.shown, rows.head(keep)), state)

    def _state(self, judged: pl.DataFrame, *, apart: bool) -> tuple[HashSample | None, pl.Series]:
        """What other blocks must know, and places of the rows whose values occur above."""
        rising = _rising(judged)
        if rising is not None and not apart:
            return None, _NONE
        hashes = hashes_of(judged.get_columns())
        distinct = distinct_hashes(hashes)
        again = _NONE if rising is not None or len(distinct) == len(hashes) else _again(judged, hashes)
        return HashSample.of(distinct, rising) if apart else None, again


def _again(columns: pl.DataFrame, hashes: pl.Series) -> pl.Series:
    """Places of the rows whose values occur above, where some hashes do."""
    if columns.width == 1:
        return (~columns.to_series().is_first_distinct()).arg_true()
    rows = (~hashes.is_first_distinct()).arg_true()
    doubtful = hashes.is_in(hashes.gather(rows).unique()).arg_true()
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


def _rising(columns: pl.DataFrame) -> pl.Series | None:
    """The values, if they are whole numbers that rise from row to row, so that none can occur twice."""
    numbers = columns.to_series()
    if columns.width > 1 or not numbers.dtype.is_integer():
        return None
    values = numbers.to_numpy()
    return numbers if bool(np.all(values[1:] > values[:-1])) else None


def _braces(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {{{name}}}" for name in names)
