from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from benchmarks.truth.probes.fraud import labels
from tests.benchmarks.truth.tables import Columns, verdict

if TYPE_CHECKING:
    from benchmarks.truth.probe import Probe

_START = datetime(2025, 1, 1, 12)
_RARE = [i % 100 == 0 for i in range(10_000)]


def _marked(of_fraud: Any, of_rest: Any) -> list[Any]:
    return [of_fraud if fraud else of_rest for fraud in _RARE]


@pytest.mark.parametrize(
    ("probe", "good", "bad"),
    [
        (labels.rare_fraud, {"is_fraud": _RARE}, {"is_fraud": [True, False]}),
        (
            labels.rare_victims,
            {"payer": [str(i // 100 % 20) for i in range(10_000)], "is_fraud": [i % 2000 == 0 for i in range(10_000)]},
            {"payer": [str(i // 100 % 20) for i in range(10_000)], "is_fraud": _RARE},
        ),
        (labels.labels_a_payment, {"payment": [str(i) for i in range(60)]}, {"payment": [str(i) for i in range(59)]}),
        (
            labels.flags_before_payments,
            {"flagged_at": _START, "paid_at": _START - timedelta(hours=1)},
            {"flagged_at": _START, "paid_at": [_START, _START + timedelta(hours=1)]},
        ),
        (
            labels.amounts_of_fraud,
            {"is_fraud": _RARE, "amount": _marked(9.25, 22.0)},
            {"is_fraud": _RARE, "amount": _marked(640.0, 44.0)},
        ),
        (
            labels.fraud_without_card,
            {"is_fraud": _RARE, "amount": 10.0, "is_present": [i % 500 == 0 for i in range(10_000)]},
            {"is_fraud": _RARE, "amount": 10.0, "is_present": True},
        ),
        (
            labels.card_testing,
            {"is_fraud": _RARE, "amount": [1.0 if i % 1000 == 0 else 70.0 for i in range(10_000)]},
            {"is_fraud": _RARE, "amount": 70.0},
        ),
        (
            labels.frauds_in_bursts,
            {
                "payer": [str(i // 500) for i in range(10_000)],
                "at": [_START + timedelta(minutes=i) for i in range(10_000)],
                "is_fraud": _RARE,
            },
            {
                "payer": [str(i // 100) for i in range(10_000)],
                "at": [_START + timedelta(minutes=i) for i in range(10_000)],
                "is_fraud": _RARE,
            },
        ),
    ],
)
def test_labels(probe: Probe, good: Columns, bad: Columns) -> None:
    rows = 60 if probe.least < 60 else 10_000
    assert verdict(probe, good, rows) == "pass"
    assert verdict(probe, bad, rows) == "fail"


def _at(hours: list[int]) -> Columns:
    return {"is_fraud": _RARE, "at": [_START.replace(hour=hour) for hour in hours]}


def test_frauds_at_night() -> None:
    by_chance = [hour for hour in range(24) for _ in range(100)]
    assert verdict(labels.frauds_at_night, _at(_marked(2, 14)), 10_000) == "none", "nobody else pays at night"
    assert verdict(labels.frauds_at_night, _at(by_chance), 9600) == "fail"
    every_third = [2 if i % 300 == 0 or i % 8 == 1 else 14 for i in range(10_000)]
    assert verdict(labels.frauds_at_night, _at(every_third), 10_000) == "pass"


def _payments(telling: float) -> Columns:
    """20,000 payments of 200 payers; frauds are telling times dearer and at another channel that often."""
    rng = np.random.default_rng(1)
    fraud = rng.random(20_000) < 0.015
    online = rng.random(20_000) < np.where(fraud, 0.3 + 0.2 * min(telling, 2), 0.3)
    amount = np.round(np.exp(rng.normal(3.5, 1.0, 20_000) + np.where(fraud, telling, 0.0)), 2)
    return {
        "payer": [f"{i % 200:03d}" for i in range(20_000)],
        "amount": amount,
        "channel": np.where(online, "online", "chip"),
        "is_fraud": fraud,
    }


def test_fraud_that_differs_is_no_coin_and_a_coin_is_found_out() -> None:
    assert verdict(labels.no_coin, _payments(1.0), 20_000) == "pass"
    assert verdict(labels.no_coin, _payments(0.0), 20_000) == "fail"


def test_a_column_that_gives_fraud_away_is_found() -> None:
    assert verdict(labels.no_single_tell, _payments(1.0), 20_000) == "pass"
    assert verdict(labels.no_single_tell, _payments(5.0), 20_000) == "fail"


def _trades(at_one: float) -> Columns:
    """Frauds fall into one of five trades that often, and into the others like the rest."""
    payments, rng = _payments(1.0), np.random.default_rng(2)
    trades = rng.integers(5, size=20_000)
    trades[np.asarray(payments["is_fraud"]) & (rng.random(20_000) < at_one)] = 0
    return {**payments, "category": np.array(["fuel", "food", "net", "travel", "cash"])[trades]}


def test_a_trade_that_is_fraud_is_found() -> None:
    assert verdict(labels.many_trades, _trades(0.2), 20_000) == "pass"
    assert verdict(labels.many_trades, _trades(1.0), 20_000) == "fail"


def test_one_column_that_says_all_is_found() -> None:
    assert verdict(labels.columns_together, _trades(0.7), 20_000) == "pass"
    assert verdict(labels.columns_together, _payments(5.0), 20_000) == "fail"


def test_few_frauds_say_nothing() -> None:
    few = {**_payments(1.0), "is_fraud": [i % 1000 == 0 for i in range(20_000)]}
    assert verdict(labels.no_coin, few, 20_000) == "none"
