"""The pack `fraud` by nonesuch, no row held against contracts and rules."""

from __future__ import annotations

import nonesuch


def make(rows: int, seed: int) -> int:
    """Make everything that belongs to so many customers; returns the rows of all tables."""
    data = nonesuch.generate("fraud", customers=rows, seed=seed, check=False)
    return sum(frame.height for frame in data.frames.values())
