"""Do people pay where they are?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_most, between, exactly
from benchmarks.truth.measures import haversine_km, number, share
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = ["PROBES", "impossible_speed", "near_home", "remote_payments", "written_distance"]

_HOME = ("home_latitude", "home_longitude", "shop_latitude", "shop_longitude")
_FASTEST_KMH = 900


@probe(
    claim="a distance is the distance of its two places",
    band=exactly(0),
    unit="% are off by more than half a kilometre",
    source="by definition: great circle between home and shop",
    needs={"payments": ("distance_km", *_HOME)},
)
def written_distance(payments: pl.DataFrame) -> Figure:
    return share(payments, (pl.col("distance_km") - haversine_km(*_HOME)).abs() > 0.5)


@probe(
    claim="people shop near home",
    band=at_most(50),
    unit="km from home, median of honest payments in shops",
    source="US household travel survey: a trip to the shops has a median of a few miles",
    needs={"payments": ("is_present", "is_fraud", *_HOME)},
)
def near_home(payments: pl.DataFrame) -> Figure:
    honest = payments.filter(pl.col("is_present") & ~pl.col("is_fraud"))
    return number(honest, haversine_km(*_HOME).median())


@probe(
    claim="no card is in two places at once",
    band=at_most(0.1),
    unit="% of honest payments in shops need more than 900 km/h since the last",
    source="speed of an airliner; shops less than 50 km apart are left out",
    needs={"payments": ("payer", "at", "is_present", "is_fraud", "shop_latitude", "shop_longitude")},
    least=1000,
)
def impossible_speed(payments: pl.DataFrame) -> Figure:
    here = payments.filter(pl.col("is_present") & ~pl.col("is_fraud")).sort("payer", "at")
    before = here.select(
        "payer", pl.col("at", "shop_latitude", "shop_longitude").shift().over("payer").name.prefix("last_")
    )
    steps = pl.concat([here.drop("payer"), before], how="horizontal").drop_nulls("last_at")
    hours = (pl.col("at") - pl.col("last_at")).dt.total_seconds() / 3600
    km = haversine_km("last_shop_latitude", "last_shop_longitude", "shop_latitude", "shop_longitude")
    return share(steps, (km > 50) & (km > _FASTEST_KMH * hours))


@probe(
    claim="a good part of payments is made from afar",
    band=between(10, 50),
    unit="% of honest payments are made without the card",
    source="US 2019: about 28 % (Fed Payments Study); credit unions 2020: 28 % of debit, 41 % of credit",
    needs={"payments": ("is_present", "is_fraud")},
    least=1000,
)
def remote_payments(payments: pl.DataFrame) -> Figure:
    return share(payments.filter(~pl.col("is_fraud")), ~pl.col("is_present"))


PROBES = (written_distance, near_home, impossible_speed, remote_payments)
