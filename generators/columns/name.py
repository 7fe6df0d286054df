"""Names of people who do not exist, composed of a locale's given and family names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import Field, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.columns.words import Words
from nonesuch.generators.compose import compose
from nonesuch.generators.distributions import Categorical
from nonesuch.generators.locales import load_locale

if TYPE_CHECKING:
    import numpy as np

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.locales import Locale

__all__ = ["NameSpec"]


class NameSpec(ColumnSpec):
    """A given name, a family name, or both in the order of the locale."""

    kind: Literal["name"] = "name"
    part: Literal["given", "family", "full"] = Field("full", description="Which part of the name.")
    sex: str | None = Field(None, description="Column with the words female and male; given names follow it.")
    given: str | None = Field(None, description="Column of given names, for full names.")
    family: str | None = Field(None, description="Column of family names, for full names.")
    script: Literal["native", "latin"] = Field("native", description="'latin' writes names in Latin letters.")

    @model_validator(mode="after")
    def _whole(self) -> NameSpec:
        if self.part == "full" and (self.given is None or self.family is None):
            raise PackError("a full name is set together from two columns", expected="given = ... and family = ...")
        return self

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return tuple(name for name in (self.sex, self.given, self.family) if name is not None)

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        locale = load_locale(binding.locale)
        latin = self.script == "latin" and locale.full_latin is not None
        if self.part == "full":
            assert self.given is not None
            assert self.family is not None
            return _Full(locale.full_latin or locale.full if latin else locale.full, self.given, self.family)
        if self.part == "family":
            words = (locale.family_latin if latin else None) or locale.family
            return Words.of(words)
        return self._given(locale, latin=latin, binding=binding)

    def _given(self, locale: Locale, *, latin: bool, binding: Binding) -> Column:
        by_sex = dict.fromkeys(locale.given, locale.given_latin) if latin and locale.given_latin else locale.given
        words = list(dict.fromkeys(word for names in by_sex.values() if names for word in names))
        weights = {sex: [(names or {}).get(word, 0.0) for word in words] for sex, names in by_sex.items()}
        anyone = [sum(column) for column in zip(*weights.values(), strict=True)]
        if self.sex is None:
            return Words(pl.Enum(words), Categorical.of(anyone))
        source = binding.type_of(self.sex)
        if not isinstance(source, pl.Enum):
            raise PackError(
                "names follow a category", place=binding.place, expected="a category column", found=self.sex
            )
        sexes = source.categories.to_list()
        return Words(pl.Enum(words), Categorical.of([*(weights.get(sex, anyone) for sex in sexes), anyone]), self.sex)


@dataclass(frozen=True)
class _Full:
    pattern: str
    given: str
    family: str
    dtype: pl.DataType = pl.String()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - the parts are drawn already
        return compose(self.pattern, {"given": batch.get(self.given), "family": batch.get(self.family)})
