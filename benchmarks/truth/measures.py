"""Measures of association, inequality and order that the probes share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "area_under_curve",
    "burstiness",
    "correlation",
    "cramers_v",
    "dispersion",
    "gini",
    "haversine_km",
    "intraclass_correlation",
    "mean_difference",
    "number",
    "odds_ratio",
    "ratio",
    "share",
    "two_groups",
]

_EARTH_KM = 6371.0088  # mean radius, IUGG 1980


def share(frame: pl.DataFrame, condition: pl.Expr) -> float | None:
    """Rows for which a condition holds, in percent; rows for which it is unknown are left out."""
    known = frame.select(condition.alias("holds")).to_series().drop_nulls()
    return None if known.is_empty() else 100.0 * int(known.sum()) / len(known)


def number(frame: pl.DataFrame, statistic: pl.Expr) -> float | None:
    """One statistic of a frame; None where it is undefined."""
    value = frame.select(statistic).item()
    return None if value is None else float(value)


def two_groups(
    frame: pl.DataFrame, statistic: pl.Expr, group: pl.Expr, *, least: int = 30
) -> tuple[float, float] | None:
    """A statistic where the group holds and where it does not; null groups are left out, small ones give None."""
    halves = frame.with_columns(in_group=group).drop_nulls("in_group").group_by("in_group")
    found = {
        bool(held): value
        for held, value, n in halves.agg(statistic.alias("value"), n=pl.len()).iter_rows()
        if n >= least
    }
    return (float(found[True]), float(found[False])) if len(found) == 2 else None


def mean_difference(frame: pl.DataFrame, column: str, group: pl.Expr, *, least: int = 30) -> float | None:
    """Mean of a column where the group holds, less the mean where it does not."""
    means = two_groups(frame, pl.mean(column), group, least=least)
    return None if means is None else means[0] - means[1]


def ratio(pair: tuple[float, float] | None) -> float | None:
    """The first over the second; None where there is no pair or the second is zero."""
    return None if pair is None or pair[1] == 0 else pair[0] / pair[1]


def correlation(frame: pl.DataFrame, one: str, other: str) -> float | None:
    """Pearson's correlation of two columns."""
    return number(frame, pl.corr(one, other))


def area_under_curve(score: pl.Series, label: pl.Series) -> float | None:
    """Chance that a labelled row scores above an unlabelled one, ties counting half (Mann, Whitney 1947)."""
    positives = int(label.sum())
    negatives = len(label) - positives
    if not positives or not negatives:
        return None
    ranks = float(score.rank("average").filter(label).sum())
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)


def gini(counts: pl.Series) -> float | None:
    """Gini's coefficient of inequality, 0 when all are alike."""
    values = np.sort(counts.to_numpy().astype(np.float64))
    total = float(values.sum())
    if len(values) < 2 or total == 0:
        return None
    place = np.arange(1, len(values) + 1)
    return float((2 * place - len(values) - 1) @ values / (len(values) * total))


def dispersion(counts: pl.Series) -> float | None:
    """Variance over mean: 1 for a Poisson count."""
    frame = counts.to_frame("n")
    return number(frame, pl.var("n") / pl.mean("n")) if counts.sum() else None


def burstiness(frame: pl.DataFrame, who: str, at: str, *, least: int = 20) -> float | None:
    """Median over actors of B = (sd - mean) / (sd + mean) of the gaps between events (Goh, Barabasi 2008).

    0 for a Poisson process, -1 for a clock, towards 1 for bursts. Actors with fewer gaps than ``least`` are left out.
    """
    gaps = frame.sort(at).select(who, gap=pl.col(at).diff().over(who).dt.total_seconds()).drop_nulls()
    spread, mean = pl.col("gap").std(), pl.col("gap").mean()
    actors = gaps.group_by(who).agg(b=(spread - mean) / (spread + mean), n=pl.len()).filter(pl.col("n") >= least)
    return None if actors.height < 30 else number(actors, pl.median("b"))


def cramers_v(frame: pl.DataFrame, one: str, other: str) -> float | None:
    """Cramer's V of two categories, corrected for chance (Bergsma 2013): 0 unrelated, 1 when one gives the other."""
    cells = frame.group_by(one, other).len("seen")
    rows, columns = cells[one].n_unique(), cells[other].n_unique()
    n = int(cells["seen"].sum())
    if min(rows, columns) < 2:
        return None
    expected = pl.sum("seen").over(one) * pl.sum("seen").over(other) / n
    phi2 = float(cells.select((pl.col("seen") ** 2 / expected).sum()).item()) / n - 1
    phi2 = max(0.0, phi2 - (rows - 1) * (columns - 1) / (n - 1))
    small = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1))
    return math.sqrt(phi2 / (small - 1))


def odds_ratio(frame: pl.DataFrame, one: str, other: str, strata: Sequence[str | pl.Expr]) -> float | None:
    """Odds ratio of two flags, pooled over strata (Mantel, Haenszel 1959)."""
    a, b = pl.col(one), pl.col(other)
    cells = frame.group_by(*strata).agg(
        n=pl.len(), both=(a & b).sum(), neither=(~a & ~b).sum(), first=(a & ~b).sum(), second=(~a & b).sum()
    )
    agree, differ = (
        float(cells.select((pl.col(x).cast(pl.Float64) * pl.col(y) / pl.col("n")).sum()).item())
        for x, y in (("both", "neither"), ("first", "second"))
    )
    return agree / differ if differ else None


def intraclass_correlation(frame: pl.DataFrame, who: str, value: str) -> float | None:
    """Share of a value's variance that lies between actors; one-way, from the first two values of each."""
    pairs = frame.group_by(who, maintain_order=True).agg(
        a=pl.col(value).get(0), b=pl.col(value).get(1, null_on_oob=True)
    )
    pairs = pairs.drop_nulls()
    if pairs.height < 100:
        return None
    both = pl.concat([pairs.select("a", "b"), pairs.select(a="b", b="a")])
    return correlation(both, "a", "b")


def haversine_km(latitude: str, longitude: str, other_latitude: str, other_longitude: str) -> pl.Expr:
    """Great-circle distance of two points given in degrees, in kilometres."""
    phi, psi = pl.col(latitude).radians(), pl.col(other_latitude).radians()
    turn = pl.col(other_longitude).radians() - pl.col(longitude).radians()
    chord = ((psi - phi) / 2).sin() ** 2 + phi.cos() * psi.cos() * (turn / 2).sin() ** 2
    return 2 * _EARTH_KM * chord.clip(0, 1).sqrt().arcsin()
