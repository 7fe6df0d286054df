"""Options of the form name=value."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

from nonesuch.errors import UsageError

__all__ = ["bounds", "day", "nested", "numbers", "values"]


_MOST_DIGITS = 30


def _pairs(words: list[str], option: str, form: str) -> list[tuple[str, str]]:
    pairs: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name or not value:
            raise UsageError("the option is not understood", place=option, expected=form, found=word)
        key = name.strip()
        if key in pairs:
            found = f"{key}={pairs[key]} and {key}={value.strip()}"
            hint = f"either will do: {option} '{key}=[..., ...]'" if option == "--given" else None
            raise UsageError(f"{key!r} stands there twice", place=option, expected="one value", found=found, hint=hint)
        pairs[key] = value.strip()
    return [*pairs.items()]


def numbers(words: list[str], option: str) -> dict[str, int]:
    """Read ``name=number`` words; 10_000, 10k and 2M are numbers too.

    Args:
        words: As typed.
        option: The option's name, for the error message.

    Returns:
        Name = number.

    Raises:
        UsageError: If a word has another form.

    Example:
        >>> numbers(["customers=10k", "merchants=500"], "--size")
        {'customers': 10000, 'merchants': 500}
    """
    scale = {"k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
    found = {}
    for name, text in _pairs(words, option, "table=rows, such as customers=10000"):
        factor = scale.get(text[-1].lower(), 1)
        digits = (text[:-1] if factor > 1 else text).replace("_", "").replace(",", "")
        if not digits.isascii() or not digits.isdigit() or len(digits) > _MOST_DIGITS:
            expected = f"a whole number, 0 or more, of at most {_MOST_DIGITS} digits"
            raise UsageError("the option is not understood", place=option, expected=expected, found=f"{name}={text}")
        found[name] = int(digits) * factor
    return found


def values(words: list[str], option: str) -> dict[str, Any]:
    """Read ``name=value`` words; values are written as in TOML, and bare words are texts.

    Args:
        words: As typed.
        option: The option's name, for the error message.

    Returns:
        Name = value.

    Raises:
        UsageError: If a word has another form.

    Example:
        >>> values(["a.b=3", "a.c=red", "a.d=[1, 2]"], "--given")
        {'a.b': 3, 'a.c': 'red', 'a.d': [1, 2]}
    """
    found = {}
    for name, text in _pairs(words, option, "name=value"):
        try:
            found[name] = tomllib.loads(f"value = {text}")["value"]
        except (tomllib.TOMLDecodeError, RecursionError):
            found[name] = text
    return found


def bounds(words: list[str], option: str) -> dict[str, tuple[float, float]]:
    """Read ``column=low:high`` words.

    Args:
        words: As typed.
        option: The option's name, for the error message.

    Returns:
        Column = both bounds.

    Raises:
        UsageError: If a word has another form, or a column is named twice.

    Example:
        >>> bounds(["income=0:2e5", "change=-1:1"], "--bounds")
        {'income': (0.0, 200000.0), 'change': (-1.0, 1.0)}
    """
    form = "COLUMN=LOW:HIGH"
    found = {}
    for name, text in _pairs(words, option, form):
        low, _, high = text.partition(":")
        try:
            found[name] = float(low), float(high)
        except ValueError:
            raise UsageError(
                "the option is not understood", place=option, expected=form, found=f"{name}={text}"
            ) from None
    return found


def nested(flat: dict[str, Any], depth: int, option: str) -> dict[str, Any]:
    """Turn dotted names into nested tables.

    Args:
        flat: Dotted name = value.
        depth: How many parts a name has.
        option: The option's name, for the error message.

    Returns:
        Nested tables.

    Raises:
        UsageError: If a name has fewer parts.

    Example:
        >>> nested({"vitals.bmi": 30}, 2, "--given")
        {'vitals': {'bmi': 30}}
    """
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        parts = name.split(".", depth - 1)
        if len(parts) != depth:
            expected = ".".join(["table", "column", "category"][:depth]) + "=value"
            raise UsageError("the option is not understood", place=option, expected=expected, found=name)
        branch = tree
        for part in parts[:-1]:
            branch = branch.setdefault(part, {})
        branch[parts[-1]] = value
    return tree


def day(text: str | None) -> date | None:
    """Read a date.

    Args:
        text: As typed; None if it was not.

    Returns:
        The date.

    Raises:
        UsageError: If it is none.

    Example:
        >>> day("2026-01-01")
        datetime.date(2026, 1, 1)
    """
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError("this is no date", place="--reference-date", expected="YYYY-MM-DD", found=text) from None
