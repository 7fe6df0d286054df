"""The keywords ``enum`` and ``const``: one of the listed values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nonesuch.validators.contract.operand import Mask, Operand

__all__ = ["unlisted"]


def unlisted(operand: Operand, values: Sequence[Any]) -> Mask:
    """Find values that are not listed; a value of another type never is."""
    listed = [value for value in values if value is not None]
    if operand.family == "null":
        return None
    if operand.schema.kind == "string" and operand.is_text:
        return operand.text(lambda text: ~text.is_in(listed))
    if operand.schema.kind in ("integer", "number") and operand.number is not None:
        return _unlisted_number(operand, listed)
    if operand.schema.kind == "boolean" and operand.family == "boolean":
        return ~operand.raw.is_in(listed)
    if operand.is_read:
        word = operand.raw.str.strip_chars().str.to_lowercase()
        spelled = [text for value in listed for text in (("true", "1") if value else ("false", "0"))]
        return pl.when(operand.filled).then(~word.is_in(spelled))
    return operand.everything


def _unlisted_number(operand: Operand, listed: list[Any]) -> Mask:
    assert operand.number is not None
    if operand.family == "integer":
        whole = [int(value) for value in listed if value == int(value)]
        return ~operand.raw.cast(pl.Int64, strict=False).is_in(whole)
    wrong = ~operand.number.cast(pl.Float64).is_in([float(value) for value in listed])
    return pl.when(operand.filled).then(wrong.fill_null(value=True))
