"""Names of persons and places by Faker's locales."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
from faker import Faker

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["name_share", "person_names"]


@lru_cache(maxsize=16)
def person_names(locale: str = "en_US") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List first and last names.

    Args:
        locale: One of Faker's locales.

    Returns:
        First names and last names, sorted, without repeats.

    Example:
        >>> first, last = person_names()
        >>> "Mary" in first, "Smith" in last
        (True, True)
    """
    person = next(provider for provider in Faker(locale).get_providers() if hasattr(provider, "last_names"))
    first = getattr(person, "first_names", None) or [*person.first_names_male, *person.first_names_female]
    return tuple(sorted(set(first))), tuple(sorted(set(person.last_names)))


def name_share(values: pl.Series, locales: Sequence[str] = ("en_US",)) -> float:
    """Say how many texts contain a known person's name.

    Args:
        values: Shape (n,), texts without nulls.
        locales: Faker's locales.

    Returns:
        Share in [0, 1] of texts with a word among the first or last names.

    Example:
        >>> name_share(pl.Series(["Mary Smith", "blue, 3 mm"]))
        0.5
    """
    known = {name.lower() for locale in locales for names in person_names(locale) for name in names}
    words = values.str.to_lowercase().str.extract_all(r"[\p{L}'-]+")
    return float(words.list.eval(pl.element().is_in(list(known))).list.any().mean() or 0.0)  # type: ignore[arg-type] # a mean of booleans
