"""Keywords of arrays: how many items, whether they differ, and what the items are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.contract.family import fields_of
from nonesuch.validators.contract.operand import Operand

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators.contract.operand import Mask
    from nonesuch.validators.contract.schema import ValueSchema

__all__ = ["missing_property", "too_few_items", "too_many_items", "twice_the_same", "unknown_property", "wrong_item"]


def too_few_items(operand: Operand, least: int) -> Mask:
    """Find arrays of fewer items."""
    return _list(operand).list.len() < least if operand.family == "array" else None


def too_many_items(operand: Operand, most: int) -> Mask:
    """Find arrays of more items."""
    return _list(operand).list.len() > most if operand.family == "array" else None


def twice_the_same(operand: Operand) -> Mask:
    """Find arrays in which an item occurs twice."""
    if operand.family != "array":
        return None
    return _list(operand).list.n_unique() < _list(operand).list.len()


def wrong_item(operand: Operand, schema: ValueSchema, name: str | None, wrong: Callable[[Operand], Mask]) -> Mask:
    """Find arrays in which an item, or a property of one, is wrong.

    Args:
        operand: The column of arrays.
        schema: What the items, or the property, may be.
        name: The property; None for the items themselves.
        wrong: Gives the mask of the items.

    Returns:
        The mask of the rows.
    """
    dtype = _item_type(operand)
    if dtype is None:
        return None
    item = pl.element()
    if name is None:
        return _any(operand, wrong(Operand(item, dtype, schema, operand.lenient)))
    inner = fields_of(dtype).get(name)
    if inner is None:
        return None
    mask = wrong(Operand(item.struct.field(name), inner, schema, operand.lenient))
    return None if mask is None else _any(operand, item.is_not_null() & mask)


def missing_property(operand: Operand, names: list[str]) -> Mask:
    """Find arrays whose items lack a property; items of one column have all the same."""
    dtype = _item_type(operand)
    return None if dtype is None or set(names) <= set(fields_of(dtype)) else _any(operand, _is_object(dtype))


def unknown_property(operand: Operand) -> Mask:
    """Find arrays whose items have a property that is not declared."""
    dtype = _item_type(operand)
    assert operand.schema.items is not None
    known = set(operand.schema.items.properties)
    return None if dtype is None or known >= set(fields_of(dtype)) else _any(operand, _is_object(dtype))


def _item_type(operand: Operand) -> pl.DataType | None:
    inner = getattr(operand.dtype, "inner", None)
    return inner() if isinstance(inner, type) else inner


def _is_object(dtype: pl.DataType) -> pl.Expr:
    return pl.element().is_not_null() if isinstance(dtype, pl.Struct) else pl.element().is_null() & False


def _any(operand: Operand, mask: Mask) -> Mask:
    return None if mask is None else _list(operand).list.eval(mask).list.any()


def _list(operand: Operand) -> pl.Expr:
    return operand.raw.arr.to_list() if isinstance(operand.dtype, pl.Array) else operand.raw
