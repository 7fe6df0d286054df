"""Small pictures of columns: how their values are spread."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.bars import bars
from nonesuch.plural import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["column_picture"]

_BARS = 24
_WORDS = 12


def column_picture(values: pl.Series) -> tuple[str, str]:
    """Draw how a column is spread.

    Args:
        values: Shape (n,).

    Returns:
        A remark (the median, the range, the number of different values), and an SVG element.

    Example:
        >>> column_picture(pl.Series("age", [30, 40, 41]))[0]
        'median 40'
    """
    known = values.drop_nulls()
    missing = f", {values.null_count() / len(values):.0%} missing" if values.null_count() else ""
    if not len(known):
        return "nothing", _bars(values.name, ["missing"], [len(values)])
    dtype = known.dtype
    if dtype == pl.Boolean or isinstance(dtype, pl.Enum | pl.Categorical):
        return _words(known.cast(pl.String), missing)
    if dtype == pl.String:
        if known.n_unique() <= _WORDS:
            return _words(known, missing)
        lengths = known.str.len_chars()
        note = f"{lengths.to_numpy().min()} to {lengths.to_numpy().max()} characters{missing}"
        return note, _bars(values.name, *_histogram(lengths.cast(pl.Float64).to_numpy(), "{:.0f}"))
    if dtype.is_temporal():
        physical = known.to_physical().cast(pl.Float64).to_numpy()
        names, counts = _histogram(physical, None)
        spelled = [_spell(name, dtype) for name in names]
        return f"{spelled[0][:10]} to {spelled[-1][:10]}{missing}", _bars(values.name, spelled, counts)
    number = known.cast(pl.Float64).to_numpy()
    return f"median {np.median(number):,.4g}{missing}", _bars(values.name, *_histogram(number, "{:,.4g}"))


def _words(known: pl.Series, missing: str) -> tuple[str, str]:
    counts = known.value_counts(sort=True)
    names, numbers = counts[known.name].to_list(), counts["count"].to_list()
    if len(names) > _WORDS:
        names, numbers = [*names[: _WORDS - 1], "all others"], [*numbers[: _WORDS - 1], sum(numbers[_WORDS - 1 :])]
    return f"{counted(counts.height, 'word')}{missing}", _bars(known.name, names, numbers)


def _histogram(number: np.ndarray, form: str | None) -> tuple[list[str], list[int]]:
    low, high = (float(end) for end in np.quantile(number, [0.005, 0.995]))
    edges = np.linspace(low, high if high > low else low + 1, _BARS + 1)
    counts = np.histogram(np.clip(number, edges[0], edges[-1]), edges)[0]
    spell = (lambda edge: repr(float(edge))) if form is None else form.format
    names = [f"{spell(left)} to {spell(right)}" if form else spell(left) for left, right in pairwise(edges)]
    return names, counts.tolist()


def _spell(name: str, dtype: pl.DataType) -> str:
    moment = pl.Series([round(float(name))], dtype=pl.Int64).cast(dtype)[0]
    return str(moment)[:8] if dtype == pl.Time else str(moment)[:16]


def _bars(title: str, names: Sequence[str], counts: Sequence[int]) -> str:
    total = max(sum(counts), 1)
    return bars(title, names, {"twin": [count / total for count in counts]})
