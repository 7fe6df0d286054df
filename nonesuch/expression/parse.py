"""The expression language of packs: SQL scalar and window expressions, walked against an allow-list.

An expression is parsed by sqlglot, every node of its tree must be on the list below, and only that tree's own
rendering is handed to polars (`pl.sql_expr`). A pack's text never reaches an SQL engine or ``eval``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from nonesuch.errors import PackError, nearest
from nonesuch.expression.allowed import (
    AGGREGATES,
    CHAINS,
    FUNCTION_NODES,
    FUNCTIONS,
    LINKED_MACROS,
    MACROS,
    PLAIN,
    TEXT_FUNCTIONS,
    TYPES,
    WINDOWS,
)
from nonesuch.expression.comparison import Comparison, compared
from nonesuch.expression.diagnosis import called, foreign_node, misspelling, parser_complaint
from nonesuch.expression.parts import linked_parts, only_table

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Expression", "parse_expression"]

MAX_LENGTH = 2_000
MAX_DEPTH = 64

_DIALECT = "duckdb"


@dataclass(frozen=True)
class Part:
    """A part of an expression that reads one other table alone, or what is left when its parts are taken out.

    Attributes:
        name: Name of the column that stands for it in the rest; empty for the rest.
        table: The table, as the expression names it; empty for the rest.
        sql: The rendering that polars gets.
        columns: Names it reads, without those that stand for parts.

    Example:
        >>> wave = parse_expression("SIN(towns.north) + x")
        >>> [(part.table, part.sql) for part in wave.parts], wave.rest.columns
        ([('towns', 'SIN("towns.north")')], ('x',))
    """

    name: str
    table: str
    sql: str
    columns: tuple[str, ...]

    def compute(self, frame: pl.DataFrame) -> pl.Series:
        """Compute the part.

        Args:
            frame: Shape (n, columns), what it reads, and its parts under their names.

        Returns:
            Shape (n,), also where polars gives one value for all rows.

        Raises:
            PolarsError: If polars cannot.
        """
        series = frame.select(_compiled(self.sql)).to_series()
        return series if len(series) == frame.height else series.new_from_index(0, frame.height)


@dataclass(frozen=True)
class Expression:
    """A checked expression.

    Attributes:
        text: As its author wrote it.
        sql: The rendering that polars gets; a column of another table is one quoted name such as ``"patients.age"``.
        columns: Names it reads, sorted; ``table.column`` for columns of other tables.
        rest: What is left when its parts are taken out, columns in their place; all of it where there are none.
        parts: Parts that can be computed once a linked row; see `linked_parts`.
        aggregates: Whether it sums up rows outside of any window (allowed for data-set rules only).
        comparisons: What it compares; see `compared`.
    """

    text: str
    sql: str
    columns: tuple[str, ...]
    rest: Part
    parts: tuple[Part, ...] = ()
    aggregates: bool = False
    comparisons: tuple[Comparison, ...] = ()

    @property
    def polars(self) -> pl.Expr:
        """The expression for polars."""
        return _compiled(self.sql)

    @property
    def is_constant(self) -> bool:
        """Whether it has one value, whatever the rows."""
        return not self.columns and " OVER " not in self.sql

    @property
    def is_column(self) -> bool:
        """Whether it is nothing but the name of a column."""
        return len(self.columns) == 1 and self.sql == '"' + self.columns[0].replace('"', '""') + '"'


def parse_expression(
    text: str,
    *,
    place: str = "expression",
    constants: Mapping[str, str] | None = None,
    aggregates: bool = False,
) -> Expression:
    """Parse and check an expression.

    Args:
        text: An SQL scalar or window expression, at most 2,000 characters and 64 levels deep.
        place: Where it stands, for the error message.
        constants: Names that stand for SQL literals, such as ``{"reference_date": "DATE '2026-01-01'"}``.
        aggregates: Whether ``sum(x)`` and its like may stand outside of a window.

    Returns:
        The checked expression.

    Raises:
        PackError: If it is too long, too deep, does not parse, or holds anything that is not on the allow-list.

    Example:
        >>> bmi = parse_expression("round(weight_kg / (height_m * height_m), 1)")
        >>> bmi.columns
        ('height_m', 'weight_kg')
        >>> pl.DataFrame({"weight_kg": [81.0], "height_m": [1.8]}).select(bmi=bmi.polars)["bmi"].to_list()
        [25.0]
        >>> parse_expression("read_csv('/etc/passwd')", place="rules.toml: x")
        Traceback (most recent call last):
        ...
        nonesuch.errors.PackError: function 'read_csv' is not part of the expression language
        ...
    """
    return _parse(text, place, tuple(sorted((constants or {}).items())), aggregates=aggregates)


@lru_cache(maxsize=4096)
def _compiled(sql: str) -> pl.Expr:
    return pl.sql_expr(sql)


@lru_cache(maxsize=4096)
def _parse(text: str, place: str, constants: tuple[tuple[str, str], ...], *, aggregates: bool) -> Expression:
    _check_size(text, place)
    tree = _read(text, place)
    tree = _expand(tree, dict(constants), place, text)
    _check(tree, place, text)
    bare = _find_aggregates(tree)
    if bare and not aggregates:
        raise PackError(
            f"'{bare}' sums up rows and needs a window here",
            place=place,
            expected=f"{bare}(...) OVER (PARTITION BY ...)",
            found=text,
        )
    left, taken = linked_parts(tree, spell=lambda part: "@" + _render(part))
    rest = Part("", "", _render(left), tuple(name for name in _names(left) if name not in taken))
    parts = tuple(Part(name, table, _render(part), _names(part)) for name, (table, part) in taken.items())
    return Expression(text, _render(tree), _names(tree), rest, parts, bool(bare), compared(tree))


def _check_size(text: str, place: str) -> None:
    if not text.strip():
        raise PackError("the expression is empty", place=place, expected="an SQL expression")
    if len(text) > MAX_LENGTH:
        raise PackError(
            "the expression is too long",
            place=place,
            expected=f"at most {MAX_LENGTH:,} characters",
            found=f"{len(text):,} characters",
        )
    depth = deepest = 0
    for sign in re.sub(r"'[^']*'", "", text):
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    longest_prefix = max((len(run.split()) for run in re.findall(r"(?i)(?:(?:not|-|\+|~)\s*)+", text)), default=0)
    if max(deepest, longest_prefix) > MAX_DEPTH:
        raise PackError(
            "the expression is nested too deeply", place=place, expected=f"at most {MAX_DEPTH} levels", found=text
        )


def _read(text: str, place: str) -> exp.Expr:
    wrong = misspelling(text)
    if wrong is not None:
        raise PackError(wrong[0], place=place, expected=wrong[1], found=text)
    try:
        trees = sqlglot.parse(text, dialect=_DIALECT)
    except (SqlglotError, RecursionError) as error:
        unknown = next((name for name in called(text) if not _is_known(name)), None)
        if unknown is not None:
            raise _no_function(unknown, place, text) from None
        problem, expected = parser_complaint(error)
        raise PackError(problem, place=place, expected=expected, found=text) from None
    if len(trees) != 1 or trees[0] is None:
        raise PackError("one expression is wanted", place=place, expected="no ';'", found=text)
    return trees[0]


def _expand(tree: exp.Expr, constants: dict[str, str], place: str, text: str) -> exp.Expr:
    """Replace constants and shorthands, also those inside the arguments of shorthands."""

    def step(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and not node.table and node.name.lower() in constants:
            return sqlglot.parse_one(constants[node.name.lower()], dialect=_DIALECT)
        if isinstance(node, exp.Log):  # sqlglot reads log10(x) as Log(10, x)
            return _macro("log10", [(node.expression or node.this).transform(step)], place, text)
        if isinstance(node, exp.Anonymous) and node.name.lower() in MACROS:
            return _macro(node.name.lower(), [argument.transform(step) for argument in node.expressions], place, text)
        return node

    return tree.transform(step)


def _macro(name: str, arguments: list[exp.Expr], place: str, text: str) -> exp.Expr:
    is_linked = name in LINKED_MACROS and all(only_table(argument) for argument in arguments)
    parameters, body = (LINKED_MACROS if is_linked else MACROS)[name]
    if len(arguments) != len(parameters):
        expected = f"{name}({', '.join(parameters)})"
        raise PackError(f"'{name}' got the wrong number of arguments", place=place, expected=expected, found=text)
    values = dict(zip(parameters, arguments, strict=True))
    day = _literal_date(arguments[0]) if name == "year_of_leap" else None
    if day is not None:
        return exp.cast(exp.Literal.number(day.year - (day.month <= 2)), "INT")  # once, not for each row and use

    def fill(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name in values:
            return exp.paren(values[node.name].copy())
        if isinstance(node, exp.Anonymous) and node.name.lower() in MACROS:
            return _macro(node.name.lower(), [inner.transform(fill) for inner in node.expressions], place, text)
        return node

    return exp.paren(sqlglot.parse_one(body, dialect=_DIALECT).transform(fill))


def _literal_date(node: exp.Expr) -> date | None:
    bare = node.unnest()
    if not isinstance(bare, exp.Cast) or not bare.to.is_type("DATE") or not bare.this.is_string:
        return None
    try:
        return date.fromisoformat(bare.this.name)
    except ValueError:
        return None


def _check(tree: exp.Expr, place: str, text: str) -> None:
    stack = [(tree, 1)]
    while stack:
        node, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise PackError(
                "the expression is nested too deeply", place=place, expected=f"at most {MAX_DEPTH} levels", found=text
            )
        _check_node(node, place, text)
        stack.extend(
            (child, depth if isinstance(node, CHAINS) and isinstance(child, CHAINS) else depth + 1)
            for child in node.iter_expressions()
        )


def _check_node(node: exp.Expr, place: str, text: str) -> None:
    if type(node) not in PLAIN and type(node) not in FUNCTION_NODES:
        name = node.name if isinstance(node, exp.Anonymous) else node.sql_name() if isinstance(node, exp.Func) else ""
        if name and re.search(rf"\b{re.escape(name)}\s*\(", text, re.IGNORECASE) and not isinstance(node, exp.Exists):
            raise _no_function(name, place, text)
        foreign, expected = foreign_node(node)
        raise PackError(foreign, place=place, expected=expected, found=text)
    problem = _problem(node)
    if problem:
        raise PackError(problem[0], place=place, expected=problem[1], found=text)


def _is_known(name: str) -> bool:
    return name in FUNCTIONS or exp.FUNCTION_BY_NAME.get(name.upper()) in FUNCTION_NODES


def _no_function(name: str, place: str, text: str) -> PackError:
    return PackError(
        f"function {name.lower()!r} is not part of the expression language",
        place=place,
        expected="one of the listed functions",
        found=text,
        hint=nearest(name.lower(), FUNCTIONS),
    )


def _problem(node: exp.Expr) -> tuple[str, str] | None:  # noqa: PLR0911 - one line a restriction
    if isinstance(node, exp.Cast) and node.to.this.name not in TYPES:
        return f"cannot cast to {node.to.sql(_DIALECT)}", "one of " + ", ".join(sorted(TYPES - {"TIMESTAMPNTZ"}))
    if isinstance(node, exp.In) and (node.args.get("query") or node.args.get("unnest")):
        return "IN takes a list of literals", "x IN (1, 2, 3)"
    if isinstance(node, exp.Column) and (node.args.get("db") or node.args.get("catalog")):
        return "a column has at most one table before it", "table.column"
    if isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
        return "'*' stands only in COUNT(*)", "names of columns"
    if isinstance(node, exp.Pad) and not (node.expression.is_int and 0 <= int(node.expression.name) <= 64):
        return "lpad takes a literal width", "lpad(x, 8, '0') with a width of at most 64"
    if isinstance(node, exp.StrPosition) and not (
        isinstance(node.args["substr"], exp.Literal) and node.args["substr"].is_string
    ):
        return "strpos looks for a literal text", "strpos(x, 'text')"
    if isinstance(node, exp.Replace) and not _replaces_with_no_more(node):
        return "replace puts a literal text in place of one that is as long or longer", "replace(x, '_', ' ')"
    if isinstance(node, exp.Window) and (node.args.get("spec") or node.args.get("alias")):
        return "a window has no frame", "OVER (PARTITION BY ... ORDER BY ...)"
    if isinstance(node, tuple(WINDOWS.values())) and not isinstance(node.parent, exp.Window):
        return f"'{FUNCTION_NODES[type(node)]}' needs a window", "OVER (PARTITION BY ... ORDER BY ...)"
    return None


def _replaces_with_no_more(node: exp.Replace) -> bool:
    """Whether texts cannot grow by it."""
    parts = [node.expression, node.args.get("replacement")]
    if not all(isinstance(part, exp.Literal) and part.is_string for part in parts):
        return False
    old, new = (str(part.name) for part in parts if part is not None)
    return len(old.encode()) >= max(len(new.encode()), 1)


def _find_aggregates(tree: exp.Expr) -> str | None:
    for node in tree.find_all(*AGGREGATES.values()):
        if not isinstance(node.parent, exp.Window):
            return FUNCTION_NODES[type(node)]
    return None


def _name(column: exp.Column) -> str:
    return f"{column.table}.{column.name}" if column.table else str(column.name)


def _names(tree: exp.Expr) -> tuple[str, ...]:
    return tuple(sorted({_name(column) for column in tree.find_all(exp.Column)}))


def _render(tree: exp.Expr) -> str:
    return str(tree.transform(_spell).transform(_as_text).transform(_as_int).sql(dialect=_DIALECT))


def _spell(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Column):
        return exp.Column(this=exp.to_identifier(_name(node), quoted=True))
    if isinstance(node, exp.Literal) and not node.is_string and "." in node.name and "e" not in node.name.lower():
        return exp.Literal.number(node.name + "e0")  # polars reads 1.5 as a decimal, 1.5e0 as a float
    return node


def _as_text(node: exp.Expr) -> exp.Expr:
    if isinstance(node, TEXT_FUNCTIONS):  # categories are codes; text functions want their words
        node.set("this", exp.cast(node.this, "TEXT"))
    if isinstance(node, exp.StrPosition):  # polars looks for a regular expression
        node.set("substr", exp.Literal.string(re.escape(node.args["substr"].name)))
    if isinstance(node, exp.RegexpLike):
        return exp.Anonymous(this="REGEXP_LIKE", expressions=[node.this, node.expression])
    return node


def _as_int(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Extract) and not isinstance(node.parent, exp.Cast):
        return exp.cast(node, "INT")  # polars gives Int8, in which month * 100 overflows
    return node
