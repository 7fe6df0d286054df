"""What is wrong with an expression, in the words of its author: neither the parser's nor the engine's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.errors import ParseError

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from sqlglot.errors import SqlglotError

__all__ = ["Complaint", "called", "foreign_node", "misspelling", "parser_complaint", "refusal"]

Complaint = tuple[str, str]
"""What is wrong, and what would have been right."""

_CASE = "CASE WHEN a > 3 THEN 1 ELSE 0 END"
_FOREIGN: tuple[tuple[str, str, str], ...] = (
    (r"^\s*(IF)\b(?!\s*\()", "'IF' without brackets", _CASE),
    (r"(&&)", "'&&' is no operator here", "a > 3 AND b < 9"),
    (r"(\?)", "'?' is no operator here", _CASE),
    (r"(`)", "names do not stand in backticks", 'names as they are, or in double quotes: "name"'),
    (r"(#)", "expressions hold no comments", "comments outside of the text, in the TOML file"),
    (r"\w\s+(if)\s.*\selse\s", "conditions are not written as in Python", _CASE),
)
_NODES: dict[type[exp.Expr], Complaint] = {
    exp.Select: ("an expression holds no query (SELECT)", "columns of this table and of those it is linked to"),
    exp.Subquery: ("an expression holds no query (SELECT)", "columns of this table and of those it is linked to"),
    exp.Exists: ("an expression holds no query (SELECT)", "columns of this table and of those it is linked to"),
    exp.ILike: ("'ILIKE' is not part of the expression language", "LOWER(a) LIKE 'b%'"),
    exp.BitwiseAnd: ("'&' is not part of the expression language", "a > 3 AND b < 9"),
    exp.BitwiseOr: ("'|' is not part of the expression language", "a > 3 OR b < 9; texts are joined by ||"),
    exp.CurrentDate: ("today changes from day to day", "reference_date"),
    exp.CurrentTimestamp: ("now changes from moment to moment", "reference_date"),
}
_KINDS = {
    "bool": "a truth value", "cat": "a category", "date": "a date", "duration": "a span of time", "enum": "a category",
    "list": "a list", "str": "a text", "time": "a time of day", "dyn int": "a whole number", "dyn float": "a number",
}  # fmt: skip

_WORDS = (
    "and", "any", "as", "between", "by", "case", "cast", "distinct", "else", "end", "filter", "from", "in", "interval",
    "is", "like", "not", "on", "or", "over", "then", "try_cast", "when", "where",
)  # fmt: skip


def misspelling(text: str) -> Complaint | None:
    """Find what is wrong with the spelling of an expression: quotes, brackets, operators of other languages.

    Args:
        text: The expression.

    Returns:
        The first mistake; None if there is none of these.

    Example:
        >>> misspelling("round((a + 1, 2)")
        ("the bracket '(' is not closed (character 6)", "a ')' after it")
        >>> misspelling("round(a, 2)")
    """
    bare, open_quote = _without_quoted(text)
    if open_quote is not None:
        return f"a quotation mark is not closed (character {open_quote + 1})", "'text', with '' for ' inside"
    for pattern, problem, expected in _FOREIGN:
        found = re.search(pattern, bare, re.IGNORECASE)
        if found:
            return f"{problem} (character {found.start(1) + 1})", expected
    return _brackets(bare)


def called(text: str) -> list[str]:
    """Names of what looks like functions, in small letters.

    Args:
        text: The expression.

    Returns:
        The names, in the order of the text.

    Example:
        >>> called("DATE_DIFF(a, b) IN (1, 2) AND (c OR upper(d) = 'max(e)')")
        ['date_diff', 'upper']
    """
    names = [found.lower() for found in re.findall(r"([A-Za-z_]\w*)\s*\(", _without_quoted(text)[0])]
    return [name for name in names if name not in _WORDS]


def _without_quoted(text: str) -> tuple[str, int | None]:
    """The text with blanks for what is quoted, and the place of a quotation mark without end."""
    bare = re.sub(r"""'[^']*'|"[^"]*"|--[^\n]*|/\*[\s\S]*?\*/""", lambda found: "_" * len(found[0]), text)
    rest = re.search(r"""['"]""", bare)
    return bare, None if rest is None else rest.start()


