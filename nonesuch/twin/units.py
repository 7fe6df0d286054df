"""Numbers with a unit behind them, such as ``12.5 kg``: read as numbers, and written again in the same form."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

__all__ = ["Measures", "Unit", "read_measures"]

_FORM = r"^([+-]?\d+(?:[.,]\d+)?)(\s?)(°?\p{L}+(?:\[\p{L}+\])?[²³23]?(?:[/·*]\p{L}+[²³23]?)*|°)$"
_ENOUGH, _SOME = 0.95, 0.05
_KNOWN = {
    *("kg", "g", "mg", "µg", "μg", "ug", "mcg", "ng", "lb", "lbs", "oz", "km", "m", "cm", "mm", "in", "ft", "yd", "mi"),
    *("l", "dl", "cl", "ml", "gal", "mg/dl", "mmol/l", "g/dl", "g/l", "mmhg", "mm[hg]", "bpm", "iu", "units"),
    *("°c", "°f", "h", "hr", "hrs", "hours", "min", "mins", "minutes", "s", "sec", "ms", "days", "weeks", "wk"),
    *("months", "mo", "years", "yr", "yrs", "kw", "kwh", "v", "hz", "mhz", "ghz", "kb", "mb", "gb", "tb", "km/h"),
    *("mph", "m/s", "kcal", "cal", "kj", "m2", "m²", "m3", "m³", "kg/m2", "kg/m²"),
}


@dataclass(frozen=True)
class Unit:
    """How numbers of a column are written.

    Attributes:
        tail: The unit, with the blank before it if there is one.
        decimals: Most decimals.
        fixed: Whether all numbers have that many.
        comma: Whether decimals stand behind a comma.
    """

    tail: str
    decimals: int = 0
    fixed: bool = False
    comma: bool = False

    def write(self, numbers: pl.Series) -> pl.Series:
        """Write numbers with the unit.

        Args:
            numbers: Shape (n,).

        Returns:
            Shape (n,), texts; null where there is no number.

        Example:
            >>> Unit(" kg", decimals=2).write(pl.Series([12.5, 3.0, None])).to_list()
            ['12.5 kg', '3 kg', None]
        """
        texts = numbers.cast(pl.Float64).round(self.decimals).cast(pl.Decimal(38, self.decimals)).cast(pl.String)
        if self.decimals and not self.fixed:
            texts = texts.str.strip_chars_end("0").str.strip_chars_end(".")
        texts = texts.str.replace(".", ",", literal=True) if self.comma else texts
        return texts + self.tail


@dataclass(frozen=True)
class Measures:
    """A column of texts, read as numbers with a unit.

    Attributes:
        numbers: Shape (n,), floats; null where a text is none, or has another unit.
        unit: How they are written; None if there are several units.
        units: Units that at least one text in twenty has, the most frequent first.
    """

    numbers: pl.Series
    unit: Unit | None
    units: tuple[str, ...]


def read_measures(texts: pl.Series) -> Measures | None:
    """Read texts as numbers with a unit, if nearly all of them are.

    One word behind all the numbers is a unit whatever it says; several are units only if all of them are known ones, so
    that house numbers and codes are not taken for measures.

    Args:
        texts: Shape (n,).

    Returns:
        The numbers and their unit; None if the column holds something else.

    Example:
        >>> found = read_measures(pl.Series(["12.5 kg", "3 kg", "7.25 kg"]))
        >>> found.numbers.to_list(), found.unit.write(found.numbers).to_list()
        ([12.5, 3.0, 7.25], ['12.5 kg', '3 kg', '7.25 kg'])
    """
    known = texts.drop_nulls().str.strip_chars()
    parts = texts.str.strip_chars().str.extract_groups(_FORM).struct.unnest()
    parts.columns = ["number", "blank", "unit"]
    parts = parts.with_columns(name=pl.col("unit").str.to_lowercase())
    names = parts["name"].drop_nulls().value_counts(sort=True, name="rows").filter(pl.col("rows") >= _SOME * len(known))
    units = tuple(names["name"])
    if not units or names["rows"].sum() < _ENOUGH * len(known):
        return None
    if len(units) > 1:
        nothing = pl.Series(texts.name, [None] * len(texts), pl.Float64)
        return Measures(nothing, None, units) if {*units} <= _KNOWN else None
    one = parts.with_columns(pl.when(pl.col("name") == units[0]).then(pl.col("number")))
    return Measures(_floats(one["number"]).alias(texts.name), _written(one, units[0]), units)


def _floats(numbers: pl.Series) -> pl.Series:
    return numbers.str.replace(",", ".").cast(pl.Float64)


def _written(parts: pl.DataFrame, name: str) -> Unit:
    """The most frequent form of the numbers of one unit."""
    same = parts.filter(pl.col("name") == name)
    tail = (same["blank"] + same["unit"]).mode().sort()[0]
    decimals = same["number"].str.extract(r"[.,](\d+)").str.len_chars().fill_null(0)
    comma = 2 * same["number"].str.contains(",", literal=True).sum() > int((decimals > 0).sum())
    most = decimals.to_numpy().max()
    return Unit(str(tail), int(most), bool((decimals == most).all()), bool(comma))
