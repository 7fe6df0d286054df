"""Ids of a shape without those that are somebody's: blocks of ids in which nobody's lies."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.identifiers.shape import IdShape, alphabet, learn_shape, signs_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["avoid_ids"]

_CELLS = (16, 64, 256, 1024, 4096, 16_384, 65_536)
_FEWEST = 5
_LIMIT = 2**62
_MOST_ADDED = 6


def avoid_ids(shape: IdShape, real: pl.Series, *, needed: int) -> IdShape:
    """Confine a shape to blocks of at least five neighbouring ids of which none is real.

    The shape notes blocks, the coarsest that leave room enough, and no id: that a block is left out says that somebody
    has one of its ids, not which. Texts without such room get a digit more, whole numbers begin above all real ones.

    Args:
        shape: How the ids are written.
        real: Shape (n,), all real ids.
        needed: How many different ids there must be.

    Returns:
        The shape, confined; unchanged if its type has no room, or so much (2**62) that no two ids meet.

    Example:
        >>> real = pl.Series([f"PAT-{i:03}" for i in range(100, 600)])
        >>> made = avoid_ids(learn_shape(real), real, needed=300).make(np.arange(300), seed=1)
        >>> made.n_unique(), made.is_in(real.implode()).any()
        (300, False)
    """
    if real.dtype == pl.String:
        return _avoid_texts(shape, real.drop_nulls().unique(), needed)
    return _avoid_numbers(learn_shape(real), real.drop_nulls().unique(), needed)


def _avoid_numbers(shape: IdShape, real: pl.Series, needed: int) -> IdShape:
    room = shape.number_room
    places = real.cast(pl.Int64).to_numpy() - shape.low
    confined = _confine(shape, places[(places >= 0) & (places < room)], room, needed)
    avoiding = confined or replace(shape, low=shape.low + room)
    last = pl.Series([avoiding.low + max(room, needed)], dtype=pl.Int64).cast(real.dtype, strict=False)
    return shape if last.null_count() else avoiding


def _avoid_texts(shape: IdShape, real: pl.Series, needed: int) -> IdShape:
    for added in range(_MOST_ADDED + 1):
        wider = replace(shape, mask=shape.mask + "9" * added)
        room = math.prod(len(alphabet(sign)) for sign, free in signs_of(wider.mask) if free)
        if room >= _LIMIT:
            return shape
        confined = _confine(wider, _places(wider.mask, real), room, needed)
        if confined is not None:
            return confined
    return shape


def _confine(shape: IdShape, places: NDArray[np.int64], room: int, needed: int) -> IdShape | None:
    """Leave out the blocks that hold real ids; None if too few are left."""
    if not len(places):
        return shape
    for cells in _CELLS:
        block = room // cells
        if block < _FEWEST:
            return None
        held = np.unique(places // block)
        free = np.setdiff1d(np.arange(cells), held)
        if len(free) * block >= needed:
            return replace(shape, block=block, free=tuple(free.tolist()))
    return None


def _places(mask: str, real: pl.Series) -> NDArray[np.int64]:
    """Number the ids that are written by a mask, in the order in which it counts them."""
    signs = signs_of(mask)
    known = real.filter(real.str.len_chars() == len(signs))
    place = pl.zeros(len(known), pl.Int64, eager=True)
    for position, (sign, free) in enumerate(signs):
        here = known.str.slice(position, 1)
        signs_here = alphabet(sign) if free else [sign]
        code = here.replace_strict(signs_here, list(range(len(signs_here))), default=None, return_dtype=pl.Int64)
        place = place * len(signs_here) + code
    return place.drop_nulls().to_numpy()
