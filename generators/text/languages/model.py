"""The data of a language, as they stand in a language file or in a grammar's ``[language]`` table."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

__all__ = ["Article", "Dates", "Irregular", "LanguageData", "Money", "Numbers", "PartOfSpeech", "Plural", "Rule"]

PartOfSpeech = Literal["noun", "verb", "adjective", "adverb", "phrase"]
Rule = tuple[str, str]
"""A pattern (of the regex crate, which takes linear time) and what replaces its first match."""

_Pattern = Annotated[str, StringConstraints(max_length=500)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Article(_Part):
    """The indefinite article and the sounds that choose its form; the consonant pattern wins."""

    consonant: str
    vowel: str
    vowel_sound: _Pattern
    consonant_sound: _Pattern


class Plural(_Part):
    """Which counts take the singular; an empty list for languages that do not tell."""

    one: tuple[int, ...] = ()


class Irregular(_Part):
    """Words whose forms follow no rule, a line of forms each."""

    pos: PartOfSpeech
    forms: tuple[str, ...]
    words: tuple[str, ...]


class Numbers(_Part):
    """How numbers and units are written."""

    decimal: str = "."
    group: str = ","
    invariant: tuple[str, ...] = ()
    attached: tuple[str, ...] = ("%",)


class Money(_Part):
    """How amounts are written; currencies without a symbol show their code."""

    pattern: str = "{symbol}{amount}"
    symbols: dict[str, str] = {}
    decimals: dict[str, int] = {}


class Dates(_Part):
    """How dates and times are written: strftime patterns, names of months and weekdays if not English."""

    short: str = "%Y-%m-%d"
    medium: str = "%Y-%m-%d"
    long: str = "%Y-%m-%d"
    day: str = "%m-%d"
    iso: str = "%Y-%m-%d"
    weekday: str = "%A"
    month: str = "%B"
    year: str = "%Y"
    time: str = "%H:%M"
    clock: str = "%H:%M"
    months: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()


class LanguageData(_Part):
    """Everything the engine knows about a language. All of it is data: a new language needs no code."""

    joiner: str = " "
    capitals: bool = False
    stops: tuple[str, ...] = (".", "!", "?")
    full_stop: str = "."
    closers: tuple[str, ...] = (".", ",", ";", ":", "!", "?", ")")
    openers: tuple[str, ...] = ("(",)
    article: Article | None = None
    small: tuple[str, ...] = ()
    guards: dict[str, tuple[str, ...]] = {}
    plural: Plural = Plural()
    irregular: tuple[Irregular, ...] = ()
    rules: dict[PartOfSpeech, dict[str, tuple[Rule, ...]]] = {}
    agree: dict[str, dict[str, str]] = {}
    numbers: Numbers = Numbers()
    money: Money = Money()
    dates: Dates = Dates()
    relative: dict[str, str] = Field(default={"else": "{iso}"})
    mask: dict[str, Rule] = {}
    regions: dict[str, dict[str, dict[str, object]]] = {}
