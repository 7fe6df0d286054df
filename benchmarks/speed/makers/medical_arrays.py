"""Columns as those of the pack `medical`, by numpy and pyarrow alone."""

from __future__ import annotations

from benchmarks.speed.makers.packs_arrays import make_like


def make(rows: int, seed: int) -> int:
    """Make as many rows as belong to so many patients; returns the rows of all tables."""
    return make_like("medical", "patients", rows, seed)
