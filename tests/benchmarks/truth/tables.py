"""Tiny tables for the probes."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from benchmarks.truth.probe import Verdict, judge

if TYPE_CHECKING:
    from benchmarks.truth.probe import Probe

Columns = dict[str, Any]


def repeat(rows: int, columns: Columns) -> pl.DataFrame:
    """A frame of ``rows`` rows; lists are repeated from their beginning, single values throughout."""
    whole = {name: _listed(value) for name, value in columns.items()}
    return pl.DataFrame({name: list(islice(cycle(values), rows)) for name, values in whole.items()})


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, np.ndarray, pl.Series)) else [value]


def verdict(probe: Probe, columns: Columns, rows: int | None = None) -> Verdict:
    """What a probe says of its first table, made of these columns; of as many rows as it needs if none are named."""
    return judge(probe, {next(iter(probe.needs)): repeat(rows or max(probe.least, 60), columns)}).verdict
