"""Columns of region codes that other columns follow: postcodes, names of regions, phone numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import PackError, nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.columns.base import Binding
    from nonesuch.generators.locales import Locale

__all__ = ["RegionColumn"]


@dataclass(frozen=True)
class RegionColumn:
    """A column of region codes.

    Attributes:
        name: Its name.
        codes: The codes that it can hold.
    """

    name: str
    codes: pl.Enum

    @classmethod
    def of(cls, name: str, locale: Locale, binding: Binding) -> RegionColumn:
        """Hold a column against the regions of a locale.

        Args:
            name: Name of the column.
            locale: The locale.
            binding: Where the column is asked for.

        Returns:
            The column.

        Raises:
            PackError: If it holds no words, or codes that the locale does not know.
        """
        known = [region.code for region in locale.regions]
        dtype = binding.type_of(name)
        if dtype == pl.String():
            return cls(name, pl.Enum(known))
        if not isinstance(dtype, pl.Enum):
            raise PackError("regions are words", place=binding.place, expected="a column of region codes", found=name)
        unknown = [code for code in dtype.categories if code not in known]
        if unknown:
            expected, hint = f"codes of regions of {locale.locale}", nearest(unknown[0], known)
            raise PackError(f"unknown region {unknown[0]!r}", place=binding.place, expected=expected, hint=hint)
        return cls(name, dtype)

    def places(self, batch: Batch) -> tuple[NDArray[np.int64], pl.Series | None]:
        """Where each row's region stands among the codes.

        Args:
            batch: The rows.

        Returns:
            Places, 0 where the region is missing, and whether it is; both of shape (rows,), None where none is missing.

        Raises:
            PackError: If a row holds an unknown code.
        """
        words = batch.get(self.name)
        codes = words if words.dtype == self.codes else words.cast(self.codes, strict=False)
        places = codes.to_physical().cast(pl.Int64)
        if not codes.null_count():
            return places.to_numpy(), None
        missing = codes.is_null()
        if words.null_count() < codes.null_count():
            found = words.filter(missing & words.is_not_null())[0]
            raise PackError(f"unknown region {found!r}", hint=nearest(found, self.codes.categories))
        return places.fill_null(0).to_numpy(), missing
