"""Rules that contracts imply: each keyword of each column, the key, the references."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.contract.keywords import Keyword, keywords_of
from nonesuch.validators.rules.check import Check, Finding, TableCheck
from nonesuch.validators.rules.references import KeyReferenceCheck
from nonesuch.validators.rules.unique import UniqueCheck

if TYPE_CHECKING:
    from nonesuch.validators.contract import Contract
    from nonesuch.validators.contract.operand import Mask
    from nonesuch.validators.links import Links
    from nonesuch.validators.tables import Tables

__all__ = ["ExtraColumnsCheck", "FieldCheck", "MissingColumnCheck", "checks_of_contract"]

_MESSAGES = {
    "null": "{0} is missing",
    "type": "{0} is {{{0}}}, not of type {1}",
    "format": "{0} is {{{0}}}, not a {1}",
    "enum": "{0} is {{{0}}}, not one of the listed values",
    "const": "{0} is {{{0}}}, not {1}",
    "minimum": "{0} is {{{0}}}, below {1}",
    "maximum": "{0} is {{{0}}}, above {1}",
    "exclusiveMinimum": "{0} is {{{0}}}, not above {1}",
    "exclusiveMaximum": "{0} is {{{0}}}, not below {1}",
    "multipleOf": "{0} is {{{0}}}, not a multiple of {1}",
    "decimals": "{0} is {{{0}}}, with more than {1} decimals",
    "minLength": "{0} is '{{{0}}}', shorter than {1} characters",
    "maxLength": "{0} is '{{{0}}}', longer than {1} characters",
    "pattern": "{0} is '{{{0}}}', unlike the pattern",
    "reserved": "{0} is '{{{0}}}', which may belong to somebody",
}


@dataclass(frozen=True, kw_only=True)
class FieldCheck(Check):
    """A keyword of a column.

    Attributes:
        keyword: The keyword.
    """

    keyword: Keyword
    _kept: list[tuple[pl.DataType, bool, Mask]] = field(default_factory=list, compare=False, repr=False)

    def mask(self, tables: Tables, raw: pl.Expr) -> Mask:
        """Compile the check for a column that is there.

        Args:
            tables: The tables.
            raw: The column as the expression shall name it, always the same.

        Returns:
            True where a value is wrong, null where there is none; None if no value of this column can be.
        """
        name = self.keyword.column
        dtype = tables.types(self.table)[name]
        is_null = self.keyword.name == "null" and self.keyword.path == name
        if is_null and not isinstance(dtype, pl.String) and not tables.raw(self.table)[name].null_count():
            return None
        finite = dtype.is_float() and tables.is_finite(self.table, name)
        if not self._kept or self._kept[0][:2] != (dtype, finite):
            self._kept[:] = [(dtype, finite, self.keyword.mask(raw, dtype, lenient=True, finite=finite))]
        return self._kept[0][2]


@dataclass(frozen=True, kw_only=True)
class MissingColumnCheck(TableCheck):
    """A column that the contract requires is there."""

    column: str

    def look(self, tables: Tables, *, keep: int) -> Finding:
        """See `TableCheck.look`."""
        there = self.column in tables.raw(self.table)
        return Finding(tables.height(self.table)) if there else _every(tables.height(self.table), "", keep)


@dataclass(frozen=True, kw_only=True)
class ExtraColumnsCheck(TableCheck):
    """There are no columns that the contract does not declare.

    Attributes:
        known: The columns that it declares.
    """

    known: frozenset[str]

    def look(self, tables: Tables, *, keep: int) -> Finding:
        """See `TableCheck.look`."""
        extra = ", ".join(name for name in tables.raw(self.table) if name not in self.known)
        return _every(tables.height(self.table), extra, keep) if extra else Finding(tables.height(self.table))


def _every(height: int, columns: str, keep: int) -> Finding:
    """All rows break the rule, since of some columns."""
    rows = pl.int_range(height, dtype=pl.UInt32, eager=True)
    return Finding(height, rows, pl.DataFrame({"columns": [columns]})[[0] * min(keep, height)])


def checks_of_contract(contract: Contract, links: Links) -> list[Check]:
    """Make the checks that a contract implies.

    Args:
        contract: The contract.
        links: The links between its table and others.

    Returns:
        The checks; their names are ``table.column.keyword``, ``table.key`` and ``table.column.references``.
    """
    table = contract.table
    checks: list[Check] = [_missing(table, column) for column in contract.schema.required]
    if not contract.schema.additional_properties:
        known = frozenset(contract.columns)
        checks.append(
            ExtraColumnsCheck(
                id=f"{table}.additionalProperties",
                table=table,
                kind="field",
                dimension="accuracy",
                message="columns that the contract does not know: {columns}",
                cells=frozenset(),
                known=known,
            )
        )
    checks += [_field(table, keyword) for keyword in keywords_of(contract)]
    if contract.key:
        checks.append(_key(table, contract.key))
    return [*checks, *_references(contract, links)]


def _missing(table: str, column: str) -> Check:
    return MissingColumnCheck(
        id=f"{table}.{column}.required", table=table, kind="field", dimension="completeness",
        message=f"column {column} is missing", cells=frozenset({(table, column)}), column=column,
    )  # fmt: skip


def _field(table: str, keyword: Keyword) -> Check:
    privacy, missing = keyword.name == "reserved", keyword.name == "null"
    template = _MESSAGES.get(keyword.name, "{0} breaks '" + keyword.name + "'")
    if keyword.path != keyword.column:
        template = f"{keyword.path} breaks '{keyword.name}'"
    return FieldCheck(
        id=f"{table}.{keyword.path}.{keyword.name}",
        table=table,
        kind="privacy" if privacy else "field",
        dimension="privacy" if privacy else "completeness" if missing else "accuracy",
        message=template.format(keyword.column, keyword.value),
        cells=frozenset({(table, keyword.column)}),
        shown=(keyword.column,),
        keyword=keyword,
    )


def _key(table: str, key: tuple[str, ...]) -> Check:
    return UniqueCheck(
        id=f"{table}.key",
        table=table,
        kind="consistency",
        dimension="consistency",
        message=f"the key {', '.join(f'{{{name}}}' for name in key)} occurs before",
        cells=frozenset((table, name) for name in key),
        shown=key,
        columns=key,
    )


def _references(contract: Contract, links: Links) -> list[Check]:
    table = contract.table
    return [
        KeyReferenceCheck(
            id=f"{table}.{hop.column}.references",
            table=table,
            kind="consistency",
            dimension="consistency",
            message=f"{hop.table} has no {hop.key} {{{hop.column}}}",
            cells=frozenset({(table, hop.column), (hop.table, hop.key)}),
            shown=(hop.column,),
            hop=hop,
        )
        for hop in links.hops[table]
        if hop.up
    ]
