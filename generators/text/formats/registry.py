"""The formats a field may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.generators.text.formats.dates import date_text, relative_text
from nonesuch.generators.text.formats.numbers import count_text, money_text, number_text, percent_text, plain_number
from nonesuch.generators.text.formats.words import cased_text, masked_text, name_text, plain_text

if TYPE_CHECKING:
    from nonesuch.generators.text.languages import Language
    from nonesuch.generators.text.lexicon import Lexicon

__all__ = ["FORMATS", "Format", "Setting"]


@dataclass(frozen=True)
class Setting:
    """What a format may look at besides the values.

    Attributes:
        language: The language of the locale.
        lexicon: Its lemmas, for counted nouns.
        frame: The records, for formats that name a second column.
    """

    language: Language
    lexicon: Lexicon
    frame: pl.DataFrame


Apply = Callable[[pl.Series, tuple[str, ...], Setting], pl.Series]


@dataclass(frozen=True)
class Format:
    """A way to write values.

    Attributes:
        apply: Turns values into texts; nulls stay null.
        kind: Values it takes: ``number``, ``date``, ``text`` or ``any``.
        least: Fewest arguments.
        most: Most arguments.
        columns: Positions of arguments that may name a column.
    """

    apply: Apply
    kind: str
    least: int = 0
    most: int = 0
    columns: tuple[int, ...] = ()

    def takes(self, dtype: pl.DataType) -> bool:
        """Whether values of a polars type can be written in this way."""
        match self.kind:
            case "number":
                return dtype.is_numeric()
            case "date":
                return dtype in (pl.Date, pl.Datetime)
            case "text":
                return dtype in (pl.String, pl.Enum, pl.Categorical)
        return dtype != pl.Boolean and not dtype.is_nested()


def _plain(values: pl.Series, arguments: tuple[str, ...], setting: Setting) -> pl.Series:
    if values.dtype in (pl.Date, pl.Datetime):
        return date_text(values, arguments, setting)
    return plain_number(values) if values.dtype.is_numeric() else plain_text(values)


def _time(values: pl.Series, _: tuple[str, ...], setting: Setting) -> pl.Series:
    return date_text(values, ("time",), setting)


def _case(case: str) -> Apply:
    return lambda values, _, __: cased_text(values, case)


FORMATS: Mapping[str, Format] = {
    "": Format(_plain, "any"),
    "count": Format(count_text, "number", 1, 1),
    "date": Format(date_text, "date", 0, 1),
    "lower": Format(_case("lower"), "text"),
    "mask": Format(masked_text, "text", 0, 1),
    "money": Format(money_text, "number", 0, 1, (0,)),
    "name": Format(name_text, "text", 1, 1),
    "number": Format(number_text, "number", 0, 2),
    "percent": Format(percent_text, "number", 0, 1),
    "relative": Format(relative_text, "date", 1, 1, (0,)),
    "time": Format(_time, "date"),
    "upper": Format(_case("upper"), "text"),
    "words": Format(_case("words"), "text"),
}
"""Formats by name; the empty name is what a field without format gets."""
