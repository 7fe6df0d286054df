"""Does a shop sell what it sells, do a few shops have most of the custom, and is none of them a real company?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_least, between, exactly
from benchmarks.truth.measures import gini, share
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = ["PROBES", "interest_from_shops", "one_trade", "popular_shops", "real_companies", "shells_fuel"]

# Companies known to everybody, each with words of its trade, for generators that name them.
_COMPANIES = {
    "amazon": "online|retail|shopping|electronics|stream|subscription",
    "best buy": "electronic|retail|shopping|online",
    "comcast": "util|internet|cable|phone|telecom|stream|bill",
    "costco": "grocer|retail|shopping|fuel|gas|warehouse|wholesale",
    "home depot": "home|hardware|improvement|retail|shopping",
    "kroger": "grocer|food|supermarket",
    "mcdonald's": "food|dining|restaurant",
    "netflix": "stream|entertain|subscription|media",
    "nordstrom": "cloth|apparel|retail|shopping|fashion|department",
    "safeway": "grocer|food|supermarket",
    "shell": "fuel|gas|petrol|auto|transport",
    "spotify": "stream|entertain|subscription|media|music",
    "starbucks": "food|dining|restaurant|coffee|cafe",
    "target": "retail|shopping|grocer|department",
    "uber": "transport|ride|taxi|travel|food",
    "walgreens": "pharma|health|drug|medic",
    "walmart": "retail|shopping|grocer|department",
    "whole foods": "grocer|food|supermarket",
}


@probe(
    claim="a shop has one trade",
    band=at_least(95),
    unit="% of payments are in the usual category of the shop's name",
    source="card schemes give a merchant its category code (ISO 18245)",
    needs={"payments": ("merchant_name", "category")},
    least=1000,
)
def one_trade(payments: pl.DataFrame) -> Figure:
    counts = payments.group_by("merchant_name", "category").len().filter(pl.sum("len").over("merchant_name") >= 20)
    usual = counts.group_by("merchant_name").agg(pl.max("len"))
    return 100.0 * int(usual["len"].sum()) / int(counts["len"].sum()) if counts.height else None


@probe(
    claim="a company that everybody knows sells what it is known for",
    band=at_least(95),
    unit="% of its payments",
    source="18 companies and the words of their trades, in the probe",
    needs={"payments": ("merchant_name", "category")},
    least=1000,
)
def shells_fuel(payments: pl.DataFrame) -> Figure:
    trades = pl.DataFrame({"name": list(_COMPANIES), "trade": list(_COMPANIES.values())})
    known = payments.select(name=pl.col("merchant_name").str.to_lowercase(), sold=pl.col("category").str.to_lowercase())
    known = known.join(trades, on="name")
    return share(known, pl.col("sold").str.contains(pl.col("trade"))) if known.height >= 30 else None


@probe(
    claim="no real company stands beside made-up frauds",
    band=exactly(0),
    unit="% of payments name one of 18 known companies",
    source="assumed: a made-up fraud should slander nobody",
    needs={"payments": ("merchant_name",)},
    least=1000,
)
def real_companies(payments: pl.DataFrame) -> Figure:
    return share(payments, pl.col("merchant_name").str.to_lowercase().is_in(list(_COMPANIES)))


@probe(
    claim="deposits and interest come from no shop",
    band=exactly(0),
    unit="% of deposits, payrolls and interest name one",
    source="by definition",
    needs={"payments": ("kind", "names_shop")},
)
def interest_from_shops(payments: pl.DataFrame) -> Figure:
    income = pl.col("kind").str.to_lowercase().str.contains("deposit|interest|payroll")
    return share(payments.filter(income), pl.col("names_shop"))


@probe(
    claim="a few shops have most of the custom",
    band=between(0.5, 0.95),
    unit="Gini of payments a shop",
    source="assumed from heavy tails of firm size (Axtell 2001); equal shops give 0.1 to 0.2",
    needs={"payments": ("merchant",)},
    least=1000,
)
def popular_shops(payments: pl.DataFrame) -> Figure:
    return gini(payments.group_by("merchant").len()["len"])


PROBES = (one_trade, shells_fuel, real_companies, interest_from_shops, popular_shops)
