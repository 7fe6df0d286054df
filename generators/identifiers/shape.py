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

__all__ = ["IdShape", "alphabet", "learn_shape", "signs_of"]

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
        block: How many neighbouring ids a block holds, if not all ids may come out.
        free: Numbers of the blocks whose ids may come out; none if all may.
    """

    mask: str
    low: int
    dtype: str
    room: int = 0
    block: int = 0
    free: tuple[int, ...] = ()

    @property
    def number_room(self) -> int:
        """How many integer ids there are before they go on behind the largest."""
        return max(self.room, 1000)

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
            return pl.Series(self.low + self._numbers(numbers, digest(seed, "ids"))).cast(pl.Int64)
        signs = signs_of(self.mask)
        sizes = [len(alphabet(sign)) for sign, free in signs if free]
        room = min(int(np.prod([float(size) for size in sizes])) if sizes else 1, _LIMIT)
        room = len(self.free) * self.block or room
        rest = self._spread(Permutation(room, digest(seed, "ids", self.mask))(numbers % room))
        pieces: list[pl.Series | str] = []
        for sign, free in reversed(signs):
            if not free:
                pieces.append(sign)
                continue
            table = alphabet(sign)
            pieces.append(pl.Series(table).gather(rest % len(table)))
            rest //= len(table)
        columns = [piece if isinstance(piece, pl.Series) else pl.lit(piece) for piece in reversed(pieces)]
        return (
            pl.select(pl.concat_str(columns)).to_series()
            if sizes
            else pl.Series([self.mask]).extend_constant(self.mask, len(numbers)).head(len(numbers))
        )

    def _numbers(self, numbers: NDArray[np.int64], key: int) -> NDArray[np.int64]:
        """Place whole numbers in the free blocks, then behind the largest."""
        room = len(self.free) * self.block or self.number_room
        lap, place = np.divmod(numbers, room)
        place = Permutation(room, key)(place)
        return np.where(lap > 0, self.number_room + (lap - 1) * room + place, self._spread(place))

    def _spread(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        if not self.free:
            return places
        return np.asarray(np.array(self.free)[places // self.block] * self.block + places % self.block)


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


def alphabet(sign: str) -> list[str]:
    """List what may stand for a free sign of a mask.

    Args:
        sign: ``9``, ``A`` or ``a``.

    Returns:
        Ten digits or 26 letters.

    Example:
        >>> alphabet("a")[:3]
        ['a', 'b', 'c']
    """
    return list("0123456789" if sign == "9" else _LETTERS if sign == "A" else _LETTERS.lower())


def signs_of(mask: str) -> list[tuple[str, bool]]:
    r"""Split a mask into signs and whether each is free.

    Args:
        mask: As in `IdShape`.

    Returns:
        A pair a sign.

    Example:
        >>> signs_of(r"\P-9")
        [('P', False), ('-', False), ('9', True)]
    """
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
