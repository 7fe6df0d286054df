from __future__ import annotations

import numpy as np

from benchmarks.truth.probes.fraud.money import balances, first_digits, price_endings, tickets_by_category, whole_cents
from tests.benchmarks.truth.tables import verdict


def test_whole_cents() -> None:
    assert verdict(whole_cents, {"amount": [19.99, 1234.5, 0.07]}) == "pass"
    assert verdict(whole_cents, {"amount": [19.99, 101.45654280941062]}) == "fail"


def test_price_endings() -> None:
    assert verdict(price_endings, {"amount": [9.99, 4.37, 12.00, 3.21, 8.95, 1.18]}) == "pass"
    assert verdict(price_endings, {"amount": [i / 100 for i in range(100, 1100)]}) == "fail"


def test_first_digits() -> None:
    assert verdict(first_digits, {"amount": 10 ** np.linspace(0, 3, 5000, endpoint=False)}, rows=5000) == "pass"
    assert verdict(first_digits, {"amount": np.linspace(1, 1000, 5000)}, rows=5000) == "fail"


def test_tickets_by_category() -> None:
    assert verdict(tickets_by_category, {"category": ["travel", "coffee"], "amount": [300.0, 4.0]}) == "pass"
    assert verdict(tickets_by_category, {"category": ["travel", "coffee"], "amount": [41.0, 40.0]}) == "fail"


def test_balances() -> None:
    due = {"opening": 100.0, "deposits": 50.0, "withdrawals": 30.0, "fees": 5.0}
    assert verdict(balances, {**due, "closing": 115.0}) == "pass"
    assert verdict(balances, {**due, "closing": 102.0}) == "fail"
