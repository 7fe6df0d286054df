"""The plain table by nonesuch."""

from __future__ import annotations

from pathlib import Path

import nonesuch

_PACK = Path(__file__).parents[2] / "packs" / "plain"


def make(rows: int, seed: int) -> int:
    """Make the transactions, and the small tables they refer to."""
    data = nonesuch.generate(_PACK, transactions=rows, seed=seed)
    return data.polars("transactions").height
