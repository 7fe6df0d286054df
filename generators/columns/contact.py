"""Ways to reach nobody: e-mail, phone and network addresses from ranges that are reserved for examples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.batch import coded
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.columns.regions import RegionColumn
from nonesuch.generators.columns.words import Words
from nonesuch.generators.distributions.categorical import code_dtype
from nonesuch.generators.locales import load_locale
from nonesuch.generators.rewording import Rewording

if TYPE_CHECKING:
    from nonesuch.generators.batch import Batch

__all__ = ["ContactSpec"]

_DOMAINS = Words.of({"@example.com": 6, "@example.org": 3, "@example.net": 1})
_LINES = 100
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")


class ContactSpec(ColumnSpec):
    """An address that cannot belong to anybody.

    E-mail: domains of RFC 2606. Phone: numbers 555-0100 to 555-0199 of the North American plan; in locales without a
    reserved range the number is masked. Network address: the documentation networks of RFC 5737.
    """

    kind: Literal["contact"] = "contact"
    part: Literal["email", "phone", "ip"] = Field(description="What kind of contact.")
    given: str | None = Field(None, description="Column of given names in Latin letters, for e-mail.")
    family: str | None = Field(None, description="Column of family names in Latin letters, for e-mail.")
    region: str | None = Field(None, description="Column of region codes, for the area code of phones.")

    @model_validator(mode="after")
    def _both(self) -> ContactSpec:
        if (self.given is None) != (self.family is None):
            raise PackError("an e-mail address has both names or none", expected="given = ... and family = ...")
        return self

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return tuple(name for name in (self.given, self.family, self.region) if name is not None)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        if self.part == "email":
            if self.given is None or self.family is None:
                return _Email(())
            return _Email((_plain(self.given, "."), _plain(self.family, "")))
        if self.part == "ip":
            return Words.of({f"{network}.{host}": 1.0 for network in _NETWORKS for host in range(1, 255)})
        locale, (words, place) = load_locale(binding.locale), _numbers(binding.locale)
        if self.region is None:
            return Words.of(dict.fromkeys(words.categories, 1.0))
        region = RegionColumn.of(self.region, locale, binding)
        # Area codes of a region stand side by side: each belongs to one region, or is the only one of all that have it.
        areas = {known.code: known.area_codes for known in locale.regions}
        first = np.array([place[areas[code][0]] for code in region.codes.categories])
        count = np.array([_LINES * len(areas[code]) for code in region.codes.categories])
        return _Phone(words, region, first, count)


@lru_cache
def _numbers(name: str) -> tuple[pl.Enum, dict[str, int]]:
    """The numbers of a locale that are kept for fiction, and where those of each area begin."""
    locale = load_locale(name)
    first: dict[str, str] = {}
    words: dict[str, int] = {}
    for area in (area for region in locale.regions for area in region.area_codes):
        lines = [locale.phone.format(area=area, two=f"{two:02}") for two in range(_LINES)]
        first[area] = lines[0]
        for line in lines:
            words.setdefault(line, len(words))
    return pl.Enum(list(words)), {area: words[line] for area, line in first.items()}


@dataclass(frozen=True, eq=False)
class _Phone:
    dtype: pl.Enum
    region: RegionColumn
    first: np.ndarray[tuple[int], np.dtype[np.int64]]
    count: np.ndarray[tuple[int], np.dtype[np.int64]]

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        place, missing = self.region.places(batch)
        codes = self.first[place] + (rng.random(batch.size) * self.count[place]).astype(np.int64)
        numbers = coded(codes.astype(code_dtype(len(self.dtype.categories))), self.dtype)
        return numbers if missing is None else numbers.set(missing, None)


@dataclass(frozen=True, eq=False)
class _Email:
    names: tuple[tuple[str, Rewording], ...]
    dtype: pl.DataType = pl.String()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        domain = _DOMAINS.texts(batch, rng)
        number = pl.Series(batch.numbers + 1)
        names: list[pl.Series | pl.Expr] = [plain(batch.get(name)) for name, plain in self.names]
        return pl.select(text=pl.concat_str([*(names or [pl.lit("user")]), number, domain]))["text"]


def _plain(name: str, after: str) -> tuple[str, Rewording]:
    """A column of names, and how they are written in small ASCII letters."""

    def rewrite(words: pl.Series) -> pl.Series:
        letters = words.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"[^a-z]", "")
        return (letters + after).set(letters == "", "")

    return name, Rewording(rewrite)
