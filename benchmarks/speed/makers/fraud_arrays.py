"""Columns as those of the pack `fraud`, by numpy and pyarrow alone."""

from __future__ import annotations

from benchmarks.speed.makers.packs_arrays import make_like


def make(rows: int, seed: int) -> int:
    """Make as many rows as belong to so many customers; returns the rows of all tables."""
    return make_like("fraud", "customers", rows, seed)
