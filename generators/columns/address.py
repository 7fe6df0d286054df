"""Places where nobody lives: invented cities in real states, streets, postcodes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.batch import gather
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.columns.regions import RegionColumn
from nonesuch.generators.columns.words import Words
from nonesuch.generators.compose import compose
from nonesuch.generators.locales import load_locale
from nonesuch.generators.numerals import in_digits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch

__all__ = ["AddressSpec"]

_CITIES = 4096


class AddressSpec(ColumnSpec):
    """A part of an address; a postcode follows the column of regions that it names."""

    kind: Literal["address"] = "address"
    part: Literal["street", "city", "region", "region_name", "postcode", "country"] = Field(
        description="Which part of the address."
    )
    region: str | None = Field(None, description="Column of region codes, for postcodes and region names.")

    @model_validator(mode="after")
    def _whole(self) -> AddressSpec:
        if self.part in ("postcode", "region_name") and self.region is None:
            raise PackError(f"a {self.part} follows a region", expected="region = the column of region codes")
        return self

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return () if self.region is None else (self.region,)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        locale = load_locale(binding.locale)
        regions = {region.code: region for region in locale.regions}
        match self.part:
            case "street":
                words = locale.family if locale.street_words == "family" else locale.given["female"]
                return _Street(locale.street, Words.of(words), Words.of(locale.street_suffixes), locale.street_numbers)
            case "city":
                return Words.of(dict.fromkeys(_cities(binding.locale), 1.0))
            case "region":
                return Words.of({code: region.weight for code, region in regions.items()})
            case "country":
                return Words.of({locale.country: 1.0})
            case "region_name":
                assert self.region is not None
                source = RegionColumn.of(self.region, locale, binding)
                names = [regions[code].name for code in source.codes.categories]
                return _RegionName(source, pl.Series(names, dtype=pl.Enum(list(dict.fromkeys(names)))))
            case "postcode":
                assert self.region is not None
                source = RegionColumn.of(self.region, locale, binding)
                bounds = np.array([regions[code].postcodes for code in source.codes.categories])
                return _Postcode(source, bounds, locale.postcode_digits)


@lru_cache
def _cities(name: str) -> tuple[str, ...]:
    """A few thousand names of cities of a locale, set together in a fixed order."""
    locale = load_locale(name)
    words = list(locale.city_words or locale.given["female"] | locale.given["male"])
    prefixes, suffixes = list(locale.city_prefixes) or [""], list(locale.city_suffixes)
    names = []
    for i in range(_CITIES):
        pattern = locale.city[i % len(locale.city)]
        parts = {
            "prefix": prefixes[i * 7 % len(prefixes)],
            "word": words[i * 31 % len(words)],
            "suffix": suffixes[i * 11 % len(suffixes)],
        }
        names.append(pattern.format(**parts))
    return tuple(dict.fromkeys(names))


@dataclass(frozen=True, eq=False)
class _Street:
    pattern: str
    word: Words
    suffix: Words
    numbers: tuple[int, int]
    dtype: pl.DataType = pl.String()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        number = in_digits(rng.integers(self.numbers[0], self.numbers[1], batch.size, endpoint=True))
        word, suffix = self.word.texts(batch, rng), self.suffix.texts(batch, rng)
        return compose(self.pattern, {"number": number, "word": word, "suffix": suffix})


@dataclass(frozen=True, eq=False)
class _RegionName:
    region: RegionColumn
    names: pl.Series

    @property
    def dtype(self) -> pl.DataType:
        return self.names.dtype

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - the region is drawn already
        place, missing = self.region.places(batch)
        names = gather(self.names, place)
        return names if missing is None else names.set(missing, None)


@dataclass(frozen=True, eq=False)
class _Postcode:
    region: RegionColumn
    bounds: NDArray[np.int64]
    digits: int
    dtype: pl.DataType = pl.String()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        place, missing = self.region.places(batch)
        low, high = self.bounds[place, 0], self.bounds[place, 1]
        number = low + (rng.random(batch.size) * (high - low + 1)).astype(np.int64)
        codes = in_digits(number, self.digits)
        return codes if missing is None else codes.set(missing, None)
