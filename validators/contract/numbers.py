"""Keywords of numbers: bounds, multiples and decimals."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators.contract.operand import Mask, Operand

__all__ = ["out_of_bounds", "too_many_decimals", "wrong_multiple"]

_WRONG: dict[str, Callable[[Any, Any], Any]] = {
    "minimum": operator.lt,
    "maximum": operator.gt,
    "exclusiveMinimum": operator.le,
    "exclusiveMaximum": operator.ge,
}


def out_of_bounds(operand: Operand, keyword: str, bound: float) -> Mask:
    """Find numbers on the wrong side of a bound."""
    return None if operand.number is None else _WRONG[keyword](operand.number, pl.lit(bound))


def wrong_multiple(operand: Operand, step: float) -> Mask:
    """Find numbers that are no multiple of a whole number, or of a fraction that floating point holds exactly."""
    if operand.number is None:
        return None
    if isinstance(step, int):
        return operand.number % step != 0
    quotient = operand.number.cast(pl.Float64) / step
    return quotient != quotient.floor()


def too_many_decimals(operand: Operand, decimals: int) -> Mask:
    """Find numbers that are not what rounding to so many decimals gives."""
    if operand.number is None or operand.family == "integer":
        return None
    return operand.number.round(decimals) != operand.number
