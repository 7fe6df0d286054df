"""How roots are cut into blocks: small ones first, so that a few rows are made quickly, then blocks of one size."""

from __future__ import annotations

from nonesuch.errors import PackError

__all__ = ["FIRST", "block_count", "block_range"]

FIRST = 64
"""Roots of the first block."""


def _rungs(block: int) -> int:
    """Number of blocks up to root number `block`: 64, 64, 128, ..., block / 2."""
    rungs = (block // FIRST).bit_length()
    if not rungs or block != FIRST << (rungs - 1):
        raise PackError("a block has an odd size", expected="64, 128, 256, ... roots", found=block)
    return rungs


def block_range(number: int, block: int) -> tuple[int, int]:
    """First root of a block and first root after it.

    Args:
        number: The block's number, from 0.
        block: Roots of a full block: 64, 128, 256, ...

    Returns:
        The two root numbers.

    Example:
        >>> [block_range(n, 256) for n in range(5)]
        [(0, 64), (64, 128), (128, 256), (256, 512), (512, 768)]
    """
    rungs = _rungs(block)
    if number >= rungs:
        return (number - rungs + 1) * block, (number - rungs + 2) * block
    return (FIRST << (number - 1) if number else 0), FIRST << number


def block_count(roots: int, block: int) -> int:
    """How many blocks hold the first roots.

    Args:
        roots: Number of roots, >= 0.
        block: Roots of a full block.

    Returns:
        Number of blocks; their last one may reach beyond.

    Example:
        >>> [block_count(n, 256) for n in (0, 1, 64, 65, 256, 257, 513)]
        [0, 1, 1, 2, 3, 4, 5]
    """
    rungs = _rungs(block)
    if roots <= block:
        return 0 if roots == 0 else next(n for n in range(rungs + 1) if block_range(n, block)[1] >= roots) + 1
    return rungs - 1 + -(-roots // block)
