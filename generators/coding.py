"""Words to numbers: the place of each value of a column in a list of words."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["Coding"]

_DENSE = 2**20


class Coding:
    """Finds the place of values in a list of words.

    What it works out for the type of a column is kept for the next block of that column.

    Args:
        words: Different words, whole numbers or truth values.
        spell: How a value of a column is written in the list; by default as it is.

    Example:
        >>> Coding(["rome", "oslo"]).places(pl.Series(["oslo", None, "lima", "rome"]))
        array([ 1, -1, -1,  0], dtype=int32)
    """

    def __init__(self, words: Sequence[object], *, spell: Callable[[object], object] | None = None) -> None:
        self._place = {word: place for place, word in enumerate(words)}
        self._spell = spell
        self._kept: tuple[pl.DataType, NDArray[np.int32], bool] | None = None

    def __len__(self) -> int:
        return len(self._place)

    def places(self, series: pl.Series) -> NDArray[np.int32]:
        """Find the place of each value.

        Args:
            series: Shape (n,), of any type.

        Returns:
            Shape (n,), int32, -1 where the value is missing or none of the words.
        """
        dtype = series.dtype  # asked once: of many words polars takes long to tell it
        if isinstance(dtype, pl.Enum):
            return self._by_code(dtype, series.to_physical())
        if dtype == pl.Boolean:
            return self._by_code(dtype, series.cast(pl.UInt8))
        dense = self._dense if dtype.is_integer() and not series.null_count() else None
        if dense is not None:
            low, table = dense
            return np.take(table, np.subtract(series.to_numpy(), low, dtype=np.int64), mode="clip")
        distinct = series.drop_nulls().unique(maintain_order=True)
        if not len(distinct):
            return np.full(len(series), -1, dtype=np.int32)
        places = pl.Series(self._table(distinct.to_list())[:-1])
        return series.replace_strict(distinct, places, default=-1, return_dtype=pl.Int32).to_numpy()

    def _by_code(self, dtype: pl.DataType, codes: pl.Series) -> NDArray[np.int32]:
        kept = self._kept
        if kept is None or kept[0] != dtype:
            words = dtype.categories.to_list() if isinstance(dtype, pl.Enum) else [False, True]
            table = self._table(words)
            kept = self._kept = dtype, table, bool((table[:-1] == np.arange(len(words))).all())
        _, table, is_same = kept
        if is_same and not codes.null_count():
            return codes.to_numpy().astype(np.int32)
        if codes.null_count():
            codes = codes.cast(pl.UInt32).fill_null(len(table) - 1)
        return np.take(table, codes.to_numpy())

    def _table(self, values: list[object]) -> NDArray[np.int32]:
        """Place of each value, and -1 for a missing one at the end."""
        spelled = values if self._spell is None else [self._spell(value) for value in values]
        return np.array([*(self._place.get(value, -1) for value in spelled), -1], dtype=np.int32)

    @cached_property
    def _dense(self) -> tuple[int, NDArray[np.int32]] | None:
        """For whole numbers that lie close together: the number before the least, and the place of all that follow."""
        if not all(type(word) is int for word in self._place) or not self._place:
            return None
        numbers = np.array(list(self._place), dtype=np.int64)
        low, high = int(numbers.min()) - 1, int(numbers.max())
        if high - low > _DENSE:
            return None
        table = np.full(high - low + 2, -1, dtype=np.int32)
        table[numbers - low] = np.arange(len(numbers))
        return low, table