def _brackets(bare: str) -> Complaint | None:
    pairs, waiting = {")": "(", "]": "[", "}": "{"}, list[tuple[str, int]]()
    for place, sign in enumerate(bare):
        if sign in "([{":
            waiting.append((sign, place))
        elif sign in pairs:
            if not waiting or waiting[-1][0] != pairs[sign]:
                return (
                    f"nothing is open that {sign!r} could close (character {place + 1})",
                    f"a {pairs[sign]!r} before it",
                )
            waiting.pop()
    if not waiting:
        return None
    sign, place = waiting[-1]
    closing = next(end for end, start in pairs.items() if start == sign)
    return f"the bracket {sign!r} is not closed (character {place + 1})", f"a {closing!r} after it"


def parser_complaint(error: SqlglotError | RecursionError) -> Complaint:
    """Say what a parser could not read.

    Args:
        error: What the parser raised.

    Returns:
        The complaint.

    Example:
        >>> from sqlglot import parse_one
        >>> try:
        ...     parse_one("a b c")
        ... except ParseError as error:
        ...     print(parser_complaint(error)[0])
        unexpected 'c' (character 5)
    """
    first = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
    said, token = str(first.get("description", "")), str(first.get("highlight") or "")
    place = f"(character {max(int(first.get('col') or 1) - len(token) + 1, 1)})"
    if "END after CASE" in said:
        return f"CASE has no END {place}", _CASE
    if "number of provided arguments" in said:
        return f"a function has too many arguments {place}", "as many as it takes"
    if said.startswith("Required keyword"):
        return f"something is missing at {token!r} {place}", "a value on both sides of an operator, and all arguments"
    if token:
        return f"unexpected {token!r} {place}", "an operator, or the end; names with blanks stand in double quotes"
    return "the expression cannot be read", "an SQL expression"


def foreign_node(node: exp.Expr) -> Complaint:
    """Say what part of SQL is not part of the expression language.

    Args:
        node: A node that is not on the allow-list.

    Returns:
        The complaint.

    Example:
        >>> from sqlglot import parse_one
        >>> foreign_node(parse_one("(SELECT 1)"))[0]
        'an expression holds no query (SELECT)'
    """
    known = next((complaint for kind, complaint in _NODES.items() if isinstance(node, kind)), None)
    expected = "operators, CASE, CAST, literals, columns, listed functions, OVER (...)"
    return known or (f"{node.sql('duckdb')!r} is not part of the expression language", expected)


def refusal(problem: Exception, *, text: str, place: str) -> PackError:
    """Say why an expression cannot be computed.

    Args:
        problem: What polars raised.
        text: The expression.
        place: Where it stands.

    Returns:
        The error to raise; polars' own first line is a hint where nothing better is known.

    Example:
        >>> print(refusal(ValueError("+ not allowed on date and dyn int"), text="born + 3", place="x"))
        '+' takes no date and whole number
          where:    x
          expected: values of one type; days are added as a + 3 * INTERVAL '1 day'
          found:    born + 3
    """
    said = next(iter(str(problem).splitlines()), type(problem).__name__)
    wrong = _clash(said)
    if wrong is None:
        return PackError("the expression cannot be computed", place=place, found=text, hint=said)
    return PackError(wrong[0], place=place, expected=wrong[1], found=text)


def _clash(said: str) -> Complaint | None:
    """Types that do not go together, if that is what polars speaks of."""
    if found := re.search(r"arithmetic on dtypes (.+?) and (.+?) is not allowed", said):
        return f"{_kind(found[1])} and {_kind(found[2])} cannot be reckoned together", "numbers, or CAST(a AS DOUBLE)"
    if found := re.search(r"(\S+) not allowed on (.+) and (.+)", said):
        kinds = [_kind(word).partition(" ")[2] for word in (found[2], found[3])]
        expected = "values of one type; days are added as a + 3 * INTERVAL '1 day'"
        return f"{found[1]!r} takes no {' and '.join(kinds)}", expected
    if "cannot compare" in said:
        return "values of different types are compared", "values of one type, such as a > DATE '2026-01-31', b = 'word'"
    if "interval string" in said:
        return (
            "the unit of an interval is not known",
            "INTERVAL '3 days' (seconds, minutes, hours, weeks, months, years)",
        )
    return None


def _kind(word: str) -> str:
    name = word.partition("[")[0].partition("(")[0].strip()
    if re.fullmatch(r"[iu]\d+", name):
        return "a whole number"
    if re.fullmatch(r"f\d+", name):
        return "a number"
    return "a moment" if name == "datetime" else _KINDS.get(name, name)
