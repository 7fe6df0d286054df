"""The four parts of a dialogue tell it in order, and the solution stands in one piece."""

from __future__ import annotations

import polars as pl

import nonesuch as ns


def test_the_solution_is_what_the_agent_says_after_the_customers_last_word_on_it() -> None:
    data = ns.generate("customer_service", customers=700, seed=7, views=["dialogue"], check=False)
    messages = data.polars("messages").with_columns(
        asked=(pl.col("role") == "customer").cum_sum().over("ticket_id"),
        solves=(pl.col("phase") == "solution") & (pl.col("role") == "agent"),
    )
    solving = messages.filter("solves")
    last = solving.filter(pl.col("asked") == pl.col("asked").max().over("ticket_id"))
    wanted = last.group_by("ticket_id").agg(pl.col("text").str.join(" "))
    shown = data.polars("dialogue").join(wanted, on="ticket_id", how="left")
    assert shown["solution"].equals(shown["text"], null_equal=True)
    assert shown["solution"].null_count() < shown.height / 2

    earlier = solving.join(last.select("message_id"), on="message_id", how="anti")
    told = earlier.join(data.polars("dialogue").select("ticket_id", "follow_up"), on="ticket_id")
    assert told.height > 5
    assert told.select(pl.col("follow_up").str.contains(pl.format("Agent: {}", "text"), literal=True).all()).item()
