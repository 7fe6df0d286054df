"""The pack `financial` of sqllocks-shape at its scale medium."""

from __future__ import annotations

from shape.generation.domains import load_domain
from shape.generation.engine import Engine


def make(rows: int, seed: int) -> int:  # noqa: ARG001 - its sizes are scales with names
    """Make the whole pack; returns the rows of all tables."""
    tables = Engine(load_domain("financial").schema, scale="medium", seed=seed).generate().tables
    return sum(table.num_rows for table in tables.values())
