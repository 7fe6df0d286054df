"""Dates, times and moments as texts: what RFC 3339 takes for one, and what CSV files of the world hold."""

from __future__ import annotations

import polars as pl

__all__ = ["read_date", "read_moment", "read_time", "wrong_moment"]

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
_SHORT_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
_ZONE = r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_STRICT = {
    "date": f"^{_DATE}$",
    "time": f"^{_TIME}{_ZONE}$",
    "date-time": f"^{_DATE}[Tt]{_TIME}{_ZONE}$",
}
_LENIENT = {
    "date": f"^{_DATE}(?:[Tt ]00:00(?::00(?:\\.0+)?)?Z?)?$",
    "time": f"^{_SHORT_TIME}{_ZONE}?$",
    "date-time": f"^{_DATE}[Tt ]{_SHORT_TIME}{_ZONE}?$",
}


def wrong_moment(text: pl.Expr, kind: str, *, lenient: bool) -> pl.Expr:
    """Tell which texts are no date, time or moment.

    Args:
        text: A column of texts.
        kind: ``date``, ``time`` or ``date-time``.
        lenient: False for RFC 3339 (with the years 0001 to 9999); True also takes a blank for the T, and does without
            seconds and without a zone.

    Returns:
        True where the text is wrong; null where it is null.

    Example:
        >>> frame = pl.DataFrame({"at": ["2026-02-28T10:00:00Z", "2026-02-30T10:00:00Z", "2026-02-28 10:00"]})
        >>> frame.select(wrong_moment(pl.col("at"), "date-time", lenient=False)).to_series().to_list()
        [False, True, True]
    """
    shape = (_LENIENT if lenient else _STRICT)[kind]
    wrong = ~text.str.contains(shape)
    if kind == "time":
        return wrong
    day = text.str.slice(0, 10)
    return wrong | day.str.starts_with("0000") | (text.is_not_null() & _day(day).is_null())


def read_date(text: pl.Expr) -> pl.Expr:
    """Read dates; null where the text is none."""
    return pl.when(~wrong_moment(text, "date", lenient=True)).then(_day(text.str.slice(0, 10)))


def read_time(text: pl.Expr) -> pl.Expr:
    """Read times of day, their zone left aside; null where the text is none."""
    clock = text.str.extract(f"^({_SHORT_TIME})")
    full = pl.when(clock.str.len_chars() == 5).then(clock + ":00").otherwise(clock)
    return pl.when(~wrong_moment(text, "time", lenient=True)).then(full.str.to_time("%H:%M:%S%.f", strict=False))


def read_moment(text: pl.Expr) -> pl.Expr:
    """Read moments, in UTC where they name a zone; null where the text is none."""
    clock = text.str.slice(11).str.extract(f"^({_SHORT_TIME})")
    full = pl.when(clock.str.len_chars() == 5).then(clock + ":00").otherwise(clock)
    local = (text.str.slice(0, 10) + "T" + full).str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
    zone = text.str.extract(r"([+-][0-9]{2}:[0-9]{2})$")
    minutes = zone.str.slice(1, 2).cast(pl.Int32) * 60 + zone.str.slice(4, 2).cast(pl.Int32)
    ahead = pl.when(text.str.len_chars() > 10).then(minutes) * pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    moment = local - pl.duration(minutes=ahead.fill_null(0))
    return pl.when(~wrong_moment(text, "date-time", lenient=True)).then(moment)


def _day(text: pl.Expr) -> pl.Expr:
    return text.str.to_date("%Y-%m-%d", strict=False)
