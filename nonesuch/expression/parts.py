"""Parts of an expression that read one linked row alone, so that they can be computed once a linked row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from nonesuch.expression.allowed import AGGREGATES, TEXT_FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["linked_parts", "only_table"]

_DEAR = (
    exp.Acos, exp.Asin, exp.Atan, exp.Atan2, exp.Cos, exp.Exp, exp.Extract, exp.Ln, exp.Pow, exp.Sin, exp.Sqrt,
    exp.StrToTime, exp.Tan, exp.TimeToStr, *TEXT_FUNCTIONS,
)  # fmt: skip
"""Functions that take far longer than to pick a value at a given place."""


def linked_parts(
    tree: exp.Expr, *, spell: Callable[[exp.Expr], str]
) -> tuple[exp.Expr, dict[str, tuple[str, exp.Expr]]]:
    """Take the parts out of an expression that read the columns of one other table and nothing else.

    Args:
        tree: The expression; it is left as it is.
        spell: Gives the name of the column that stands for a part.

    Returns:
        The expression with columns in place of its parts, and by their names the table of each part and what it
        computes. A part holds a function that takes long, or is the whole expression; there is none where windows or
        sums look at several rows.

    Example:
        >>> from sqlglot import parse_one
        >>> rest, parts = linked_parts(parse_one("SIN(a.x) + COS(b.x + b.y) * y"), spell=lambda part: part.key)
        >>> rest.sql(), [(table, part.sql()) for table, part in parts.values()]
        ('"sin" + "cos" * y', [('a', 'SIN(a.x)'), ('b', 'COS(b.x + b.y)')])
    """
    parts: dict[str, tuple[str, exp.Expr]] = {}
    if tree.find(exp.Window, *AGGREGATES.values()) or not any(column.table for column in tree.find_all(exp.Column)):
        return tree, parts

    def step(node: exp.Expr) -> exp.Expr:
        table = only_table(node) if _is_value(node) else ""
        if not table or not (node.parent is None or node.find(*_DEAR)):
            return node
        name = spell(node)
        parts[name] = table, node.copy()
        return exp.column(exp.to_identifier(name, quoted=True))

    return tree.transform(step), parts


def _is_value(node: exp.Expr) -> bool:
    """Whether a column can stand in its place."""
    is_branch = isinstance(node, exp.If) and isinstance(node.parent, exp.Case)
    return isinstance(node, exp.Condition) and not is_branch and not isinstance(node, exp.Column | exp.Literal)


def only_table(node: exp.Expr) -> str:
    """Find the other table whose columns alone an expression reads.

    Args:
        node: The expression.

    Returns:
        The table as the expression names it; empty if there is none.

    Example:
        >>> from sqlglot import parse_one
        >>> [only_table(parse_one(text)) for text in ("a.x + a.y", "a.x + b.x", "a.x + x", "1")]
        ['a', '', '', '']
    """
    tables = {column.table for column in node.find_all(exp.Column)}
    return str(tables.pop()) if len(tables) == 1 else ""
