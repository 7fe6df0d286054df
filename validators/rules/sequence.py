"""Rules of rows that follow each other: gaps, order, counters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.validators.reads import Reads
from nonesuch.validators.rules.base import RuleSpec
from nonesuch.validators.rules.check import Finding, TableCheck
from nonesuch.validators.rules.formula import PREVIOUS
from nonesuch.validators.rules.names import Names
from nonesuch.validators.rules.row import broken

if TYPE_CHECKING:
    from nonesuch.validators.rules.formula import Formula, Scope
    from nonesuch.validators.tables import Tables

__all__ = ["Neighbours", "SequenceCheck", "SequenceRule"]


class SequenceRule(RuleSpec):
    """Each row of a key fulfils a condition beside the one before it, such as ``step = previous.step + 1``."""

    form: ClassVar[str] = "sequence"

    sequence: str = Field(description="Condition; previous.column is the value of the row before.")
    per: Names = Field(description="Column or columns whose rows follow each other.")
    order: list[str] | None = Field(
        None, description="Columns to order the rows by; as the contract says if left out, as they stand if empty."
    )

    def bind(self, scope: Scope) -> SequenceCheck:
        """Bind the rule to contracts; see `RuleSpec.bind`."""
        check = scope.formula(self.sequence, "sequence", wanted="condition", previous=True)
        if not any(name.startswith(PREVIOUS) for name in check.names):
            place = scope.locate("sequence")
            raise PackError("the condition does not name the row before", place=place, expected="previous.column")
        when = self.condition(scope, previous=True)
        order = tuple(scope.links.contracts[self.table].schema.notes.order if self.order is None else self.order)
        if self.order is None and not order:
            raise PackError(
                "the rows have no order",
                place=scope.locate("sequence"),
                expected='order = ["column"], or "order" in the contract',
                hint="order = [] takes the rows as they stand",
            )
        own = {scope.own_column(name, "per") for name in self.per} | {scope.own_column(name, "order") for name in order}
        common = self.common(scope, check, when, default=f"not so: {self.sequence}", extra=self.per)
        common["cells"] |= own
        return SequenceCheck(**common, check=check, when=when, per=self.per, order=order)


@dataclass(frozen=True)
class Neighbours:
    """The rows of a table in the order in which they follow each other.

    Attributes:
        places: Shape (ordered rows,), places of the rows in that order, without those whose key or order is missing;
            None if the table stands in it.
        follows: Shape (ordered rows,): true where the row before belongs to the same key.
        height: Number of rows of the table.
    """

    places: pl.Series | None
    follows: pl.Series
    height: int

    @classmethod
    def of(cls, tables: Tables, table: str, per: tuple[str, ...], order: tuple[str, ...]) -> Neighbours:
        """Put rows in order, unless they stand in it.

        Args:
            tables: The tables.
            table: The table.
            per: Columns whose rows follow each other.
            order: Columns to order them by.

        Returns:
            The rows in order.
        """
        names = list(dict.fromkeys((*per, *order)))
        columns = tables.view(table, Reads.as_texts(names))
        places, height = None, columns.height
        if any(columns.null_count().row(0)):
            places = columns.select(pl.all_horizontal(pl.all().is_not_null()).arg_true()).to_series()
            columns = columns[places]
        if _descends(columns):
            sorted_places = columns.select(pl.arg_sort_by(*names, maintain_order=True)).to_series()
            places = sorted_places if places is None else places.gather(sorted_places)
            columns = columns[sorted_places]
        same = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in per)
        return cls(places, columns.select(same.fill_null(value=False)).to_series(), height)

    def frame(self) -> pl.DataFrame:
        """Say of each row which row comes before it.

        Returns:
            Shape (rows, 3), in the order of the table: ``before`` and ``after``, the places of the neighbours, null
            where there is none, and ``step``, the number of rows of the same key that come before.
        """
        every = pl.DataFrame({"row": pl.int_range(self.height, dtype=pl.UInt32, eager=True)})
        places = every["row"] if self.places is None else self.places
        rows = pl.DataFrame({"row": places, "follows": self.follows}).with_row_index("at")
        start = pl.when(~pl.col("follows")).then(pl.col("at")).forward_fill()
        ordered = rows.select(
            "row",
            before=pl.when("follows").then(pl.col("row").shift(1)),
            after=pl.when(pl.col("follows").shift(-1)).then(pl.col("row").shift(-1)),
            step=pl.col("at") - start,
        )
        return every.join(ordered, on="row", how="left", maintain_order="left").drop("row")


@dataclass(frozen=True, kw_only=True)
class SequenceCheck(TableCheck):
    """A bound `SequenceRule`.

    Attributes:
        check: The condition.
        when: Which rows it is asked of; None for all that follow another.
        per: Columns whose rows follow each other.
        order: Columns to order them by.
    """

    check: Formula
    when: Formula | None
    per: tuple[str, ...]
    order: tuple[str, ...]

    def look(self, tables: Tables, *, keep: int) -> Finding:
        """See `TableCheck.look`; the first row of a key is not judged."""
        key = (Neighbours, self.table, self.per, self.order)
        neighbours = tables.kept(key, lambda: Neighbours.of(tables, *key[1:]))
        view = self._view(tables, neighbours)
        mask = view.select(pl.when(neighbours.follows).then(broken(self.check, self.when))).to_series()
        checked = len(mask) - mask.null_count()
        if not mask.any():
            return Finding(checked)
        found = mask.arg_true()
        values = view[found.head(keep)].select(self.shown)
        rows = found if neighbours.places is None else neighbours.places.gather(found)
        return Finding(checked, rows, values)

    def _view(self, tables: Tables, neighbours: Neighbours) -> pl.DataFrame:
        reads = Reads(self.shown) | self.check.reads | (self.when.reads if self.when else Reads())
        bare = {name: name.removeprefix(PREVIOUS) for name in reads.names}
        columns = tables.view(self.table, reads.renamed(bare))
        columns = columns if neighbours.places is None else columns[neighbours.places]
        return columns.select(
            (pl.col(own).shift(1) if own != name else pl.col(own)).alias(name) for name, own in bare.items()
        )


def _descends(columns: pl.DataFrame) -> bool:
    """Whether a row comes before the one that stands above it."""
    before: pl.Expr = pl.lit(value=False)
    for name in reversed(columns.columns):
        value, above = pl.col(name), pl.col(name).shift(1)
        before = (value < above) | ((value == above) & before)
    return bool(columns.select(before.slice(1).any()).item())
