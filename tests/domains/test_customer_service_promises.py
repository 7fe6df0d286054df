from __future__ import annotations

import polars as pl
import pytest

import nonesuch


def made(intent: str) -> nonesuch.Dataset:
    return nonesuch.generate("customer_service", dialogue=60, seed=6, given={"tickets": {"intent": intent}})


@pytest.fixture(scope="module")
def changed() -> nonesuch.Dataset:
    return made("delivery_change")


@pytest.fixture(scope="module")
def cancelled() -> nonesuch.Dataset:
    return made("cancel_order")


def told(data: nonesuch.Dataset, *acts: str) -> pl.DataFrame:
    """Messages of some acts, each with its ticket and order."""
    tickets = data.polars("tickets").select("ticket_id", "order_id")
    messages = data.polars("messages").filter(pl.col("act").is_in(acts))
    return messages.join(tickets, on="ticket_id").join(data.polars("orders"), on="order_id")


def test_the_whole_amount_of_a_cancelled_order_goes_back(cancelled: nonesuch.Dataset) -> None:
    orders = cancelled.polars("orders").filter(status="cancelled")
    refunds = orders.join(cancelled.polars("refunds"), on="order_id", how="left")
    assert orders.height > 0
    assert refunds["amount_minor"].to_list() == orders["paid_minor"].to_list()


def test_parcels_are_tracked_once_shipped(cancelled: nonesuch.Dataset) -> None:
    orders = cancelled.polars("orders")
    assert orders["tracking_number"].is_null().equals(orders["shipped_at"].is_null(), check_names=False)
    assert orders["tracking_number"].null_count() > 0


def test_an_address_is_changed_before_the_parcel_leaves(changed: nonesuch.Dataset) -> None:
    answers = told(changed, "change_address").drop_nulls("shipped_at")
    assert answers.height > 0
    assert (answers["shipped_at"] > answers["sent_at"]).all()


def test_a_parcel_comes_on_the_day_agreed_and_not_before(changed: nonesuch.Dataset) -> None:
    answers = told(changed, "change_date").drop_nulls("delivered_at")
    assert answers.height > 0
    assert (answers["delivered_at"] > answers["sent_at"]).all()
    assert (answers["delivered_at"].dt.date() > answers["promised_on"]).all()
    days = told(changed, "answer_date").drop_nulls("delivered_at")
    said = days.filter(pl.col("text").str.contains(pl.col("delivered_at").dt.strftime("%B %-d"), literal=True))
    assert said.height == days.height


def test_a_parcel_that_came_is_not_refused_as_on_its_way(cancelled: nonesuch.Dataset) -> None:
    answers = told(cancelled, "refuse_cancel").with_columns(came=pl.col("delivered_at") <= pl.col("sent_at"))
    assert answers["came"].any()
    delivered = answers["text"].str.contains("delivered on|been delivered|already arrived|arrived on")
    assert delivered.equals(answers["came"].fill_null(value=False), check_names=False)
