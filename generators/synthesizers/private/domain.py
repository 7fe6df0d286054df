"""Columns as codes without a look at single rows: fixed grids, and cells chosen from noisy counts."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.synthesizers.codes.bins import Bins
from nonesuch.generators.synthesizers.codes.levels import LevelsField
from nonesuch.generators.synthesizers.codes.moment import MomentField, read_moments
from nonesuch.generators.synthesizers.codes.number import NumberField, finite
from nonesuch.generators.synthesizers.codes.step import Step
from nonesuch.generators.synthesizers.private.accounting import Budget, variance_for
from nonesuch.generators.synthesizers.private.noise import discrete_gaussian

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.codes.field import Field
    from nonesuch.generators.synthesizers.metadata import Column

__all__ = ["candidate_fields", "keep_levels"]

_CELLS = 24
_SMALL_RANGE = 32
_PER_OCTAVE = 4
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_CLEAR = 4.0
_FEW_CLEAR = 6
_EVEN_CELLS = 16
_DAY = 86_400_000_000


def candidate_fields(
    table: pl.DataFrame, columns: Mapping[str, Column], budget: Budget, share: Fraction, rng: np.random.Generator
) -> dict[str, Field]:
    """Choose cells for numbers and moments from noisy counts; list levels as candidates, still to be selected.

    Args:
        table: Shape (n, columns).
        columns: What is known; declared bounds and levels are public and cost nothing.
        budget: What pays for the counts.
        share: Of the budget.
        rng: Source of uniform integers.

    Returns:
        A field a column. A `LevelsField` without declared levels holds every level of the table and must not leave
        before `keep_levels` has selected among them.
    """
    gridded = [name for name, column in columns.items() if _needs_grid(table[name], column)]
    rho = budget.spend("cells of numbers", share, len(gridded)) if gridded else Fraction(0)
    variance = variance_for(rho) if gridded else 0
    fields: dict[str, Field] = {}
    for name, column in columns.items():
        series = table[name]
        if column.sdtype == "numerical":
            grid = _number_grid(series, column)
            bins = _cells(finite(series), grid, column, _whole(series), (variance if name in gridded else 0, rng))
            fields[name] = NumberField(bins, True, str(series.dtype))
        elif column.sdtype == "datetime":
            fields[name] = _moment_field(series, column, variance, rng)
        else:
            fields[name] = _levels(series, column)
    return fields


def _needs_grid(series: pl.Series, column: Column) -> bool:
    if column.sdtype == "datetime":
        return True
    if column.sdtype != "numerical":
        return False
    small = column.low is not None and column.high is not None and column.high - column.low <= _SMALL_RANGE
    return not (small and _whole(series))


def _whole(series: pl.Series) -> bool:
    return series.dtype.is_integer()


def _levels(series: pl.Series, column: Column) -> LevelsField:
    if series.dtype == pl.Boolean:
        levels: list[str | int | float | bool] = [False, True]
    elif column.levels is not None:
        levels = list(column.levels)
    else:
        levels = series.drop_nulls().unique().sort().to_list()
    dtype = "String" if isinstance(series.dtype, pl.Categorical | pl.Enum) else str(series.dtype)
    shares = np.arange(1, len(levels) + 1) / max(len(levels), 1)
    return LevelsField(tuple(levels), shares, True, True, dtype)


def keep_levels(field: LevelsField, noisy: NDArray[np.float64], threshold: float, *, public: bool) -> LevelsField:
    """Keep the levels whose noisy counts are clear of what one row could make.

    Args:
        field: The candidates.
        noisy: Shape (levels,), noisy counts.
        threshold: Levels below it are forgotten.
        public: Whether the levels were declared, so that all are kept.

    Returns:
        The field with the kept levels, most frequent first, and a code for all others.

    Example:
        >>> field = LevelsField(("a", "b"), np.array([0.5, 1.0]), True, True, "String")
        >>> keep_levels(field, np.array([10.0, 200.0]), 50.0, public=False).levels
        ('b',)
    """
    order = np.argsort(-noisy, kind="stable")
    kept = [place for place in order if public or noisy[place] >= threshold]
    if not kept:
        return LevelsField((_no_level(field),), np.ones(1), True, True, field.dtype)
    counts = np.maximum(noisy[kept], 1.0)
    shares = np.round(np.cumsum(counts) / counts.sum(), 12)
    shares[-1] = 1.0
    return LevelsField(tuple(field.levels[place] for place in kept), shares, True, True, field.dtype)


def _no_level(field: LevelsField) -> str | int | float | bool:
    return "(other)" if field.dtype == "String" else 0


def _number_grid(series: pl.Series, column: Column) -> NDArray[np.float64]:
    """Edges at quarter octaves on both sides of zero; zero stands alone. The same for every table."""
    top = 40 if _whole(series) else 30
    bottom = 0 if _whole(series) else -10
    positive = 2.0 ** np.arange(bottom, top + 1 / _PER_OCTAVE, 1 / _PER_OCTAVE)
    positive = np.unique(np.ceil(positive) - 0.5) if _whole(series) else np.round(positive, 9)
    grid = np.concatenate([-positive[::-1], positive])
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    inside = grid[(grid > low) & (grid < high)]
    ends = [end for end in (low, high) if np.isfinite(end)]
    half = 0.5 if _whole(series) else 0.0
    ends = [end - half if end == low else end + half for end in ends]
    return np.unique(np.concatenate([inside, ends]))


def _cells(
    read: tuple[NDArray[np.float64], NDArray[np.bool_]],
    grid: NDArray[np.float64],
    column: Column,
    whole: bool,  # noqa: FBT001 - inner function
    noise: tuple[int, np.random.Generator],
) -> Bins:
    """Cut a column at about equal noisy masses."""
    variance, rng = noise
    if not variance:
        low, high = math.floor(column.low or 0), math.ceil(column.high or 0)
        return _bins(np.arange(low - 0.5, high + 1), whole=True)
    values, known = read
    inside = values[known]
    counts = np.histogram(np.clip(inside, grid[0], np.nextafter(grid[-1], -np.inf)), grid)[0]
    noisy = counts + discrete_gaussian(variance, len(counts), rng)
    sigma = math.sqrt(variance)
    if column.low is not None and column.high is not None and (noisy > _CLEAR * sigma).sum() < _FEW_CLEAR:
        return _bins(_equal_widths(grid, noisy > _CLEAR * sigma, whole=whole), whole=whole)
    return _bins(_equal_masses(grid, noisy, sigma, whole=whole), whole=whole)


def _equal_widths(grid: NDArray[np.float64], clear: NDArray[np.bool_], *, whole: bool) -> NDArray[np.float64]:
    """Cut the declared range evenly, where there are too few rows to see more than a cell or two; those stand alone."""
    ends = np.concatenate([grid[:-1][clear], grid[1:][clear]])
    cuts = np.unique(np.concatenate([np.linspace(grid[0], grid[-1], _EVEN_CELLS + 1), ends]))
    return np.unique(np.floor(cuts) + 0.5) if whole else cuts


def _equal_masses(
    grid: NDArray[np.float64], noisy: NDArray[np.int64], sigma: float, *, whole: bool, cells: int = _CELLS
) -> NDArray[np.float64]:
    clear = np.flatnonzero(noisy > _CLEAR * sigma)
    if not len(clear):
        clear = np.array([int(np.argmax(noisy))])
    mass = np.where(noisy > _CLEAR * sigma, noisy, 0)[clear[0] : clear[-1] + 1].astype(np.float64)
    ends = grid[clear[0] : clear[-1] + 2]
    if whole and ends[-1] - ends[0] <= _SMALL_RANGE:
        return np.arange(ends[0], ends[-1] + 0.5)
    heavy = np.flatnonzero(mass >= mass.sum() / cells)
    light = mass.copy()
    light[heavy[ends[heavy + 1] - ends[heavy] <= 1]] = 0
    light = np.maximum(light, light.sum() * 1e-6 + 1e-9)
    cumulated = np.concatenate([[0.0], np.cumsum(light)]) / light.sum()
    cuts = np.interp(np.linspace(0, 1, cells + 1), cumulated, ends)
    cuts = np.concatenate([cuts, ends[heavy], ends[heavy + 1]])
    if whole:
        return np.unique(np.floor(cuts) + 0.5)
    return np.unique(np.round(cuts, max(0, 4 - math.floor(math.log10(max(ends[-1] - ends[0], 1e-6))))))


def _bins(edges: NDArray[np.float64], *, whole: bool) -> Bins:
    """Cells between edges; numbers are spread evenly inside each."""
    if len(edges) < 2:
        edges = np.array([edges[0] - 0.5, edges[0] + 0.5]) if len(edges) else np.array([-0.5, 0.5])
    inset = 0.5 if whole else 0.0
    low, high = edges[:-1] + inset, edges[1:] - inset
    single = high <= low
    knots = np.where(single[:, None], np.nan, np.stack([low - inset * 0.98, high + inset * 0.98], 1))
    flat = [row[:1] if alone else pair for row, pair, alone in zip(low[:, None], knots, single, strict=True)]
    starts = np.concatenate([[0], np.cumsum(np.where(single, 1, 2))])
    decimals = 0 if whole else min(6, max(0, 4 - math.floor(math.log10(max(edges[-1] - edges[0], 1e-6)))))
    return Bins(edges[1:-1], np.concatenate(flat), starts, Step(decimals))


def _moment_field(series: pl.Series, column: Column, variance: int, rng: np.random.Generator) -> MomentField:
    moments = read_moments(series, column.format).drop_nulls().to_physical().to_numpy()
    years = np.arange(_FIRST_YEAR, _LAST_YEAR + 1)
    grid = np.array([f"{year}-01-01" for year in years], dtype="datetime64[D]").astype(np.float64) - 0.5
    day = np.clip(moments // _DAY, grid[0], grid[-1] - 1)
    noisy = np.histogram(day, grid)[0] + discrete_gaussian(variance, len(grid) - 1, rng)
    days = _bins(_equal_masses(grid, noisy, math.sqrt(variance), whole=True, cells=2 * _CELLS), whole=True)
    timed = series.dtype != pl.Date and not (column.format and "%H" not in column.format)
    times = None
    if timed:
        hours = np.arange(0, _DAY + 1, _DAY // 24).astype(np.float64)
        times = Bins(
            hours[1:-1], np.stack([hours[:-1], hours[1:] - 1e6], 1).reshape(-1), np.arange(0, 49, 2), Step(0, 1_000_000)
        )
    return MomentField(days, False, times, True, str(series.dtype), column.format)
