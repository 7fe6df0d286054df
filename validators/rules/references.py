"""Rules of values that stand in another table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.validators.reads import Reads
from nonesuch.validators.rules.base import RuleSpec
from nonesuch.validators.rules.check import Finding, TableCheck

if TYPE_CHECKING:
    from nonesuch.validators.links import Hop
    from nonesuch.validators.rules.formula import Formula, Scope
    from nonesuch.validators.tables import Tables

__all__ = ["KeyReferenceCheck", "ReferencesCheck", "ReferencesRule"]


class ReferencesRule(RuleSpec):
    """The values of some columns, taken together, stand in a row of another table.

    A single column that points to a key belongs into the contract; this form is for several columns at once, such as
    the order and the customer of a ticket, which must be those of one order.
    """

    form: ClassVar[str] = "references"

    references: dict[str, str] = Field(min_length=1, description="Column = table.column of the other table.")

    def bind(self, scope: Scope) -> ReferencesCheck:
        """Bind the rule to contracts; see `RuleSpec.bind`."""
        place, when = scope.locate("references"), self.condition(scope)
        tables = {to.partition(".")[0] for to in self.references.values()}
        if len(tables) != 1:
            raise PackError("the columns stand in one table", place=place, expected="one table", found=sorted(tables))
        table = tables.pop()
        targets = {name: to.partition(".")[2] for name, to in self.references.items()}
        own = {scope.own_column(name, "references") for name in targets}
        other = {scope.own_column(name, "references", table=table) for name in targets.values()}
        names = tuple(targets)
        together = " and ".join(f"{name} {{{name}}}" for name in names)
        common = self.common(scope, when, default=f"no row of {table} has {together}", extra=names)
        common["cells"] |= own | other
        return ReferencesCheck(**common, target=table, columns=targets, when=when)


@dataclass(frozen=True, kw_only=True)
class ReferencesCheck(TableCheck):
    """A bound `ReferencesRule`.

    Attributes:
        target: The other table.
        columns: Column of this table = column of the other.
        when: Which rows it is asked of; None for all.
    """

    target: str
    columns: dict[str, str]
    when: Formula | None = None

    def look(self, tables: Tables, *, keep: int) -> Finding:
        """See `TableCheck.look`; rows with a missing value are not judged."""
        here = tables.view(self.table, Reads(tuple(self.columns)))
        asked = here.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
        if self.when is not None:
            view = tables.view(self.table, self.when.reads)
            asked &= view.select(self.when.polars.fill_null(value=False)).to_series()
        judged = asked.arg_true()
        there = tables.view(self.target, Reads.as_texts(self.columns.values()))
        pairs = there.rename({other: name for name, other in self.columns.items()})
        texts = here[judged].with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String), row=judged)
        rows = texts.join(pairs, on=list(self.columns), how="anti", maintain_order="left")["row"]
        return Finding(len(judged), rows, tables.show(self.table, self.shown, rows.head(keep)))


@dataclass(frozen=True, kw_only=True)
class KeyReferenceCheck(TableCheck):
    """A reference of a contract: the value of a column is a key of another table.

    Attributes:
        hop: The link.
    """

    hop: Hop

    def look(self, tables: Tables, *, keep: int) -> Finding:
        """See `TableCheck.look`; rows with a missing value are not judged."""
        values, places = tables.column(self.table, self.hop.column), tables.places(self.table, self.hop)
        checked = len(values) - values.null_count()
        if len(places) - places.null_count() == checked:
            return Finding(checked)
        rows = (values.is_not_null() & places.is_null()).arg_true()
        return Finding(checked, rows, tables.show(self.table, self.shown, rows.head(keep)))
