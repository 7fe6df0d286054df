"""The values of columns, written as the fields of a grammar ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow.compute as pc

from nonesuch.generators.text.formats import FORMATS, Setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

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
            self._texts[number] = _arrow(self._write(self.keys[number]))
        return self._texts[number]

    def lengths(self, number: int) -> NDArray[np.int32]:
        """Characters (code points) of a field's texts, int32."""
        if number not in self._lengths:
            self._lengths[number] = np.asarray(pc.utf8_length(self.texts(number))).astype(np.int32)
        return self._lengths[number]

    def joints(self, number: int) -> NDArray[np.int32]:
        """Spaces inside of a field's texts, int32."""
        if number not in self._joints:
            self._joints[number] = np.asarray(pc.count_substring(self.texts(number), " ")).astype(np.int32)
        return self._joints[number]

    def _write(self, key: FieldKey) -> pl.Series:
        form = FORMATS[key.format]
        written = form.apply(self.setting.frame[key.column], key.arguments, self.setting)
        if not key.article:
            return written
        different = written.drop_nulls().unique()
        articles = pl.Series(self.setting.language.articles(different.to_list()), dtype=pl.String)
        return written.replace_strict(different, articles, default=None, return_dtype=pl.String)


def _arrow(texts: pl.Series) -> Any:
    given = texts.fill_null("") if texts.null_count() else texts
    return given.to_arrow(compat_level=pl.CompatLevel.oldest()).cast("string")
