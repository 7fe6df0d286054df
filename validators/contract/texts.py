"""Keywords of texts: length, pattern, format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonesuch.validators.contract.moments import wrong_moment

if TYPE_CHECKING:
    import polars as pl

    from nonesuch.validators.contract.operand import Mask, Operand

__all__ = ["SHAPES", "too_long", "too_short", "unlike", "wrong_format"]

# The e-mail address of the HTML Living Standard, section 4.10.5.1.5.
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
SHAPES = {
    "email": rf"^[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*$",
    "uuid": "^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
}


def too_short(operand: Operand, least: int) -> Mask:
    """Find texts of fewer characters (code points)."""
    return operand.text(lambda text: text.str.len_chars() < least) if operand.is_text and least else None


def too_long(operand: Operand, most: int) -> Mask:
    """Find texts of more characters (code points)."""
    return operand.text(lambda text: text.str.len_chars() > most) if operand.is_text else None


def unlike(operand: Operand, pattern: str) -> Mask:
    """Find texts in which a pattern does not occur."""
    return operand.text(lambda text: ~text.str.contains(pattern)) if operand.is_text else None


def wrong_format(operand: Operand, name: str) -> Mask:
    """Find texts that are no date, time, moment, e-mail address or UUID."""
    if not operand.is_text or operand.family == name:
        return None
    if name in SHAPES:
        return unlike(operand, SHAPES[name])

    def wrong(text: pl.Expr) -> pl.Expr:
        return wrong_moment(text.str.strip_chars() if operand.lenient else text, name, lenient=operand.lenient)

    return operand.text(wrong)
