"""CHECK constraints: the keywords of a contract that databases can hold rows against."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl
import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.validators.contract.schema import ColumnSchema

__all__ = ["checks_of", "short_name"]

_LONGEST_NAME = 63  # of PostgreSQL; longer ones would be cut off, and could become the same


def checks_of(table: str, name: str, dtype: pl.DataType, contract: ColumnSchema) -> Iterator[sa.CheckConstraint]:
    """Make the checks of one column; null passes all of them.

    Args:
        table: The table's name.
        name: The column's name.
        dtype: What the rows hold.
        contract: What the contract says of the column.

    Yields:
        One constraint a keyword: ``ck_<table>_<column>_<keyword>``. Patterns are only checked by PostgreSQL, which has
        regular expressions.
    """
    column: sa.ColumnClause[object] = sa.column(name)
    rules: Iterator[tuple[str, sa.ColumnElement[bool]]] = iter(())
    if dtype.is_numeric() and contract.kind in ("integer", "number"):
        rules = _of_number(column, contract)
    elif isinstance(dtype, pl.String | pl.Enum | pl.Categorical) and contract.kind == "string":
        rules = _of_text(column, contract)
    for keyword, rule in rules:
        check = sa.CheckConstraint(rule, name=short_name("ck", table, name, keyword))
        yield check.ddl_if(dialect=_ONLY_IN[keyword]) if keyword in _ONLY_IN else check


_ONLY_IN = {"pattern": "postgresql", "length": "sqlite"}


def _of_number(column: sa.ColumnClause[object], contract: ColumnSchema) -> Iterator[tuple[str, sa.ColumnElement[bool]]]:
    bounds = {
        "minimum": (column.__ge__, contract.minimum),
        "maximum": (column.__le__, contract.maximum),
        "above": (column.__gt__, contract.exclusive_minimum),
        "below": (column.__lt__, contract.exclusive_maximum),
    }
    for keyword, (compare, value) in bounds.items():
        if value is not None:
            yield keyword, compare(sa.literal(value))
    if contract.kind == "integer" and isinstance(contract.multiple_of, int):
        yield "multiple", sa.func.mod(column, contract.multiple_of) == 0
    yield from _of_choices(column, contract)


def _of_text(column: sa.ColumnClause[object], contract: ColumnSchema) -> Iterator[tuple[str, sa.ColumnElement[bool]]]:
    if contract.min_length:
        yield "shortest", sa.func.length(column) >= contract.min_length
    if contract.max_length is not None:
        yield "length", sa.func.length(column) <= contract.max_length
    if contract.pattern is not None:
        yield "pattern", column.regexp_match(contract.pattern)
    yield from _of_choices(column, contract)


def _of_choices(
    column: sa.ColumnClause[object], contract: ColumnSchema
) -> Iterator[tuple[str, sa.ColumnElement[bool]]]:
    choices = contract.enum if contract.enum is not None else [contract.const]
    values = [value for value in choices if value is not None]
    if values:
        yield "choice", column.in_(values)


def short_name(*parts: str) -> str:
    """Name a constraint after what it is about, in at most 63 letters.

    Args:
        *parts: Kind, table, columns, keyword.

    Returns:
        The parts with ``_`` between them; where that is too long, cut off and ended by a digest of the whole.

    Example:
        >>> short_name("ck", "patients", "age", "minimum")
        'ck_patients_age_minimum'
        >>> len(short_name("fk", "a" * 63, "b" * 63))
        63
    """
    name = "_".join(parts)
    if len(name) <= _LONGEST_NAME:
        return name
    digest = hashlib.blake2b(name.encode(), digest_size=4).hexdigest()
    return f"{name[: _LONGEST_NAME - 9]}_{digest}"
