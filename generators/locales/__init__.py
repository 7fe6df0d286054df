"""Names, streets and regions of a locale, as data: one JSON file a locale, taken once from Faker's lists.

The lists are copied rather than imported so that an upgrade of Faker cannot change anybody's rows.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from nonesuch.errors import PackError, nearest

__all__ = ["Locale", "Region", "known_locales", "load_locale"]

Words = Annotated[dict[str, float], Field(min_length=1)]
"""Word = weight."""


class Region(BaseModel):
    """A state or province.

    Attributes:
        name: Its name.
        code: Its short name.
        weight: How many people live there, in any unit.
        postcodes: Least and greatest postcode.
        area_codes: Telephone area codes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    code: str
    weight: float
    postcodes: tuple[int, int]
    area_codes: tuple[str, ...]


class Locale(BaseModel):
    """What a locale knows of people and places; every list says in `sources` where it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    locale: str
    sources: dict[str, str]
    given: dict[str, Words]
    family: Words
    given_latin: Words | None = None
    family_latin: Words | None = None
    full: str
    full_latin: str | None = None
    street: str
    street_words: str
    street_suffixes: Words
    street_numbers: tuple[int, int]
    city: list[str]
    city_words: Words | None = None
    city_prefixes: dict[str, float]
    city_suffixes: Words
    regions: list[Region]
    postcode_digits: int
    phone: str
    country: str


def known_locales() -> list[str]:
    """Names of the locales that are shipped.

    Example:
        >>> known_locales()
        ['en_US', 'zh_CN']
    """
    return sorted(f.name.removesuffix(".json") for f in files(__name__).iterdir() if f.name.endswith(".json"))


@lru_cache
def load_locale(name: str) -> Locale:
    """Load a locale.

    Args:
        name: Such as ``en_US``.

    Returns:
        The locale.

    Raises:
        PackError: If it is not shipped.

    Example:
        >>> load_locale("en_US").full
        '{given} {family}'
    """
    if name not in known_locales():
        raise PackError(f"unknown locale {name!r}", place="locale", hint=nearest(name, known_locales()))
    return Locale.model_validate(json.loads((files(__name__) / f"{name}.json").read_text("utf-8")))
