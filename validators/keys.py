"""Where in a table each key stands."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["KeyIndex"]

_SPARE = 2**16


class KeyIndex:
    """Finds the rows of keys: by a table of places or a search where keys are whole numbers, else by a join.

    Args:
        keys: Shape (rows,); of a key that stands there several times the first row counts.

    Example:
        >>> KeyIndex(pl.Series([12, 10, 12])).find(pl.Series([10, 11, None, 12])).to_list()
        [1, None, None, 0]
    """

    def __init__(self, keys: pl.Series) -> None:
        self._keys = keys

    def find(self, values: pl.Series) -> pl.Series:
        """Find the row of each value.

        Args:
            values: Shape (n,), of the type of the keys.

        Returns:
            Shape (n,), UInt32; null where the value is missing or no key.
        """
        numbers = self._numbers
        if numbers is None or not _is_whole(values):
            return self._joined(values)
        if self._dense is not None:
            before, table = self._dense
            known = values.cast(pl.Int64).fill_null(before) if values.null_count() else values
            return _places(np.take(table, known.to_numpy().astype(np.int64) - before, mode="clip"))
        wanted = values.to_numpy()
        if values.null_count() or not _ascends(numbers) or not _ascends(wanted):
            return self._joined(values)
        places = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
        return _places(np.where(numbers[places] == wanted, places, -1).astype(np.int32))

    def _joined(self, values: pl.Series) -> pl.Series:
        left = values.alias("key").to_frame()
        return left.join(self._distinct, on="key", how="left", maintain_order="left")["place"]

    @cached_property
    def _numbers(self) -> NDArray[np.int64] | None:
        """The keys, if they are whole numbers."""
        keys = self._keys
        if not _is_whole(keys) or not len(keys) or keys.null_count():
            return None
        return keys.to_numpy().astype(np.int64)

    @cached_property
    def _distinct(self) -> pl.DataFrame:
        keys = self._keys.alias("key").to_frame().with_row_index("place")
        return keys if keys["key"].n_unique() == keys.height else keys.unique("key", keep="first", maintain_order=True)

    @cached_property
    def _dense(self) -> tuple[int, NDArray[np.int32]] | None:
        """The number before the least key, and the place of each number from there to that after the greatest."""
        numbers = self._numbers
        if numbers is None:
            return None
        low, high = int(numbers.min()) - 1, int(numbers.max()) + 1
        if high - low > 4 * len(numbers) + _SPARE or low < -(2**63):
            return None
        table = np.full(high - low + 1, -1, dtype=np.int32)
        table[numbers[::-1] - low] = np.arange(len(numbers), dtype=np.int32)[::-1]
        return low, table


def _is_whole(series: pl.Series) -> bool:
    return series.dtype.is_integer() and series.dtype not in (pl.UInt64, pl.Int128, pl.UInt128)


def _ascends(numbers: NDArray[np.integer]) -> bool:
    return bool(np.all(numbers[1:] >= numbers[:-1]))


def _places(places: NDArray[np.int32]) -> pl.Series:
    lost = places < 0
    if not lost.any():
        return pl.Series(places.view(np.uint32))
    return pl.Series(np.maximum(places, 0).view(np.uint32)).set(pl.Series(lost), None)
