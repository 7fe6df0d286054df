from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import nonesuch
from nonesuch.generators.text.grammar import load_grammar
from nonesuch.generators.text.outline import trace

WORDS = Path(__file__).parents[2] / "domains" / "customer_service" / "text"


@pytest.fixture(scope="module", params=["en_US", "zh_CN"])
def data(request: pytest.FixtureRequest) -> nonesuch.Dataset:
    return nonesuch.generate("customer_service", customers=250, seed=4, locale=request.param)


def spoken(data: nonesuch.Dataset) -> pl.DataFrame:
    """One row a span: what was said, and the row of its ticket."""
    messages = data.polars("messages").select("message_id", "ticket_id", "text", "spans")
    spans = messages.explode("spans").drop_nulls("spans").unnest("spans")
    said = pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    tickets = data.polars("tickets").select("ticket_id", "order_id", "customer_id", "product_id")
    return spans.with_columns(said=said).join(tickets, on="ticket_id")


@pytest.mark.parametrize("locale", ["en_US", "zh_CN"])
def test_every_symbol_is_reached(locale: str) -> None:
    grammar = load_grammar(WORDS / locale)
    assert "issue" in trace(grammar, "act_state_problem").order


def test_every_message_says_something_and_no_slot_is_left(data: nonesuch.Dataset) -> None:
    texts = data.polars("messages")["text"]
    assert texts.str.len_chars().min() > 0  # type: ignore[operator]
    assert texts.str.contains(r"[{}<>~|\[\]]|  ").sum() == 0


@pytest.mark.parametrize(
    ("slot", "table", "key", "column"),
    [
        ("order_number", "orders", "order_id", "order_number"),
        ("tracking_number", "orders", "order_id", "tracking_number"),
        ("email", "customers", "customer_id", "email"),
        ("product", "products", "product_id", "name"),
    ],
)
def test_texts_say_what_the_records_hold(data: nonesuch.Dataset, slot: str, table: str, key: str, column: str) -> None:
    facts = data.polars(table).select(key, pl.col(column).alias("fact"))
    held = spoken(data).filter(pl.col("slot") == slot).join(facts, on=key)
    assert held.height > 0
    assert held.filter(pl.col("said") != pl.col("fact")).is_empty()


def test_a_second_language_tells_of_the_same_dialogues() -> None:
    english, chinese = (
        nonesuch.generate("customer_service", customers=60, seed=4, locale=locale) for locale in ("en_US", "zh_CN")
    )
    same = ["ticket_id", "turn", "act", "role"]
    assert english.polars("messages").select(same).equals(chinese.polars("messages").select(same))
    numbers = spoken(english).filter(slot="order_number")["said"].unique().to_list()
    assert set(spoken(chinese).filter(slot="order_number")["said"]) & set(numbers)
    texts = chinese.polars("messages")["text"]
    assert texts.str.contains(r"[\u4e00-\u9fff]").mean() > 0.9  # type: ignore[operator]
