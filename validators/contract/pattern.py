"""Regular expressions that mean the same in ECMAScript, Python and Rust, and take linear time in Rust."""

from __future__ import annotations

import re

import polars as pl

from nonesuch.errors import PackError

__all__ = ["check_pattern"]

_MAX_LENGTH = 500
_MAX_REPEAT = 1000
_TOKEN = re.compile(
    r"""
      \\[\\^$.|?*+(){}\[\]/nrt-]                                      # an escaped sign
    | \[\^?(?:\\[\\^$.|?*+(){}\[\]/nrt-]|[^\[\]\\&~-]|(?<!-)-(?!-)|&(?!&)|~(?!~))+\]  # a class
    | \(\?: | \((?!\?) | \) | \| | \^ | \$ | \.
    | [*+?]\?? | \{(?P<low>\d{1,4})(?P<more>,(?P<high>\d{1,4})?)?\}\??
    | [^\\^$.|?*+(){}\[\]]
    """,
    re.VERBOSE,
)
_HINTS = {
    "\\d": "write [0-9]",
    "\\w": "write [A-Za-z0-9_]",
    "\\s": "write the spaces that may stand there, such as [ ]",
    "\\b": "say what stands beside the word",
    "(?": "only plain groups and (?:...) mean the same everywhere",
    "[": "list the signs one by one; '[', '&&', '--' and '~~' inside a class differ between languages",
    "{": "a repetition is {2} or {2,5}, at most 1000; escape a brace that means itself",
}


def check_pattern(pattern: str, *, place: str | None = None) -> str:
    r"""Check that a pattern belongs to the portable subset.

    Literals, ``.``, classes in brackets, ``|``, groups, ``^``, ``$``, ``* + ? {m,n}`` and their lazy forms. Left out
    are look-around and back-references, which take exponential time, and ``\d \w \s \b``, which mean other signs in
    other languages.

    Args:
        pattern: The pattern, at most 500 characters.
        place: Where it stands, for the error message.

    Returns:
        The pattern.

    Raises:
        PackError: If it holds anything else, or does not compile.

    Example:
        >>> check_pattern("^[A-Z]{2}-[0-9]+$")
        '^[A-Z]{2}-[0-9]+$'
        >>> check_pattern("^(a+)+\\1$")
        Traceback (most recent call last):
        ...
        nonesuch.errors.PackError: the pattern leaves the portable subset at character 7
        ...
    """
    if len(pattern) > _MAX_LENGTH:
        raise PackError("the pattern is too long", place=place, expected=f"at most {_MAX_LENGTH} characters")
    at = 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        bounds = [int(text) for text in token.group("low", "high") if text] if token else []
        if token is None or max(bounds, default=0) > _MAX_REPEAT:
            hint = next((hint for start, hint in _HINTS.items() if pattern.startswith(start, at)), None)
            raise PackError(
                f"the pattern leaves the portable subset at character {at + 1}",
                place=place,
                expected="literals, classes, groups, repetitions, ^ and $",
                found=pattern,
                hint=hint,
            )
        at = token.end()
    _compile(pattern, place)
    return pattern


def _compile(pattern: str, place: str | None) -> None:
    try:
        re.compile(pattern)
        pl.Series([""]).str.contains(pattern)
    except (re.error, pl.exceptions.PolarsError, OverflowError) as problem:
        reason = str(problem).splitlines()[0]
        raise PackError("the pattern does not compile", place=place, found=pattern, hint=reason) from None
