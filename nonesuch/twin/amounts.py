"""Numbers as people write them: signs of money, groups of digits, decimal commas."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

__all__ = ["Amounts", "read_amounts"]

_SOME = 0.05
_SPELLED = 0.2
_CURRENCY = r"(?:[$€£¥₹]|USD|EUR|GBP|CHF|JPY|INR|CAD|AUD)"
_PLAIN = r"^[+-]?(?:0|[1-9]\d*)(?:\.\d+)?$"
_GROUPED = r"^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$"
_POINTS_GROUP = r"^[+-]?[1-9]\d{0,2}(?:[. ']\d{3})+(?:,\d+)?$"
_COMMA = r"^[+-]?(?:0|[1-9]\d*),\d+$"


@dataclass(frozen=True)
class Amounts:
    """A column of texts, read as numbers.

    Attributes:
        numbers: Shape (n,), floats; null where a text is no number.
        spelled: Whether at least a fifth bear a sign of money or percent, groups of digits or decimals.
        currencies: Signs of money that at least one text in twenty bears, sorted.
    """

    numbers: pl.Series
    spelled: bool
    currencies: tuple[str, ...]


def read_amounts(texts: pl.Series) -> Amounts:
    """Read texts as numbers.

    Commas and points are told apart by each text's form; where that leaves both (``12,345``), by what the column's
    other texts use. Percentages are read without their sign, and only where nearly all texts bear it.

    Args:
        texts: Shape (n,).

    Returns:
        The numbers, and how they were written.

    Example:
        >>> read_amounts(pl.Series(["$3,999.50", "12,34", "(1,000)", "$2.50", "x-1"])).numbers.to_list()
        [3999.5, 12.34, -1000.0, 2.5, None]
    """
    known = max(len(texts) - texts.null_count(), 1)
    trimmed = texts.str.replace_all("[\u00a0\u202f]", " ").str.strip_chars()
    signs = trimmed.str.to_uppercase().str.extract(f"({_CURRENCY})")
    counts = signs.drop_nulls().value_counts(name="rows")
    currencies = counts.filter(pl.col("rows") >= _SOME * known)[signs.name].sort().to_list()
    percent = trimmed.str.ends_with("%").sum() > (1 - _SOME) * known
    bare = _bare(trimmed, percent=percent)
    marked = signs.is_not_null() | bare.str.contains(r"\d[.,' ]\d") | pl.repeat(percent, len(texts), eager=True)
    return Amounts(_numbers(bare, money=bool(currencies)), marked.sum() >= _SPELLED * known, tuple(currencies))


def _bare(trimmed: pl.Series, *, percent: bool) -> pl.Series:
    """Texts without signs of money, and with a minus for brackets."""
    bare = trimmed.str.replace(r"^\((.+)\)$", "-${1}")
    bare = bare.str.replace(rf"(?i)^([+-]?)\s*{_CURRENCY}\s*", "${1}").str.replace(rf"(?i)\s*{_CURRENCY}$", "")
    return bare.str.replace(r"\s*%$", "") if percent else bare


def _numbers(bare: pl.Series, *, money: bool) -> pl.Series:
    plain, grouped, points, comma = (bare.str.contains(form) for form in (_PLAIN, _GROUPED, _POINTS_GROUP, _COMMA))
    decimal_commas = int((comma & ~grouped).sum()) + int((points & bare.str.contains(",")).sum())
    decimal_points = int((plain & ~points & bare.str.contains(".", literal=True)).sum())
    decimal_points += int((grouped & bare.str.contains(".", literal=True)).sum())
    european = decimal_commas > decimal_points
    points &= bare.str.contains(",") | pl.repeat(european or money, len(bare), eager=True)
    as_english = bare.str.replace_all(",", "")
    as_european = bare.str.replace_all(r"[. ']", "").str.replace(",", ".")
    english, continental = ((plain | grouped, as_english), (points | comma, as_european))
    first, second = (continental, english) if european else (english, continental)
    chosen = pl.when(first[0]).then(first[1]).when(second[0]).then(second[1])
    return pl.select(chosen.cast(pl.Float64, strict=False)).to_series().alias(bare.name)
