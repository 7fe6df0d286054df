"""The values of columns, written as the fields of a grammar ask."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.generators.text.arrow import characters, spaces, string_array
from nonesuch.generators.text.formats import FORMATS, Setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from nonesuch.generators.text.languages import Language
    from nonesuch.generators.text.registry import FieldKey

__all__ = ["FieldTexts"]


@dataclass
class FieldTexts:
    """Texts of fields, written when they are first asked for.

    Attributes:
        keys: The fields by number.
        setting: The language, the lexicon, and the records.
    """

    keys: Sequence[FieldKey]
    setting: Setting
    _texts: dict[int, Any] = field(default_factory=dict)
    _lengths: dict[int, NDArray[np.int32]] = field(default_factory=dict)
    _joints: dict[int, NDArray[np.int32]] = field(default_factory=dict)

    def texts(self, number: int) -> Any:
        """Texts of a field, an arrow string array of one entry a record; empty where the value is missing."""
        if number not in self._texts:
            self._texts[number] = self._write(self.keys[number])
        return self._texts[number]

    def lengths(self, number: int) -> NDArray[np.int32]:
        """Characters (code points) of a field's texts, int32."""
        if number not in self._lengths:
            self._lengths[number] = characters(self.texts(number))
        return self._lengths[number]

    def joints(self, number: int) -> NDArray[np.int32]:
        """Spaces inside of a field's texts, int32."""
        if number not in self._joints:
            self._joints[number] = spaces(self.texts(number))
        return self._joints[number]

    def _write(self, key: FieldKey) -> Any:
        if key.article:
            return _articles(self.texts(self.keys.index(replace(key, article=False))), self.setting.language)
        written = FORMATS[key.format].apply(self.setting.frame[key.column], key.arguments, self.setting)
        return _arrow(written)


def _articles(texts: Any, language: Language) -> Any:
    """Write the indefinite article of each text; of an empty one, none."""
    coded = texts.dictionary_encode()
    different = coded.dictionary.to_pylist()
    articles = zip(different, language.articles(different), strict=True)
    return string_array([article if text else "" for text, article in articles]).take(coded.indices)


def _arrow(texts: pl.Series) -> Any:
    given = texts.fill_null("") if texts.null_count() else texts
    return given.to_arrow(compat_level=pl.CompatLevel.oldest()).cast("string")
