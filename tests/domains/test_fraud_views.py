"""What the sets `train` and `test` say of a card's past, computed again by pandas from the tables alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import nonesuch as ns

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS = [
    "payments_before", "seconds_since_previous", "payments_last_hour", "payments_last_day", "usual_amount",
    "amount_ratio", "first_at_merchant", "km_from_last_shop", "kmh_from_last_shop",
]  # fmt: skip


@pytest.fixture(scope="module")
def data() -> ns.Dataset:
    return ns.generate("fraud", seed=5, customers=360, views=["train", "test"], check=False)


@pytest.fixture(scope="module")
def payments(data: ns.Dataset) -> pd.DataFrame:
    shops = data["merchants"].set_index("merchant_id")[["presence", "latitude", "longitude"]]
    return data["transactions"].join(shops, on="merchant_id").sort_values(["card_id", "occurred_at"], ignore_index=True)


def way(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Great circle in kilometres from the last shop, on a sphere of radius 6371.0088 km."""
    lat, lon, last_lat, last_lon = (
        np.radians(frame[name].to_numpy()) for name in ("latitude", "longitude", "last_latitude", "last_longitude")
    )
    half = np.sin((lat - last_lat) / 2) ** 2 + np.cos(lat) * np.cos(last_lat) * np.sin((lon - last_lon) / 2) ** 2
    return np.asarray(12742.0176 * np.arcsin(np.sqrt(half)))


def past(payments: pd.DataFrame) -> pd.DataFrame:
    """The columns, each by a way of its own."""
    by_card = payments.groupby("card_id", sort=True)
    rolled = payments.assign(one=1.0).set_index("occurred_at").groupby("card_id", sort=True)["one"]
    amount = payments["amount_minor"]
    before = by_card.cumcount()
    mean = (by_card["amount_minor"].cumsum() - amount) / before.where(before > 0)
    shops = payments[payments["presence"] == "physical"].copy()
    last = shops.groupby("card_id")[["latitude", "longitude", "occurred_at"]].shift().add_prefix("last_")
    shops = shops.join(last).dropna(subset=["last_latitude"])
    km = pd.Series(way(shops).round(1), index=shops.index)
    seconds = (shops["occurred_at"] - shops["last_occurred_at"]).dt.total_seconds()
    return pd.DataFrame(
        {
            "transaction_id": payments["transaction_id"],
            "payments_before": before,
            "seconds_since_previous": by_card["occurred_at"].diff().dt.total_seconds(),
            "payments_last_hour": rolled.rolling("3600s", closed="left").sum().fillna(0).to_numpy(),
            "payments_last_day": rolled.rolling("86400s", closed="left").sum().fillna(0).to_numpy(),
            "usual_amount": np.floor(mean + 0.5) / 100,
            "amount_ratio": (amount / mean).round(3),
            "first_at_merchant": ~payments.duplicated(["card_id", "merchant_id"]),
            "km_from_last_shop": km,
            "kmh_from_last_shop": (3600 * km / seconds).round(1),
        }
    ).set_index("transaction_id")


def assert_says(view: pd.DataFrame, expected: pd.DataFrame) -> None:
    found = view.set_index("transaction_id")[COLUMNS]
    for column in COLUMNS:
        left = found[column].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        right = expected.loc[found.index, column].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        assert np.array_equal(left, right, equal_nan=True), column


@pytest.mark.parametrize("view", ["train", "test"])
def test_pandas_computes_the_same_past(data: ns.Dataset, payments: pd.DataFrame, view: str) -> None:
    assert payments["card_id"].nunique() >= 500
    assert_says(data[view], past(payments))


def test_the_past_of_a_payment_is_the_same_without_the_future(data: ns.Dataset, payments: pd.DataFrame) -> None:
    train = data["train"]
    for cut in ("2025-08-15", "2025-10-01 12:00"):
        known = payments[payments["occurred_at"] < cut].reset_index(drop=True)
        assert_says(train[train["occurred_at"] < cut], past(known))


def test_train_and_test_are_a_week_apart_and_leave_nothing_else_out(data: ns.Dataset, payments: pd.DataFrame) -> None:
    between = payments["occurred_at"].between("2025-11-17", "2025-11-24", inclusive="left")
    assert len(data["train"]) + len(data["test"]) + between.sum() == len(payments)


def test_fraud_is_as_frequent_in_train_as_in_test_but_for_the_chance_of_campaigns() -> None:
    data = ns.generate("fraud", seed=2, customers=1500, views=["train", "test"], check=False)
    payments = data.polars("transactions")
    size = payments.filter("is_fraud").group_by("campaign_id").len()["len"].to_numpy().astype(float)
    shares, rows = zip(*((data[view]["is_fraud"].mean(), len(data[view])) for view in ("train", "test")), strict=True)
    assert min(rows) > 50_000
    frauds = float(payments["is_fraud"].to_numpy().mean())
    chance = (frauds * (size**2).sum() / size.sum() * sum(1 / n for n in rows)) ** 0.5
    assert abs(shares[0] - shares[1]) < 4 * chance
    assert chance < 0.001


def test_frauds_are_of_every_trade_and_channel(payments: pd.DataFrame) -> None:
    frauds = payments[payments["is_fraud"]]
    assert frauds["category"].value_counts(normalize=True).max() < 0.4
    assert frauds["category"].nunique() >= 10
    assert frauds["channel"].nunique() >= 5


def test_cash_comes_in_notes_of_twenty(payments: pd.DataFrame) -> None:
    cash = payments.loc[payments["category"] == "atm", "amount_minor"]
    assert len(cash) > 50
    assert (cash % 2000 == 0).all()
