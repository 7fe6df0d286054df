"""A table of payments with defects of known number."""

from __future__ import annotations

import numpy as np
import polars as pl

CATEGORIES = ["grocery", "gas", "dining", "online", "travel", "health"]
STATUSES = ["posted", "pending", "declined"]
DAY = 86_400_000_000
RULES = (
    "key", "merchant", "amount_low", "amount_high", "currency", "status", "email", "score", "fee", "posted",
    "category", "declined", "order",
)  # fmt: skip
"""What is broken, each in its own rows; the bounds of the amount count as one rule, and so do those of the score."""


def make(rows: int, share: float = 0.0005) -> dict[str, pl.DataFrame]:
    """Payments in the order of customer and time, and the merchants that they point to."""
    rng = np.random.Generator(np.random.Philox(7))
    merchants = pl.DataFrame(
        {
            "merchant_id": np.arange(1, 2001),
            "category": pl.Series(rng.integers(0, 6, 2000).astype(np.uint8)).cat.to(pl.Enum(CATEGORIES)),
        }
    )
    merchant = rng.integers(1, 2001, rows)
    customer = np.sort(rng.integers(1, rows // 40 + 2, rows))
    made = 1_700_000_000_000_000 + np.arange(rows) * 1_000_000
    status = rng.choice(3, rows, p=[0.9, 0.07, 0.03]).astype(np.uint8)
    amount = np.round(np.exp(rng.normal(3.5, 1.0, rows)).clip(0.5, 9000), 2)
    columns = {
        "payment_id": np.arange(1, rows + 1),
        "customer_id": customer,
        "merchant_id": merchant,
        "made_at": made,
        "posted_at": made + rng.integers(0, 4 * DAY, rows),
        "amount": amount,
        "fee": np.where(status == 2, 0.0, np.round(amount * 0.02, 2)),
        "currency": np.array(["USD", "EUR", "GBP"])[rng.choice(3, rows, p=[0.9, 0.07, 0.03])],
        "status": status,
        "category": merchants["category"].to_physical().to_numpy()[merchant - 1],
        "email": None,
        "score": rng.random(rows),
    }
    _break(columns, rng.permutation(rows)[: len(RULES) * int(rows * share)].reshape(len(RULES), -1))
    frame = pl.DataFrame({name: values for name, values in columns.items() if name != "email"})
    wrong_mail = np.zeros(rows, dtype=bool)
    wrong_mail[columns["email"]] = True
    domain = pl.when(pl.Series(wrong_mail)).then(pl.lit("@gmail.com")).otherwise(pl.lit("@example.com"))
    payments = frame.with_columns(
        pl.col("made_at", "posted_at").cast(pl.Datetime("us")),
        pl.col("status").cat.to(pl.Enum([*STATUSES, "lost"])),
        pl.col("category").cat.to(pl.Enum(CATEGORIES)),
        email=pl.lit("user") + pl.col("customer_id").cast(pl.String) + domain,
    )
    return {"merchants": merchants, "payments": payments}


def _break(columns: dict[str, np.ndarray], rows: np.ndarray) -> None:
    at = dict(zip(RULES, rows, strict=True))
    columns["payment_id"][at["key"]] = 1
    columns["merchant_id"][at["merchant"]] = 9999
    columns["amount"][at["amount_low"]], columns["fee"][at["amount_low"]] = 0.0, 0.0
    columns["amount"][at["amount_high"]] = 20_000
    columns["currency"][at["currency"]] = "usd"
    columns["status"][at["status"]] = 3
    columns["email"] = at["email"]
    columns["score"][at["score"]] = 1.5
    columns["fee"][at["fee"]] = columns["amount"][at["fee"]] + 1
    columns["posted_at"][at["posted"]] = columns["made_at"][at["posted"]] - DAY
    columns["category"][at["category"]] = (columns["category"][at["category"]] + 1) % 6
    columns["status"][at["declined"]], columns["fee"][at["declined"]] = 2, 0.01
    columns["made_at"][at["order"]] -= 3_600_000_000
    columns["posted_at"][at["order"]] = columns["made_at"][at["order"]]
