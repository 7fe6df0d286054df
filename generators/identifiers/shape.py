"""Ids in the shape of the originals: PAT-000123 becomes another PAT-9, five digits stay five digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.permutation import Permutation
from nonesuch.generators.randomness import digest

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["IdShape", "learn_shape"]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LIMIT = 2**62


@dataclass(frozen=True)
class IdShape:
    r"""How an id is written.

    Attributes:
        mask: ``9`` stands for a digit, ``A`` for a capital, ``a`` for a small letter, any other sign for itself; a
            letter or digit that at least nine ids in ten share stands after a backslash. Empty for integers.
        low: Where integer ids begin: 0, 1, or a power of ten.
        room: How many integer ids there are at least, rounded to two digits.
        dtype: Name of the polars type.
    """

    mask: str
    low: int
    dtype: str
    room: int = 0

    def make(self, numbers: NDArray[np.int64], *, seed: int) -> pl.Series:
        r"""Write ids.

        Args:
            numbers: Shape (n,), which id; different numbers give different ids as long as the mask has room.
            seed: Which ids the numbers stand for.

        Returns:
            Shape (n,), texts or integers.

        Example:
            >>> IdShape(r"\P\A\T-999", 0, "String").make(np.arange(2), seed=1).str.contains(r"^PAT-[0-9]{3}$").all()
            True
        """
        if not self.mask:
            room = max(self.room, 1000)
            lap, place = np.divmod(numbers, room)
            return pl.Series(self.low + lap * room + Permutation(room, digest(seed, "ids"))(place)).cast(pl.Int64)
        signs = _signs(self.mask)
        sizes = [{"9": 10, "A": 26, "a": 26}[sign] for sign, free in signs if free]
        room = min(int(np.prod([float(size) for size in sizes])) if sizes else 1, _LIMIT)
        rest = Permutation(room, digest(seed, "ids", self.mask))(numbers % room)
        pieces: list[pl.Series | str] = []
        for sign, free in reversed(signs):
            if not free:
                pieces.append(sign)
                continue
            base = 10 if sign == "9" else 26
            table = "0123456789" if sign == "9" else _LETTERS if sign == "A" else _LETTERS.lower()
            pieces.append(pl.Series(list(table)).gather(rest % base))
            rest //= base
        columns = [piece if isinstance(piece, pl.Series) else pl.lit(piece) for piece in reversed(pieces)]
        return (
            pl.select(pl.concat_str(columns)).to_series()
            if sizes
            else pl.Series([self.mask]).extend_constant(self.mask, len(numbers)).head(len(numbers))
        )


def learn_shape(series: pl.Series) -> IdShape:
    r"""Learn how a column's ids are written.

    Args:
        series: Shape (n,), texts or integers.

    Returns:
        The most frequent shape; letters and digits are kept only where at least nine ids in ten share them.

    Example:
        >>> learn_shape(pl.Series([f"PAT-{i:03}" for i in range(500)])).mask
        '\\P\\A\\T-999'
    """
    known = series.drop_nulls()
    if series.dtype != pl.String:
        low = max(int(known.min() or 0), 0)  # type: ignore[arg-type] # integers
        high = max(int(known.max() or 0), low)  # type: ignore[arg-type] # integers
        start = 10 ** (len(str(low)) - 1) if low >= 10 else min(low, 1)
        return IdShape("", start, str(series.dtype), _rounded(high - start + 1))
    sample = known.head(10_000)
    shapes = sample.str.replace_all(r"\p{Lu}", "A").str.replace_all(r"\p{Ll}", "a").str.replace_all(r"\d", "9")
    shape = str(shapes.mode().sort()[0]) if len(shapes) else "9999999999"
    alike = sample.filter(shapes == shape)
    mask = ""
    for place, sign in enumerate(shape[:60]):
        if sign not in "9Aa":
            mask += sign
            continue
        letters = alike.str.slice(place, 1).alias("sign").value_counts(sort=True)
        common = letters["count"][0] >= 0.9 * max(len(alike), 1) and len(alike) >= 20
        mask += f"\\{letters['sign'][0]}" if common else sign
    return IdShape(mask, 0, "String")


def _signs(mask: str) -> list[tuple[str, bool]]:
    """Split a mask into signs and whether each is free."""
    signs, place = [], 0
    while place < len(mask):
        fixed = mask[place] == "\\" and place + 1 < len(mask)
        sign = mask[place + fixed]
        signs.append((sign, not fixed and sign in "9Aa"))
        place += 1 + fixed
    return signs


def _rounded(room: int) -> int:
    """Round up to two digits, so that the largest id does not show."""
    unit: int = 10 ** max(0, len(str(room)) - 2)
    return min(-(-room // unit) * unit, _LIMIT)
