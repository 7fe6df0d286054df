from __future__ import annotations

from datetime import time

import polars as pl
import pytest

import nonesuch as ns


@pytest.mark.parametrize("seed", range(6))
def test_campaigns_are_moved_with_their_focus_to_where_there_is_room(seed: int) -> None:
    night = {"occurred_at": {"min": time(2), "max": time(2, 30)}, "is_fraud": True}
    data = ns.generate("fraud", seed=seed, transaction=60, given={"transactions": night}, check=False)
    payments, cards = data.polars("transactions"), data.polars("cards").select("card_id", "issued_on", "expires_on")
    gap = pl.col("occurred_at").diff().over("card_id").dt.total_seconds()
    assert payments.select((gap >= 300).all()).item()
    day = pl.col("occurred_at").dt.date()
    valid = payments.join(cards, on="card_id").select(
        ((day >= pl.col("issued_on")) & (day < pl.col("expires_on"))).all()
    )
    assert valid.item()
    focus = payments.filter(pl.col("is_fraud") & (pl.col("occurred_at").dt.hour() == 2))
    assert focus["card_id"].n_unique() >= 60
