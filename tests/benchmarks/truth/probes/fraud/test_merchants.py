from __future__ import annotations

from benchmarks.truth.probes.fraud.merchants import (
    interest_from_shops,
    one_trade,
    popular_shops,
    real_companies,
    shells_fuel,
)
from tests.benchmarks.truth.tables import verdict


def test_one_trade() -> None:
    shops = ["Jones Market", "Beck Shop"]
    assert verdict(one_trade, {"merchant_name": shops, "category": ["grocery", "retail"]}) == "pass"
    assert verdict(one_trade, {"merchant_name": shops, "category": ["grocery", "retail", "fuel"]}) == "fail"


def test_shells_fuel() -> None:
    names = {"merchant_name": ["Shell", "Kroger", "Corner Shop"]}
    assert verdict(shells_fuel, {**names, "category": ["Gas & Fuel", "Groceries", "Anything"]}) == "pass"
    assert verdict(shells_fuel, {**names, "category": ["Groceries", "Fuel", "Anything"]}) == "fail"


def test_real_companies() -> None:
    assert verdict(real_companies, {"merchant_name": ["Jones Market", "Shells by the Sea"]}) == "pass"
    assert verdict(real_companies, {"merchant_name": ["Jones Market", "Starbucks"]}) == "fail"


def test_interest_from_shops() -> None:
    kinds = {"kind": ["Deposit", "Purchase", "Interest"]}
    assert verdict(interest_from_shops, {**kinds, "names_shop": [False, True, False]}) == "pass"
    assert verdict(interest_from_shops, {**kinds, "names_shop": [False, True, True]}) == "fail"


def test_popular_shops() -> None:
    few = [str(shop) for shop in range(40) for _ in range(1000 // (shop + 1))]
    assert verdict(popular_shops, {"merchant": few}, rows=len(few)) == "pass"
    assert verdict(popular_shops, {"merchant": [str(shop) for shop in range(40)]}) == "fail"
