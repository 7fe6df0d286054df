"""The same 12 rules, each way: to counts per rule and the failing rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

Frames = dict[str, pl.DataFrame]
Counts = dict[str, int]
HERE = Path(__file__).parent


def nonesuch(frames: Frames) -> Counts:
    from nonesuch.validators import Checker, load_contracts, load_rules  # noqa: PLC0415 - each method has its own environment

    checker = Checker(
        load_contracts(HERE / "schemas"), load_rules(HERE / "rules.toml"), reference_date=date(2026, 1, 1)
    )
    verdict = checker.check(frames)
    assert verdict.violations.height
    found = {
        result.rule.removeprefix("payments."): result.violations for result in verdict.results if result.violations
    }
    return {name.replace("_id.", "."): count for name, count in found.items()}


def polars_by_hand(frames: Frames) -> Counts:
    """One lazy pass by somebody who knows that the rows stand in the order of customer and time."""
    amount, fee, made = pl.col("amount"), pl.col("fee"), pl.col("made_at")
    masks = {
        "key": ~pl.col("payment_id").is_first_distinct(),
        "merchant.references": pl.col("known").is_null(),
        "amount.minimum": amount < 0.01,
        "amount.maximum": amount > 10_000,
        "currency.pattern": ~pl.col("currency").str.contains("^[A-Z]{3}$"),
        "status.enum": ~pl.col("status").is_in(["posted", "pending", "declined"]),
        "email.pattern": ~pl.col("email").str.contains(r"^[a-z0-9]+@example\.(com|org|net)$"),
        "score.minimum": pl.col("score") < 0,
        "score.maximum": pl.col("score") > 1,
        "fee_below_amount": fee > amount,
        "posted_within_days": ~pl.col("posted_at").is_between(made, made + pl.duration(days=5)),
        "category_of_merchant": pl.col("category") != pl.col("known"),
        "no_fee_if_declined": (pl.col("status") == "declined") & (fee != 0),
        "in_order": (pl.col("customer_id") == pl.col("customer_id").shift(1)) & (made < made.shift(1)),
    }
    merchants = frames["merchants"].lazy().rename({"category": "known"})
    joined = frames["payments"].lazy().join(merchants, on="merchant_id", how="left", maintain_order="left")
    found = joined.select(**masks).collect()
    return _counted(frames, found)


def polars_by_window(frames: Frames) -> Counts:
    """As above, but without relying on the order of the rows: a window over the customers."""
    before = pl.col("made_at").shift(1).over("customer_id")
    return _counted(frames, frames["payments"].lazy().select(in_order=pl.col("made_at") < before).collect())


def pandera(frames: Frames) -> Counts:
    import pandera.polars as pa  # noqa: PLC0415 - each method has its own environment

    known = frames["payments"].join(
        frames["merchants"].rename({"category": "known"}), on="merchant_id", how="left", maintain_order="left"
    )
    amount, fee, made = pl.col("amount"), pl.col("fee"), pl.col("made_at")

    def row(name: str, good: pl.Expr) -> pa.Check:
        return pa.Check(lambda data: data.lazyframe.select(good), name=name)

    same = pl.col("customer_id") == pl.col("customer_id").shift(1)
    schema = pa.DataFrameSchema(
        {
            "payment_id": pa.Column(pl.Int64, unique=True),
            "known": pa.Column(nullable=False),
            "amount": pa.Column(pl.Float64, pa.Check.in_range(0.01, 10_000)),
            "currency": pa.Column(pl.String, pa.Check.str_matches("^[A-Z]{3}$")),
            "status": pa.Column(checks=pa.Check.isin(["posted", "pending", "declined"])),
            "email": pa.Column(pl.String, pa.Check.str_matches(r"^[a-z0-9]+@example\.(com|org|net)$")),
            "score": pa.Column(pl.Float64, pa.Check.in_range(0, 1)),
        },
        checks=[
            row("fee_below_amount", fee <= amount),
            row("posted_within_days", pl.col("posted_at").is_between(made, made + pl.duration(days=5))),
            row("category_of_merchant", pl.col("category") == pl.col("known")),
            row("no_fee_if_declined", (pl.col("status") != "declined") | (fee == 0)),
            row("in_order", ~same.fill_null(value=False) | (made >= made.shift(1))),
        ],
    )
    try:
        schema.validate(known, lazy=True)
    except pa.errors.SchemaErrors as problem:
        cases = problem.failure_cases
        return dict(cases.group_by("check").len().rows())
    return {}


def _counted(frames: Frames, found: pl.DataFrame) -> Counts:
    counts = {}
    for name in found.columns:
        rows = found[name].arg_true()
        if len(rows):
            counts[name] = len(rows)
            assert frames["payments"][rows.head(100)].height
    return counts


METHODS: dict[str, Callable[[Frames], Counts]] = {
    "nonesuch": nonesuch,
    "pandera": pandera,
    "polars_by_hand": polars_by_hand,
    "polars_by_window": polars_by_window,
}
