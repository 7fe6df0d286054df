"""Defects of single values: one for each keyword of a contract."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.validators.contract.family import family_of, fields_of, iso_text
from nonesuch.validators.contract.schema import ColumnSchema
from nonesuch.validators.inject.change import Change, fill
from nonesuch.validators.inject.wrong import NONSENSE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Wrong = Callable[[pl.Expr], pl.Expr]

    from nonesuch.validators.contract.schema import ValueSchema
    from nonesuch.validators.rules.field import FieldCheck
    from nonesuch.validators.tables import Tables

__all__ = ["break_field"]

_FORMATS = {
    "date": "2026-02-30",
    "date-time": "2026-02-30T12:00:00Z",
    "time": "25:00:00Z",
    "email": "nobody at example.com",
    "uuid": "123e4567",
}


def break_field(check: FieldCheck, tables: Tables) -> Iterator[Change]:
    """Suggest changes that break a keyword of a column.

    Args:
        check: The check.
        tables: The tables.

    Yields:
        Changes, the likeliest first.
    """
    keyword, frame = check.keyword, tables.frame(check.table)
    if keyword.column not in frame.columns:
        return
    raw, dtype = frame[keyword.column], frame.schema[keyword.column]
    for wrong in _suggestions(keyword.path, keyword.name, keyword.value, keyword.schema, dtype):
        try:
            values = raw.to_frame("x").select(wrong(pl.col("x"))).to_series()
        except pl.exceptions.PolarsError:  # a column of another type than the keyword is about
            continue
        yield Change(check.table, {keyword.column: fill(tables, check.table, values)})


def _suggestions(path: str, name: str, value: Any, schema: ValueSchema, dtype: pl.DataType) -> Iterator[Wrong]:
    if "[]" not in path:
        yield from _of_value(name, value, schema, dtype)
        return
    inner, items = getattr(dtype, "inner", None), schema.items
    if inner is None or items is None:
        return
    prop = path.partition("[].")[2]
    if not prop:
        for wrong in _of_value(name, value, items, inner):
            yield partial(_in_items, wrong)
    elif prop in fields_of(inner):
        for wrong in _of_value(name, value, items.properties[prop], fields_of(inner)[prop]):
            yield partial(_in_property, wrong, prop)


def _in_items(wrong: Wrong, value: pl.Expr) -> pl.Expr:
    return value.list.eval(wrong(pl.element()))


def _in_property(wrong: Wrong, name: str, value: pl.Expr) -> pl.Expr:
    changed = wrong(pl.element().struct.field(name)).alias(name)
    return value.list.eval(pl.element().struct.with_fields(changed))


def _of_value(name: str, value: Any, schema: ValueSchema, dtype: pl.DataType) -> Iterator[Wrong]:
    decimals = (schema.notes.decimals or 0) if isinstance(schema, ColumnSchema) else 0
    step = 1 if schema.kind == "integer" else 10.0**-decimals
    simple: dict[str, tuple[Wrong, ...]] = {
        "null": (lambda x: pl.when(False).then(x),),
        "minimum": (lambda _: pl.lit(value - step),),
        "maximum": (lambda _: pl.lit(value + step),),
        "exclusiveMinimum": (lambda _: pl.lit(value),),
        "exclusiveMaximum": (lambda _: pl.lit(value),),
        "multipleOf": (lambda x: x + 1, lambda x: x + (value or 1) / 2),
        "decimals": (lambda x: x + 10.0 ** -(value or 0) / 2,),
        "minLength": (lambda x: iso_text(x, dtype).str.slice(0, max(value - 1, 0)),),
        "maxLength": (lambda x: iso_text(x, dtype).str.pad_end(value + 1, "x"),),
        "minItems": (lambda x: x.list.head(0),),
        "maxItems": (lambda x: pl.concat_list([x] * (value + 1)),),
        "uniqueItems": (lambda x: pl.concat_list([x, x]),),
        "format": (lambda _: pl.lit(_FORMATS.get(value, NONSENSE)),),
    }
    yield from simple.get(name, ())
    if name == "type":
        yield lambda _: pl.lit(NONSENSE)
    if name in ("enum", "const"):
        yield from _unlisted(schema, [value] if name == "const" else value, dtype)
    if name in ("pattern", "reserved"):
        yield lambda x: iso_text(x, dtype).str.replace("@.*$", "@somebody.invalid")
        yield lambda _: pl.lit(NONSENSE)
        yield lambda _: pl.lit("")
        yield lambda x: iso_text(x, dtype) + "!"


def _unlisted(schema: ValueSchema, values: list[Any], dtype: pl.DataType) -> Iterator[Wrong]:
    if schema.kind == "boolean":
        yield lambda x: ~x if family_of(dtype) == "boolean" else pl.lit(NONSENSE)
    elif schema.kind == "string":
        yield lambda _: pl.lit(NONSENSE)
    else:
        most = max(value for value in values if value is not None)
        yield lambda _: pl.lit(most + 1)
