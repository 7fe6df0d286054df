"""The pack `medical` by nonesuch, no row held against contracts and rules."""

from __future__ import annotations

import nonesuch


def make(rows: int, seed: int) -> int:
    """Make everything that belongs to so many patients; returns the rows of all tables."""
    data = nonesuch.generate("medical", patients=rows, seed=seed, check=False)
    return sum(frame.height for frame in data.frames.values())
