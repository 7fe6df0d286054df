"""Numbers, shares, counts and amounts of money as texts."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from nonesuch.generators.text.formats.registry import Setting
    from nonesuch.generators.text.languages.model import Numbers

__all__ = ["count_text", "money_text", "number_text", "percent_text", "plain_number"]

_CODE = re.compile(r"[A-Z]{3}")
_MOST_DECIMALS = 9
_MOST_GROUPS = 4


def plain_number(values: pl.Series) -> pl.Series:
    """Write numbers without grouping, whole ones without decimals.

    Args:
        values: Numbers.

    Returns:
        The texts.

    Example:
        >>> plain_number(pl.Series([3.0, 2.25])).to_list()
        ['3', '2.25']
    """
    text = values.cast(pl.String)
    return text if values.dtype.is_integer() else text.str.replace(r"\.0+$", "")


def number_text(values: pl.Series, arguments: tuple[str, ...], setting: Setting) -> pl.Series:
    """Write numbers with grouped thousands, fixed decimals and a unit.

    Args:
        values: Numbers below 1e15 in size.
        arguments: Decimals (default 0), then a unit, whose plural follows the number.
        setting: For the language.

    Returns:
        The texts.
    """
    data = setting.language.data.numbers
    decimals = _decimals(arguments[0] if arguments else "0")
    frame = values.rename("value").to_frame()
    text = _signed(pl.col("value"), decimals, data, _most_groups(values))
    if len(arguments) < 2:
        return frame.select(text).to_series()
    return frame.select(pl.concat_str(text, _unit(arguments[1], decimals, setting))).to_series()


def percent_text(values: pl.Series, arguments: tuple[str, ...], setting: Setting) -> pl.Series:
    """Write shares between 0 and 1 as percentages.

    Args:
        values: Shares.
        arguments: Decimals (default 0).
        setting: For the language.

    Returns:
        The texts.
    """
    return number_text(values * 100.0, (arguments[0] if arguments else "0", "%"), setting)


def count_text(values: pl.Series, arguments: tuple[str, ...], setting: Setting) -> pl.Series:
    """Write how many of a thing there are, with its classifier where the language has them.

    Args:
        values: Whole numbers.
        arguments: A noun, or a noun lemma, whose first word is taken.
        setting: For the language and the lexicon.

    Returns:
        The texts, such as ``2 items``.
    """
    noun = arguments[0]
    lemma = setting.lexicon.lemmas.get(noun)
    word = lemma.words[0] if lemma else None
    plural = word.forms.get("plural") if word else None
    classifier = (
        next((mark.split("=")[1] for mark in word.features if mark.startswith("classifier=")), "") if word else ""
    )
    unit = _unit(word.text if word else noun, 0, setting, plural=plural, before=classifier)
    text = _signed(pl.col("value"), 0, setting.language.data.numbers, _most_groups(values))
    return values.rename("value").to_frame().select(pl.concat_str(text, unit)).to_series()


def money_text(values: pl.Series, arguments: tuple[str, ...], setting: Setting) -> pl.Series:
    """Write amounts of money.

    Args:
        values: Amounts in units of their currency, below 1e13 in size.
        arguments: A currency code, or a column of codes; US dollars if missing.
        setting: For the language and the records.

    Returns:
        The texts, such as ``$1,204.50``.
    """
    currency = arguments[0] if arguments else "USD"
    if _CODE.fullmatch(currency):
        return _money_of(values, currency, setting)
    codes = setting.frame[currency].cast(pl.String)
    frame = pl.DataFrame({"value": values, "code": codes}).with_columns(text=pl.lit(None, pl.String))
    for code in sorted(codes.drop_nulls().unique()):
        written = _money_of(frame["value"], code, setting)
        frame = frame.with_columns(text=pl.when(pl.col("code") == code).then(written).otherwise("text"))
    return frame["text"]


def _money_of(values: pl.Series, code: str, setting: Setting) -> pl.Series:
    money = setting.language.data.money
    amount = _grouped(
        pl.col("value").abs(), money.decimals.get(code, 2), setting.language.data.numbers, _most_groups(values)
    )
    symbol = money.symbols.get(code, code + " ")
    before, _, rest = money.pattern.partition("{amount}")
    written = pl.concat_str(pl.lit(before.format(symbol=symbol)), amount, pl.lit(rest.format(symbol=symbol)))
    sign = pl.when(pl.col("value") < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return values.rename("value").to_frame().select(pl.concat_str(sign, written)).to_series()


def _decimals(text: str) -> int:
    if not text.isdigit() or int(text) > _MOST_DECIMALS:
        raise PackError("not a number of decimals", expected=f"0 to {_MOST_DECIMALS}", found=text)
    return int(text)


def _unit(unit: str, decimals: int, setting: Setting, *, plural: str | None = None, before: str = "") -> pl.Expr:
    language, data = setting.language, setting.language.data
    space = "" if unit in data.numbers.attached else data.joiner
    if not data.plural.one or unit in (*data.numbers.attached, *data.numbers.invariant):
        return pl.lit(f"{before}{space}{unit}")
    many = plural or language.inflect("noun", "plural", [unit])[0]
    shown = pl.col("value").cast(pl.Float64).round(decimals)
    return (
        pl.when(shown.is_in([float(count) for count in data.plural.one]))
        .then(pl.lit(space + unit))
        .otherwise(pl.lit(space + many))
    )


def _signed(value: pl.Expr, decimals: int, data: Numbers, groups: int) -> pl.Expr:
    sign = pl.when(value.round(decimals) < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, _grouped(value.abs(), decimals, data, groups))


def _most_groups(values: pl.Series) -> int:
    """Separators that the greatest size may need."""
    most = values.cast(pl.Float64).abs().max()
    if not isinstance(most, float):
        return 0
    return min((len(str(int(most + 1))) - 1) // 3, _MOST_GROUPS) if math.isfinite(most) else _MOST_GROUPS


def _grouped(size: pl.Expr, decimals: int, data: Numbers, groups: int) -> pl.Expr:
    """Write sizes with separators every three digits: the groups are cut off arithmetically, column-wise."""
    unit: int = 10**decimals
    scaled = (size.cast(pl.Float64) * unit).round().cast(pl.Int64)
    whole = scaled // unit
    text: pl.Expr = whole.cast(pl.String)
    for group in range(1, groups + 1):
        over = whole >= 1000**group
        head, tail = (whole // 1000**group).cast(pl.String), _groups(whole, group, data.group)
        text = pl.when(over).then(pl.concat_str(head, tail)).otherwise(text)
    if not decimals:
        return text
    fraction = (scaled % unit).cast(pl.String).str.zfill(decimals)
    return pl.concat_str(text, pl.lit(data.decimal), fraction)


def _groups(whole: pl.Expr, count: int, separator: str) -> pl.Expr:
    parts: list[pl.Expr] = []
    for group in reversed(range(count)):
        digits = (whole // 1000**group % 1000).cast(pl.String).str.zfill(3)
        parts += [pl.lit(separator), digits]
    return pl.concat_str(parts)
