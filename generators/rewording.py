"""Texts written otherwise, word by word of a category where that is what a column holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Rewording"]


class Rewording:
    """Rewrites texts; of a category only its words, once for all blocks of a column.

    Args:
        rewrite: Gives for each of some texts another one, or null.

    Example:
        >>> louder = Rewording(lambda texts: texts.str.to_uppercase())
        >>> louder(pl.Series(["b", None, "a"], dtype=pl.Enum(["a", "b"]))).to_list()
        ['B', None, 'A']
    """

    def __init__(self, rewrite: Callable[[pl.Series], pl.Series]) -> None:
        self._rewrite = rewrite
        self._kept: tuple[pl.DataType, pl.Series] | None = None

    def __call__(self, texts: pl.Series) -> pl.Series:
        """Rewrite texts.

        Args:
            texts: Shape (n,), String or Enum.

        Returns:
            Shape (n,), String; null where a text is missing.
        """
        dtype = texts.dtype
        if not isinstance(dtype, pl.Enum):
            return self._rewrite(texts.cast(pl.String))
        if self._kept is None or self._kept[0] != dtype:
            self._kept = dtype, self._rewrite(dtype.categories)
        places = texts.to_physical().cast(pl.UInt32)
        return self._kept[1].gather(places) if places.null_count() else self._kept[1][places]  # [] takes no nulls
