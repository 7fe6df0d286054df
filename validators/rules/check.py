"""What a rule becomes when it is bound to contracts: a check, and what it finds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import polars as pl

from nonesuch.validators.contract.records import any_text

if TYPE_CHECKING:
    from nonesuch.validators.links import Cell
    from nonesuch.validators.reads import Reads
    from nonesuch.validators.rules.state import State
    from nonesuch.validators.tables import Tables

__all__ = ["DIMENSIONS", "Check", "Dimension", "Finding", "Kind", "RowCheck", "TableCheck", "message_of"]

Kind = Literal["field", "consistency", "timeliness", "privacy", "dataset"]
Dimension = Literal["accuracy", "completeness", "consistency", "timeliness", "privacy", "diversity"]

DIMENSIONS: dict[Kind, Dimension] = {
    "field": "accuracy",
    "consistency": "consistency",
    "timeliness": "timeliness",
    "privacy": "privacy",
    "dataset": "accuracy",
}
"""The dimension of quality that a kind of rule counts for."""

_NO_ROWS, _NO_VALUES = pl.Series(dtype=pl.UInt32), pl.DataFrame()

PLACEHOLDER = re.compile(r"\{([A-Za-z_][\w.]*)\}")


@dataclass(frozen=True, kw_only=True)
class Check:
    """A rule bound to contracts.

    Attributes:
        id: Its name; rules of contracts are called ``table.column.keyword``.
        table: Table whose rows break it.
        kind: What kind of rule it is.
        dimension: The dimension of quality that it counts for.
        max_share: Share of rows that may break it; None if no row may.
        source: Who measured that share.
        message: What to say of a row that breaks it, with names of columns in braces.
        cells: The columns that it reads, and those that its links compare.
        may_read: Columns that the data may tell it to read besides, if they are there.
        shown: Names of values that a violation shows.
    """

    id: str
    table: str
    kind: Kind
    dimension: Dimension
    max_share: float | None = None
    source: str | None = None
    message: str
    cells: frozenset[Cell]
    may_read: frozenset[Cell] = frozenset()
    shown: tuple[str, ...] = ()

    @property
    def tables(self) -> frozenset[str]:
        """Tables that must be there."""
        return frozenset({self.table, *(table for table, _ in self.cells)})

    @property
    def is_error(self) -> bool:
        """Whether a single row that breaks it is an error."""
        return self.max_share is None


@dataclass(frozen=True, kw_only=True)
class RowCheck(Check):
    """A check that looks at one row at a time, so that all such checks of a table share a pass.

    Attributes:
        reads: What the mask reads.
    """

    reads: Reads

    def mask(self) -> pl.Expr:
        """True where a row breaks the rule; null where the rule does not apply or a value is unknown."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class TableCheck(Check):
    """A check that looks at many rows together."""

    def look(self, tables: Tables, *, keep: int) -> Finding:
        """Look at tables that are all there.

        Args:
            tables: The tables.
            keep: Of how many violations the values are kept.

        Returns:
            What was found.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class Finding:
    """What a check found in the tables of one run or block.

    Attributes:
        checked: How many rows it could judge.
        rows: Places of the rows that break it, ascending.
        values: What the first of them hold, one column a shown name.
        state: What the next block must know; None if blocks need not know of each other.
        problem: Why the rule cannot be computed on the data; None if it can.
    """

    checked: int
    rows: pl.Series = field(default_factory=lambda: _NO_ROWS)
    values: pl.DataFrame = field(default_factory=lambda: _NO_VALUES)
    state: State | None = None
    problem: str | None = None


def message_of(template: str, values: pl.DataFrame) -> pl.Series:
    """Write the messages of violations.

    Args:
        template: The message, with names of columns in braces.
        values: Shape (violations, names), the names among them.

    Returns:
        Shape (violations,), texts; a missing value is called ``nothing``.

    Example:
        >>> message_of("{a} is not below {b}", pl.DataFrame({"a": [3], "b": [None]})).to_list()
        ['3 is not below nothing']
    """
    names = PLACEHOLDER.findall(template)
    if not names:
        return pl.Series([template]).new_from_index(0, values.height)
    texts = [any_text(pl.col(name), values.schema[name]).fill_null("nothing") for name in names]
    plain = [pl.lit(part) for part in PLACEHOLDER.split(template)[::2]]
    parts = [part for pair in zip(plain, texts, strict=False) for part in pair]
    return values.select(pl.concat_str([*parts, plain[-1]])).to_series()
