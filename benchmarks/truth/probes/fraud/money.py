"""Are amounts amounts of money: in cents, priced by people, and do the books balance?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_least, at_most, between, exactly
from benchmarks.truth.measures import number, share
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = ["PROBES", "balances", "first_digits", "price_endings", "tickets_by_category", "whole_cents"]


@probe(
    claim="an amount is a whole number of cents",
    band=exactly(0),
    unit="% of amounts have more than two decimals",
    source="ISO 4217: two decimals for USD, EUR, GBP, BRL",
    needs={"payments": ("amount",)},
)
def whole_cents(payments: pl.DataFrame) -> Figure:
    cents = pl.col("amount") * 100
    return share(payments, (cents - cents.round()).abs() > 1e-4)


@probe(
    claim="prices end in .00, .95 and .99 more often than by chance",
    band=at_least(6),
    unit="% of amounts (3 by chance)",
    source="Schindler, Kirby 1997: 27 % of advertised prices end in 0, 31 % in 9; twice chance is little to ask",
    needs={"payments": ("amount",)},
    least=1000,
)
def price_endings(payments: pl.DataFrame) -> Figure:
    cents = (pl.col("amount") * 100).round().cast(pl.Int64) % 100
    return share(payments, cents.is_in([0, 95, 99]))


@probe(
    claim="first digits follow Benford's law roughly",
    band=at_most(0.015),
    unit="mean absolute deviation",
    source="Nigrini 2012: above 0.015 is nonconformity",
    needs={"payments": ("amount",)},
    least=1000,
)
def first_digits(payments: pl.DataFrame) -> Figure:
    scale = 10.0 ** pl.col("amount").log10().floor()
    digits = payments.filter(pl.col("amount") >= 0.01).select((pl.col("amount") / scale + 1e-9).cast(pl.Int64))[
        "amount"
    ]
    seen = dict(digits.value_counts(normalize=True).iter_rows())
    return sum(abs(seen.get(digit, 0.0) - math.log10(1 + 1 / digit)) for digit in range(1, 10)) / 9


@probe(
    claim="a journey costs more than a coffee",
    band=between(2, 200),
    unit="times the cheapest category's median is the dearest's",
    source="recalled: the median of fast food lies near 11 USD, of groceries near 32, of travel above 100",
    needs={"payments": ("amount", "category")},
    least=1000,
)
def tickets_by_category(payments: pl.DataFrame) -> Figure:
    tickets = payments.group_by("category").agg(pl.median("amount"), n=pl.len()).filter(pl.col("n") >= 50)
    return number(tickets, pl.max("amount") / pl.min("amount")) if tickets.height > 1 else None


@probe(
    claim="a statement adds up",
    band=at_most(1),
    unit="% are off by more than 1",
    source="by definition: closing = opening + deposits - withdrawals - fees",
    needs={"statements": ("opening", "deposits", "withdrawals", "fees", "closing")},
)
def balances(statements: pl.DataFrame) -> Figure:
    due = pl.col("opening") + pl.col("deposits") - pl.col("withdrawals") - pl.col("fees")
    return share(statements, (due - pl.col("closing")).abs() > 1)


PROBES = (whole_cents, price_endings, first_digits, tickets_by_category, balances)
