"""Dates and times as texts, also as told from another date: "yesterday"."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import PackError, nearest
from nonesuch.generators.text.languages.model import Dates

if TYPE_CHECKING:
    from nonesuch.generators.text.formats.registry import Setting

__all__ = ["date_text", "relative_text"]

_STYLES = tuple(name for name in Dates.model_fields if name not in ("months", "weekdays"))
_NAMED = re.compile(r"(%B|%A)")
_PARTS = re.compile(r"\{(\w+)\}")


def date_text(values: pl.Series, arguments: tuple[str, ...], setting: Setting) -> pl.Series:
    """Write dates and times.

    Args:
        values: Dates or datetimes.
        arguments: A style of the language, ``medium`` if missing.
        setting: For the language.

    Returns:
        The texts.

    Raises:
        PackError: If there is no such style.
    """
    style = arguments[0] if arguments else "medium"
    written = _styled(pl.col("value"), style, setting.language.data.dates)
    return values.rename("value").to_frame().select(written).to_series()


def relative_text(values: pl.Series, arguments: tuple[str, ...], setting: Setting) -> pl.Series:
    """Write dates as told from a reference date, such as ``yesterday`` or ``last week``.

    Args:
        values: Dates or datetimes.
        arguments: A column of dates, or a date such as ``2026-01-31``.
        setting: For the language's phrases and the records.

    Returns:
        The texts.

    Raises:
        PackError: If the argument is neither a column nor a date.
    """
    frame = pl.DataFrame({"value": values, "reference": _reference(arguments[0], setting)})
    frame = frame.with_columns(n=(pl.col("reference").cast(pl.Date) - pl.col("value").cast(pl.Date)).dt.total_days())
    rules = setting.language.data.relative
    written = _phrase(rules.get("else", "{medium}"), setting.language.data.dates)
    for key, phrase in reversed([rule for rule in rules.items() if rule[0] != "else"]):
        low, _, high = key.partition("..")
        inside = pl.col("n").is_between(_days(low), _days(high or low))
        written = pl.when(inside).then(_phrase(phrase, setting.language.data.dates)).otherwise(written)
    return frame.select(pl.when(pl.col("n").is_not_null()).then(written)).to_series()


def _reference(argument: str, setting: Setting) -> pl.Series:
    if argument in setting.frame.columns:
        return setting.frame[argument]
    try:
        day = date.fromisoformat(argument)
    except ValueError:
        raise PackError(
            f"unknown reference date {argument!r}",
            expected="a column or a date such as 2026-01-31",
            hint=nearest(argument, setting.frame.columns),
        ) from None
    return pl.repeat(day, setting.frame.height, eager=True)


def _days(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise PackError("not a range of days", expected="keys such as 0, 2..6, else", found=text) from None


def _phrase(phrase: str, dates: Dates) -> pl.Expr:
    parts = [
        (pl.col("n").abs().cast(pl.String) if part == "n" else _styled(pl.col("value"), part, dates))
        if i % 2
        else pl.lit(part)
        for i, part in enumerate(_PARTS.split(phrase))
    ]
    return pl.concat_str(parts)


def _styled(value: pl.Expr, style: str, dates: Dates) -> pl.Expr:
    if style not in _STYLES:
        raise PackError(f"unknown style of dates {style!r}", hint=nearest(style, _STYLES))
    parts = [_part(value, part, dates) for part in _NAMED.split(getattr(dates, style)) if part]
    return pl.concat_str(parts)


def _part(value: pl.Expr, pattern: str, dates: Dates) -> pl.Expr:
    """Write one piece of a pattern; names of months and weekdays come from the language where it has its own."""
    if pattern == "%B" and dates.months:
        return value.dt.month().replace_strict(range(1, 13), dates.months, return_dtype=pl.String)
    if pattern == "%A" and dates.weekdays:
        return value.dt.weekday().replace_strict(range(1, 8), dates.weekdays, return_dtype=pl.String)
    return value.dt.strftime(pattern) if "%" in pattern else pl.lit(pattern)
