"""Small pictures, drawn by hand as SVG: two histograms over each other, a heat map of pairs."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.bars import bars

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nonesuch.validators.encoding import ColumnView

__all__ = ["heat_map", "overlay"]

_BARS = 24
_LEVELS = 12
_SUPPRESSED = 5


def overlay(column: ColumnView, real: pl.DataFrame, twin: pl.DataFrame) -> str:
    """Draw how a column is spread in the original and in the twin.

    Bars of fewer than five real rows are drawn empty, so that the picture shows no single person.

    Args:
        column: How the column is read.
        real: Shape (n, columns).
        twin: Shape (m, columns).

    Returns:
        An SVG element.
    """
    names, shares = _shares(column, real, twin)
    return bars(f"{column.name}: original and twin", names, shares)


def _shares(column: ColumnView, real: pl.DataFrame, twin: pl.DataFrame) -> tuple[list[str], dict[str, list[float]]]:
    if column.number:
        low, high = column.ordered[len(column.ordered) // 100], column.ordered[-1 - len(column.ordered) // 100]
        edges = np.linspace(low, high if high > low else low + 1, _BARS + 1)
        counts = [np.histogram(np.clip(column.numbers(table), edges[0], edges[-1]), edges)[0] for table in (real, twin)]
        spell = _spelling(real[column.name].dtype)
        names = [f"{spell(left)} to {spell(right)}" for left, right in pairwise(edges)]
    else:
        shown = min(len(column.levels), _LEVELS)
        names = [*column.levels[:shown], *(["all others"] if len(column.levels) > shown else []), "missing"]
        counts = [_level_counts(column.codes(table), len(column.levels), shown) for table in (real, twin)]
    shares = [count / max(count.sum(), 1) for count in counts]
    shares[0] = np.where(counts[0] < _SUPPRESSED, 0.0, shares[0])
    return names, {"real": shares[0].tolist(), "twin": shares[1].tolist()}


def _spelling(dtype: pl.DataType) -> Callable[[float], str]:
    if not dtype.is_temporal():
        return lambda value: f"{value:.4g}"
    return lambda value: str(pl.Series([round(value)], dtype=pl.Int64).cast(dtype)[0])[:10]


def _level_counts(
    codes: np.ndarray[tuple[int], np.dtype[np.int64]], levels: int, shown: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    counts = np.bincount(codes, minlength=levels + 2)
    rest = [counts[shown : levels + 1].sum()] if levels > shown else []
    return np.array([*counts[:shown], *rest, counts[levels + 1]])


def heat_map(names: Sequence[str], pairs: Mapping[tuple[str, str], float]) -> str:
    """Draw how well each pair of columns is kept.

    Args:
        names: The columns.
        pairs: By pair, 0 to 1.

    Returns:
        An SVG element; the darker a cell, the worse.
    """
    cell = max(6, min(22, 420 // max(len(names), 1)))
    side = cell * len(names)
    cells = []
    place = {name: i for i, name in enumerate(names)}
    for (first, second), kept in pairs.items():
        row, column = sorted((place[first], place[second]), reverse=True)
        opacity = 0.06 + 0.94 * min(1.0, (1 - kept) * 5)
        tip = f"{escape(first)} x {escape(second)}: {kept:.3f}"
        cells.append(
            f'<rect class="heat" x="{column * cell}" y="{row * cell}" width="{cell - 1}" height="{cell - 1}" '
            f'fill-opacity="{opacity:.2f}"><title>{tip}</title></rect>'
        )
    labels = "".join(
        f'<text x="{i * cell + 4}" y="{i * cell + cell * 0.75:.0f}">{escape(name[:24])}</text>'
        for i, name in enumerate(names)
        if cell >= 10
    )
    head = f'<svg class="map" style="max-width:{side + 140}px" viewBox="0 0 {side + 140} {side}" role="img">'
    return f"{head}<title>pair trends</title>{''.join(cells)}{labels}</svg>"
