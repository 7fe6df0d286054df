"""Rules of sums: what belongs to a row adds up to a column of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError, nearest
from nonesuch.validators.reads import Reads
from nonesuch.validators.rules.base import RuleSpec
from nonesuch.validators.rules.check import Finding, TableCheck
from nonesuch.validators.rules.names import Names

if TYPE_CHECKING:
    from nonesuch.validators.links import Hop
    from nonesuch.validators.rules.formula import Formula, Scope
    from nonesuch.validators.tables import Tables

__all__ = ["BalanceCheck", "BalanceRule"]


class BalanceRule(RuleSpec):
    """An aggregate over the rows that belong to a row equals a column of that row, or a number.

    The rows are those of a table below (``of``), or those of the same table with equal values in some columns
    (``per``); then the first row of each group stands for it.
    """

    form: ClassVar[str] = "balance"

    balance: str = Field(description="Aggregate, such as sum(amount) or count(*).")
    equals: str = Field(description="What it equals: an expression of the row, or a number.")
    of: str | None = Field(None, description="Table whose rows belong to rows of this one.")
    per: Names | None = Field(None, description="Column or columns of this table that make up its groups.")
    where: str | None = Field(None, description="Condition on the rows that count.")
    empty: float | None = Field(None, description="Value of the aggregate where no row belongs to the row.")
    tolerance: float = Field(1e-6, ge=0, description="How far the two may lie apart.")

    @model_validator(mode="after")
    def _one_way(self) -> BalanceRule:
        if (self.of is None) == (self.per is None):
            raise PackError("a balance says whose rows it sums up", expected='of = "table", or per = "column"')
        return self

    def bind(self, scope: Scope) -> BalanceCheck:
        """Bind the rule to contracts; see `RuleSpec.bind`."""
        below = self.of or self.table
        value = scope.formula(self.balance, "balance", wanted="number", table=below, aggregates=True)
        if not value.expression.aggregates:
            place = scope.locate("balance")
            raise PackError("a balance sums up rows", place=place, expected="sum(x) or count(*)", found=self.balance)
        where = None if self.where is None else scope.formula(self.where, "where", wanted="condition", table=below)
        equals = scope.formula(self.equals, "equals", wanted="number", constant=True)
        when = self.condition(scope)
        path = () if self.of is None else self._path(scope, self.of)
        default = f"{self.balance} is {{balance}}, not {self.equals}"
        common = self.common(scope, equals, when, default=default, extra=self.per or (), computed=("balance",))
        cells = value.cells | (where.cells if where else frozenset())
        for i, hop in enumerate(path):
            cells |= {(below if i == 0 else path[i - 1].table, hop.column), (hop.table, hop.key)}
        common["cells"] |= cells | {scope.own_column(name, "per") for name in self.per or ()}
        return BalanceCheck(
            **common, below=below, path=path, per=self.per or (), value=value, where=where, equals=equals, when=when,
            empty=self.empty, tolerance=self.tolerance,
        )  # fmt: skip

    def _path(self, scope: Scope, below: str) -> tuple[Hop, ...]:
        place = scope.locate("of")
        if below not in scope.links.contracts:
            raise PackError(f"unknown table {below!r}", place=place, hint=nearest(below, scope.links.contracts))
        path = next((way for way in scope.links.paths[below].values() if way[-1].table == self.table), ())
        if not path or not all(hop.up for hop in path):
            raise PackError(f"rows of {below!r} do not belong to rows of {self.table!r}", place=place, found=below)
        return path


@dataclass(frozen=True, kw_only=True)
class BalanceCheck(TableCheck):
    """A bound `BalanceRule`.

    Attributes:
        below: Table whose rows are summed up.
        path: Links from it to the rule's own table; none for groups of the same table.
        per: Columns that make up the groups.
        value: The aggregate.
        where: Which rows count; None for all.
        equals: What the aggregate equals.
        when: Which rows of the rule's own table are judged; None for all.
        empty: Value of the aggregate where no row counts.
        tolerance: How far the two may lie apart.
    """

    below: str
    path: tuple[Hop, ...]
    per: tuple[str, ...]
    value: Formula
    where: Formula | None
    equals: Formula
    when: Formula | None
    empty: float | None
    tolerance: float

    def look(self, tables: Tables, *, keep: int) -> Finding:
        """See `TableCheck.look`."""
        owner = self.owners(tables)
        own = tables.view(self.table, self.equals.reads if self.when is None else self.equals.reads | self.when.reads)
        own = own.with_columns(self._sums(tables, owner)) if own.width else self._sums(tables, owner).to_frame()
        wrong = (pl.col("@balance") - self.equals.polars).abs() > self.tolerance
        mask = own.select(wrong if self.when is None else pl.when(self.when.polars).then(wrong)).to_series()
        if not self.path:
            first = pl.Series([None], dtype=pl.Boolean).new_from_index(0, own.height)
            places = owner.unique().drop_nulls()
            mask = first.scatter(places, mask.gather(places))
        checked = len(mask) - mask.null_count()
        if not mask.any():
            return Finding(checked)
        rows = mask.arg_true()
        shown = tables.show(self.table, self.shown, rows.head(keep))
        balance = own["@balance"].gather(rows.head(keep)).alias("balance")
        return Finding(checked, rows, pl.DataFrame([*shown, balance]))

    def owners(self, tables: Tables) -> pl.Series:
        """Say for each row that is summed up to which row of the rule's own table it belongs.

        Args:
            tables: The tables.

        Returns:
            Shape (rows summed up,), places; null where a row belongs to none.
        """
        owners = tables.follow(self.below, self.path) if self.path else self._groups(tables)
        assert owners is not None
        return owners

    def counted(self, tables: Tables) -> pl.Series:
        """Say which rows count: shape (rows summed up,)."""
        if self.where is None:
            return pl.Series([True]).new_from_index(0, tables.height(self.below))
        view = tables.view(self.below, self.where.reads)
        return view.select(self.where.polars.fill_null(value=False)).to_series()

    def _sums(self, tables: Tables, owner: pl.Series) -> pl.Series:
        """Shape (rows of the own table,): the aggregate of what belongs to each."""
        view = tables.view(self.below, self.value.reads)
        rows = pl.DataFrame([owner.alias("@owner"), *view])
        if self.where is not None:
            rows = rows.filter(self.counted(tables))
        sums = rows.drop_nulls("@owner").group_by("@owner").agg(self.value.polars.cast(pl.Float64).alias("@balance"))
        nothing = pl.Series("@balance", dtype=pl.Float64).clear(tables.height(self.table))
        filled = nothing if self.empty is None else nothing.fill_null(self.empty)
        return filled.scatter(sums["@owner"], sums["@balance"])

    def _groups(self, tables: Tables) -> pl.Series:
        """Shape (rows,): the first row of the group that each row belongs to."""
        rows = tables.view(self.table, Reads.as_texts(self.per)).with_row_index("@row")
        first = rows.group_by(self.per).agg(pl.col("@row").min().alias("@first"))
        return rows.join(first, on=self.per, how="left", maintain_order="left")["@first"]
