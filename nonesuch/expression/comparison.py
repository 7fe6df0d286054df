"""Comparisons of moments with numbers, which polars takes and no author means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

__all__ = ["Comparison", "check_compared", "compared"]

MOMENT, NUMBER = "a date", "a number"
_MOMENTS = ("DATE", "TIME", "TIMESTAMP", "TIMESTAMPNTZ")
_NUMBERS = ("BIGINT", "DOUBLE", "INT")

Comparison = tuple[tuple[str, bool], tuple[str, bool]]
"""Both sides: the name of a column and True, or what a side is (a date, a number) and False."""


def compared(tree: exp.Expr) -> tuple[Comparison, ...]:
    """Find what an expression compares, as far as sides are columns, literals and casts.

    Args:
        tree: The parsed expression.

    Returns:
        Pairs of sides, each once, in no order of meaning.

    Example:
        >>> from sqlglot import parse_one
        >>> compared(parse_one("a > 3 AND b = UPPER(c)"))
        ((('a', True), ('a number', False)),)
    """
    pairs = ((_side(left), _side(right)) for left, right in _pairs(tree))
    return tuple(dict.fromkeys((left, right) for left, right in pairs if left is not None and right is not None))


def _pairs(tree: exp.Expr) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    for node in tree.find_all(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ):
        yield node.this, node.expression
    for between in tree.find_all(exp.Between):
        yield between.this, between.args["low"]
        yield between.this, between.args["high"]
    for listed in tree.find_all(exp.In):
        yield from ((listed.this, value) for value in listed.expressions)


def _side(node: exp.Expr) -> tuple[str, bool] | None:
    node = node.unnest()
    if isinstance(node, exp.Column):
        return (f"{node.table}.{node.name}" if node.table else str(node.name)), True
    if isinstance(node, exp.Neg):
        return _side(node.this)
    if isinstance(node, exp.Literal):
        return None if node.is_string else (NUMBER, False)
    if isinstance(node, exp.Cast):
        to = node.to.this.name
        return (MOMENT, False) if to in _MOMENTS else (NUMBER, False) if to in _NUMBERS else None
    if isinstance(node, exp.Add | exp.Sub) and isinstance(node.expression, exp.Interval):
        return _side(node.this)
    return None


def check_compared(
    comparisons: tuple[Comparison, ...], type_of: Callable[[str], pl.DataType], *, text: str, place: str
) -> None:
    """Refuse a comparison of a moment with a number.

    Args:
        comparisons: What an expression compares.
        type_of: Gives the type of a column.
        text: The expression.
        place: Where it stands.

    Raises:
        PackError: If it compares a moment with a number.

    Example:
        >>> import polars as pl
        >>> types = {"born": pl.Date()}
        >>> check_compared(((("born", True), ("a number", False)),), types.__getitem__, text="born > 3", place="x")
        Traceback (most recent call last):
        ...
        nonesuch.errors.PackError: born (a date) and a number are compared
          where:    x
          expected: values of one type, such as a > DATE '2026-01-31', or days_between(a, b) > 3
          found:    born > 3
    """
    for pair in comparisons:
        kinds = [_kind(type_of(name)) if is_column else name for name, is_column in pair]
        if {*kinds} == {MOMENT, NUMBER}:
            sides = [
                f"{name} ({kind})" if is_column else kind for (name, is_column), kind in zip(pair, kinds, strict=True)
            ]
            expected = "values of one type, such as a > DATE '2026-01-31', or days_between(a, b) > 3"
            raise PackError(f"{' and '.join(sides)} are compared", place=place, expected=expected, found=text)


def _kind(dtype: pl.DataType) -> str:
    moment = dtype.is_temporal() and str(dtype).partition("(")[0] != "Duration"
    return MOMENT if moment else NUMBER if dtype.is_numeric() else ""
