"""Does everything happen within the life of the account, the card and the shop, and to the same customer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_most, exactly
from benchmarks.truth.measures import share
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = [
    "PROBES",
    "accounts_before_customers",
    "children_with_accounts",
    "loans_repaid_before_granted",
    "payments_at_unopened_shops",
    "payments_before_account",
    "payments_outside_card",
    "two_owners",
]


@probe(
    claim="nobody pays from an account that is not open yet",
    band=exactly(0),
    unit="% of payments",
    source="by definition",
    needs={"payments": ("day", "account_opened_at")},
)
def payments_before_account(payments: pl.DataFrame) -> Figure:
    return share(payments, pl.col("day") < pl.col("account_opened_at").dt.date())


@probe(
    claim="a card pays between its issue and its expiry",
    band=exactly(0),
    unit="% of card payments",
    source="by definition",
    needs={"payments": ("day", "card_issued_at", "card_expires_at")},
)
def payments_outside_card(payments: pl.DataFrame) -> Figure:
    issued, expires = (pl.col(name).dt.date() for name in ("card_issued_at", "card_expires_at"))
    return share(payments, ~pl.col("day").is_between(issued, expires))


@probe(
    claim="nobody pays at a shop before it opens",
    band=exactly(0),
    unit="% of payments",
    source="by definition",
    needs={"payments": ("day", "merchant_opened_at")},
)
def payments_at_unopened_shops(payments: pl.DataFrame) -> Figure:
    return share(payments, pl.col("day") < pl.col("merchant_opened_at").dt.date())


@probe(
    claim="an account belongs to somebody who is a customer already",
    band=exactly(0),
    unit="% of accounts",
    source="by definition",
    needs={"accounts": ("opened_at", "customer_since")},
)
def accounts_before_customers(accounts: pl.DataFrame) -> Figure:
    return share(accounts, pl.col("opened_at").dt.date() < pl.col("customer_since").dt.date())


@probe(
    claim="next to no customer of a bank is a small child",
    band=at_most(1),
    unit="% are under 13 when they come",
    source="assumed; banks offer cards in a child's own name from 13 to 16",
    needs={"customers": ("birth_date", "customer_since")},
)
def children_with_accounts(customers: pl.DataFrame) -> Figure:
    return share(customers, pl.col("birth_date").dt.offset_by("13y") > pl.col("customer_since").dt.date())


@probe(
    claim="two ways from a payment to its customer lead to the same one",
    band=exactly(0),
    unit="% lead to two",
    source="by definition: the card's owner owns the account it is booked on, and goes on the journey it is made on",
    needs={"payments": ("card_customer", "other_customer")},
)
def two_owners(payments: pl.DataFrame) -> Figure:
    return share(payments, pl.col("card_customer") != pl.col("other_customer"))


@probe(
    claim="nobody repays a loan that is not granted yet",
    band=exactly(0),
    unit="% of repayments",
    source="by definition",
    needs={"loan_payments": ("paid_at", "granted_at")},
)
def loans_repaid_before_granted(loan_payments: pl.DataFrame) -> Figure:
    return share(loan_payments, pl.col("paid_at").dt.date() < pl.col("granted_at").dt.date())


PROBES = (
    payments_before_account,
    payments_outside_card,
    payments_at_unopened_shops,
    accounts_before_customers,
    children_with_accounts,
    two_owners,
    loans_repaid_before_granted,
)
