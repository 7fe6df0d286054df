"""How roots are cut into blocks: small ones first, so that a few rows are made quickly, then blocks of one size."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache

from nonesuch.errors import PackError

__all__ = ["FIRST", "block_count", "block_range"]

FIRST = 64
"""Roots of the first block."""

_STEP = 4
"""A block on the way to the full size ends this many times as far as the one before it."""


@cache
def _rungs(block: int) -> tuple[int, ...]:
    """Ends of the blocks up to the first full size: 64, 256, 1024, ..., block."""
    if block < FIRST or block.bit_count() != 1:
        raise PackError("a block has an odd size", expected="64, 128, 256, ... roots", found=block)
    ends = [FIRST]
    while ends[-1] < block:
        ends.append(min(ends[-1] * _STEP, block))
    return tuple(ends)


def block_range(number: int, block: int) -> tuple[int, int]:
    """First root of a block and first root after it.

    Args:
        number: The block's number, from 0.
        block: Roots of a full block: 64, 128, 256, ...

    Returns:
        The two root numbers.

    Example:
        >>> [block_range(n, 512) for n in range(5)]
        [(0, 64), (64, 256), (256, 512), (512, 1024), (1024, 1536)]
    """
    rungs = _rungs(block)
    full = number - len(rungs) + 1
    if full > 0:
        return full * block, (full + 1) * block
    return (rungs[number - 1] if number else 0), rungs[number]


def block_count(roots: int, block: int) -> int:
    """How many blocks hold the first roots.

    Args:
        roots: Number of roots, >= 0.
        block: Roots of a full block.

    Returns:
        Number of blocks; their last one may reach beyond.

    Example:
        >>> [block_count(n, 512) for n in (0, 1, 64, 65, 256, 257, 513)]
        [0, 1, 1, 2, 2, 3, 4]
    """
    rungs = _rungs(block)
    if roots <= block:
        return bisect_left(rungs, roots) + 1 if roots else 0
    return len(rungs) - 1 + -(-roots // block)
