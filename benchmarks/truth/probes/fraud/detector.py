"""A fraud detector of a few lines: naive Bayes over binned features, taught on half of the payers, tried on others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.measures import area_under_curve, haversine_km

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FEATURES", "detection", "with_features"]

FEATURES = ("amount", "amount_ratio", "hour", "weekday", "gap", "next_gap", "km", "category", "channel", "kind")
_NUMBERS = ("amount", "amount_ratio", "gap", "next_gap", "km")
_LEAST_FRAUDS = 50
_PLACES = ("home_latitude", "home_longitude", "shop_latitude", "shop_longitude")


def with_features(payments: pl.DataFrame) -> pl.DataFrame:
    """Add what a detector would look at, as far as the data have it, every feature in classes.

    Args:
        payments: Payments in the probes' words.

    Returns:
        Columns ``payer``, ``is_fraud`` and those of `FEATURES` that can be made, each as text.
    """
    frame = payments.with_columns(amount_ratio=pl.col("amount") / pl.median("amount").over("payer"))
    if "at" in frame.columns:
        frame = frame.sort("payer", "at").with_columns(
            hour=pl.col("at").dt.hour(),
            weekday=pl.col("at").dt.weekday(),
            gap=pl.col("at").diff().over("payer").dt.total_seconds(),
        )
        frame = frame.with_columns(next_gap=pl.col("gap").shift(-1).over("payer"))
    if "distance_km" in frame.columns:
        frame = frame.with_columns(km=pl.col("distance_km"))
    elif set(_PLACES) <= set(frame.columns):
        frame = frame.with_columns(km=haversine_km(*_PLACES))
    made = [name for name in FEATURES if name in frame.columns]
    return frame.select("payer", "is_fraud", *(_classes(name) for name in made))


def _classes(name: str) -> pl.Expr:
    if name in _NUMBERS:
        return (
            (pl.col(name).rank("average") / pl.col(name).count() * 20)
            .ceil()
            .cast(pl.String)
            .fill_null("none")
            .alias(name)
        )
    return pl.col(name).cast(pl.String).fill_null("none").alias(name)


def detection(frame: pl.DataFrame, features: Sequence[str]) -> float | None:
    """Teach the detector on one half of the payers and try it on the other.

    Args:
        frame: As `with_features` gives it.
        features: Features to use.

    Returns:
        Area under the ROC curve on the second half; None with fewer than 50 frauds in a half.
    """
    second = pl.col("payer").rank("dense") % 2 == 1
    taught, tried = frame.filter(~second), frame.filter(second)
    if min(int(half["is_fraud"].sum()) for half in (taught, tried)) < _LEAST_FRAUDS:
        return None
    score = pl.sum_horizontal(pl.col(f"{name}_score").fill_null(0.0) for name in features)
    for name in features:
        tried = tried.join(_evidence(taught, name), on=name, how="left")
    return area_under_curve(tried.select(score=score)["score"], tried["is_fraud"])


def _evidence(taught: pl.DataFrame, name: str) -> pl.DataFrame:
    """Log odds that each class of a feature adds, with a half added to each count."""
    counts = taught.group_by(name).agg(fraud=pl.sum("is_fraud").cast(pl.Float64), all=pl.len().cast(pl.Float64))
    fraud, honest = pl.col("fraud") + 0.5, pl.col("all") - pl.col("fraud") + 0.5
    return counts.select(name, ((fraud / fraud.sum()) / (honest / honest.sum())).log().alias(f"{name}_score"))
