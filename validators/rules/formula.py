"""Expressions of rules, bound to the table that they speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import polars as pl
import sqlglot
from sqlglot import exp

from nonesuch.errors import PackError
from nonesuch.expression import Expression, check_compared, parse_expression, refusal
from nonesuch.validators.reads import Reads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nonesuch.expression import Part
    from nonesuch.validators.links import Cell, Links

__all__ = ["PREVIOUS", "Formula", "Scope"]

PREVIOUS = "previous."
"""What stands before the name of a column of the row before."""

_CAST = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\b(CAST\()""")  # a text, a name, or the beginning of a cast
_COMPARISONS = (exp.EQ, exp.NEQ, exp.In, exp.Is, exp.NullSafeEQ, exp.NullSafeNEQ)


@dataclass(frozen=True)
class Formula:
    """A checked expression of a rule.

    Attributes:
        expression: The expression.
        dtype: Type of its values.
        cells: The columns that it reads, and those that its links compare.
        reads: The names that it reads, and in which form.
        is_divisible: Whether all of its parts are made of numbers, so that nothing can go wrong with them alone.
    """

    expression: Expression
    dtype: pl.DataType
    cells: frozenset[Cell]
    reads: Reads
    is_divisible: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names that it reads."""
        return self.expression.columns

    def apart(self) -> Formula:
        """The same, with its parts computed beforehand where they can be; for views made of all that `reads` names."""
        parts, rest = self.expression.parts, self.expression.rest
        if not parts or not self.is_divisible:
            return self
        names = frozenset(rest.columns)
        pairs = frozenset(pair for pair in self.reads.pairs if names.issuperset(pair))
        reads = Reads(rest.columns, self.reads.texts & names, pairs, parts)
        return replace(self, expression=replace(self.expression, sql=rest.sql), reads=reads)

    @cached_property
    def polars(self) -> pl.Expr:
        """The expression for polars; what cannot be cast is unknown, as is what is missing."""
        return pl.sql_expr(_CAST.sub(lambda found: "TRY_CAST(" if found[1] else found[0], self.expression.sql))


@dataclass(frozen=True)
class Scope:
    """Where a rule stands, and what its expressions may name.

    Attributes:
        links: The contracts and the links between their tables.
        table: Table that the rule speaks of.
        constants: Names that stand for SQL literals.
        locate: Gives the place of a key of the rule in its file.
    """

    links: Links
    table: str
    constants: Mapping[str, str]
    locate: Callable[[str], str]

    def formula(
        self,
        text: str,
        key: str,
        *,
        wanted: str | None = None,
        table: str | None = None,
        aggregates: bool = False,
        previous: bool = False,
        constant: bool = False,
    ) -> Formula:
        """Parse an expression and check it against the contracts.

        Args:
            text: The expression.
            key: Key of the rule at which it stands.
            wanted: ``condition`` or ``number``, where only that will do.
            table: Table that it reads; the rule's own if None.
            aggregates: Whether it sums up rows.
            previous: Whether it may name the row before.
            constant: Whether it may do without any column.

        Returns:
            The formula.

        Raises:
            PackError: If it does not parse, names something unknown, cannot be computed, or gives another type.
        """
        place = self.locate(key)
        table = table or self.table
        expression = parse_expression(text, place=place, constants=self.constants, aggregates=aggregates)
        if not expression.columns and not constant and not expression.aggregates:
            raise PackError("the expression reads no column", place=place, expected="names of columns", found=text)
        names = {name: name.removeprefix(PREVIOUS) if previous else name for name in expression.columns}
        types = {name: self.links.type_of(table, bare, place=place) for name, bare in names.items()}
        cells = frozenset(cell for bare in names.values() for cell in self.links.cells(table, bare, place=place))
        dtype = _type_of(expression, types, place)
        fits = {"condition": isinstance(dtype, pl.Boolean), "number": dtype.is_numeric()}
        if wanted is not None and not fits[wanted]:
            raise PackError(f"a {wanted} is wanted", place=place, expected=f"a {wanted}", found=f"{text} is {dtype}")
        words = frozenset(name for name, dtype in types.items() if isinstance(dtype, pl.String))
        is_divisible = all(_is_numeric(part, types) for part in expression.parts)
        return Formula(expression, dtype, cells, _reads(expression, words), is_divisible)

    def own_column(self, name: str, key: str, *, table: str | None = None, array: bool = False) -> Cell:
        """Check the name of a column.

        Args:
            name: The column.
            key: Key of the rule at which it stands.
            table: Its table; the rule's own if None.
            array: Whether it may hold arrays.

        Returns:
            Table and column.

        Raises:
            PackError: If there is no such table or column, or it holds arrays and may not.
        """
        table = table or self.table
        schema = self.links.column(table, name, place=self.locate(key))
        if schema.kind == "array" and not array:
            raise PackError("a column of plain values is wanted", place=self.locate(key), found=f"{table}.{name}")
        return table, name


def _type_of(expression: Expression, types: Mapping[str, pl.DataType], place: str) -> pl.DataType:
    check_compared(expression.comparisons, types.__getitem__, text=expression.text, place=place)
    empty = pl.DataFrame({name: pl.Series(dtype=dtype) for name, dtype in types.items()})
    try:
        return empty.select(value=expression.polars).schema["value"]
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as problem:
        raise refusal(problem, text=expression.text, place=place) from None


def _is_numeric(part: Part, types: Mapping[str, pl.DataType]) -> bool:
    """Whether it is made of numbers, none of which is cast."""
    return all(types[name].is_numeric() for name in part.columns) and "CAST(" not in part.sql


@lru_cache(maxsize=4096)
def _reads(expression: Expression, words: frozenset[str]) -> Reads:
    """Find texts that are not merely compared; polars would take their categories wrongly."""
    texts: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for column in sqlglot.parse_one(expression.sql, dialect="duckdb").find_all(exp.Column):
        if column.name in words:
            others = _compared_with(column)
            texts |= {column.name} if others is None else set()
            pairs |= {(column.name, other) for other in others or () if other in words}
    return Reads(expression.columns, frozenset(texts), frozenset(pairs))


def _compared_with(column: exp.Column) -> list[str] | None:
    """Name the columns that a column is compared with; None if more than that happens to it."""
    parent = column.parent
    if isinstance(parent, exp.Cast):
        return []
    others = [] if parent is None else [node for node in parent.iter_expressions() if node is not column]
    if isinstance(parent, _COMPARISONS) and all(isinstance(node, exp.Literal | exp.Null) for node in others):
        return []
    if isinstance(parent, exp.EQ | exp.NEQ) and all(isinstance(node, exp.Column) for node in others):
        return [node.name for node in others]
    return None
