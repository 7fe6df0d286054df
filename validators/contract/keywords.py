"""A contract taken apart: each keyword of each column is one check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nonesuch.validators.contract.arrays import (
    missing_property,
    too_few_items,
    too_many_items,
    twice_the_same,
    unknown_property,
    wrong_item,
)
from nonesuch.validators.contract.choices import unlisted
from nonesuch.validators.contract.numbers import out_of_bounds, too_many_decimals, wrong_multiple
from nonesuch.validators.contract.operand import Operand
from nonesuch.validators.contract.schema import ColumnSchema, ValueSchema
from nonesuch.validators.contract.texts import too_long, too_short, unlike, wrong_format
from nonesuch.validators.contract.types import missing_value, wrong_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

    from nonesuch.validators.contract.contract import Contract
    from nonesuch.validators.contract.operand import Mask

__all__ = ["KEYWORDS", "Keyword", "keywords_of"]

KEYWORDS: dict[str, Callable[[Operand, Any], Mask]] = {
    "null": lambda operand, _: missing_value(operand),
    "type": lambda operand, _: wrong_type(operand),
    "enum": unlisted,
    "const": lambda operand, value: unlisted(operand, [value]),
    "minimum": lambda operand, bound: out_of_bounds(operand, "minimum", bound),
    "maximum": lambda operand, bound: out_of_bounds(operand, "maximum", bound),
    "exclusiveMinimum": lambda operand, bound: out_of_bounds(operand, "exclusiveMinimum", bound),
    "exclusiveMaximum": lambda operand, bound: out_of_bounds(operand, "exclusiveMaximum", bound),
    "multipleOf": wrong_multiple,
    "decimals": too_many_decimals,
    "minLength": too_short,
    "maxLength": too_long,
    "pattern": unlike,
    "reserved": unlike,
    "format": wrong_format,
    "minItems": too_few_items,
    "maxItems": too_many_items,
    "uniqueItems": lambda operand, _: twice_the_same(operand),
    "required": missing_property,
    "additionalProperties": lambda operand, _: unknown_property(operand),
}


@dataclass(frozen=True)
class Keyword:
    """One keyword of one column, or of the items of a column of arrays.

    Attributes:
        column: The column.
        path: Where the keyword stands: ``age``, ``spans[]`` for items, ``spans[].start`` for a property of items.
        name: The keyword; ``null`` is the half of ``type`` that asks for a value at all.
        value: What the contract says there.
        schema: The schema of the column.
    """

    column: str
    path: str
    name: str
    value: Any
    schema: ColumnSchema

    def mask(self, raw: pl.Expr, dtype: pl.DataType, *, lenient: bool = False, finite: bool = False) -> Mask:
        """Compile the check.

        Args:
            raw: The column.
            dtype: Its type.
            lenient: Whether texts are read as the type that the contract names.
            finite: Whether it is known that floats hold neither NaN nor infinity.

        Returns:
            True where a value is wrong, null where there is none; None if no value of this type can be wrong.
        """
        operand = Operand(raw, dtype, self.schema, lenient, finite)
        if self.path == self.column:
            return self._wrong(operand)
        items = self.schema.items
        assert items is not None
        name = self.path.partition("[].")[2] or None
        if self.name in ("required", "additionalProperties"):
            return self._wrong(operand)
        return wrong_item(operand, items.properties[name] if name else items, name, self._wrong)

    def _wrong(self, operand: Operand) -> Mask:
        return KEYWORDS[self.name](operand, self.value)


def keywords_of(contract: Contract) -> list[Keyword]:
    """List the keywords of a contract that look at values, column by column.

    Args:
        contract: The contract.

    Returns:
        The keywords; ``required`` and ``additionalProperties`` of the table itself look at no value and are not there.
    """
    reserved = contract.schema.notes.reserved
    return [
        keyword
        for column, schema in contract.columns.items()
        for keyword in (*_of_column(column, schema), *_of_notes(column, schema, reserved.get(column)))
    ]


def _of_column(column: str, schema: ColumnSchema) -> Iterator[Keyword]:
    for name, value in _given(schema):
        yield Keyword(column, column, name, value, schema)
    if schema.items is None:
        return
    for name, value in _given(schema.items):
        yield Keyword(column, f"{column}[]", name, value, schema)
    for inner, property_schema in schema.items.properties.items():
        for name, value in _given(property_schema):
            yield Keyword(column, f"{column}[].{inner}", name, value, schema)


def _of_notes(column: str, schema: ColumnSchema, reserved: str | None) -> Iterator[Keyword]:
    if schema.notes.decimals is not None:
        yield Keyword(column, column, "decimals", schema.notes.decimals, schema)
    if reserved is not None:
        yield Keyword(column, column, "reserved", reserved, schema)


def _given(schema: ValueSchema) -> Iterator[tuple[str, Any]]:
    if not schema.nullable:
        yield "null", None
    yield "type", schema.kind
    for name, field in _FIELDS.items():
        if field in schema.model_fields_set and getattr(schema, field) is not _IDLE.get(name, ...):
            yield name, getattr(schema, field)


_IDLE = {"uniqueItems": False, "additionalProperties": True}
_FIELDS = {
    (field.alias or name): name
    for name, field in ValueSchema.model_fields.items()
    if (field.alias or name) in {*KEYWORDS} - {"type"}
}
