from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from nonesuch.errors import UsageError
from nonesuch.generators.synthesizers.constraints import Formula, Inequality, Offer
from nonesuch.twin import twin
from nonesuch.twin.keeping import impose_together

if TYPE_CHECKING:
    from pathlib import Path


def _bills(rows: int = 3000) -> pl.DataFrame:
    rng = np.random.default_rng(3)
    net, tax = rng.integers(100, 900, rows), rng.integers(1, 99, rows)
    start = np.datetime64("2023-01-01") + rng.integers(0, 300, rows)
    end = start + rng.integers(0, 400, rows)
    city = rng.integers(0, 12, rows)
    return pl.DataFrame(
        {"net": net, "tax": tax, "gross": net + tax, "start": start, "end": end}
        | {"city": [f"c{i}" for i in city], "land": [f"l{i % 3}" for i in city]}
    )


def test_a_rule_comes_before_those_that_replace_what_it_looks_at() -> None:
    formula = Offer(Formula("b", "c + d"), "b = c + d", 9)
    after = Offer(Inequality("c", "d"), "c <= d", 9)
    clash = Offer(Inequality("a", "b"), "a <= b", 9)
    imposed, left = impose_together([after, formula, clash])
    assert [offer.statement for offer in imposed] == ["b = c + d", "c <= d"]
    assert left == (clash,)


def test_rules_that_close_a_circle_are_left_out() -> None:
    there, back = Offer(Inequality("a", "b"), "a <= b", 9), Offer(Inequality("b", "a"), "b <= a", 9)
    assert impose_together([there, back]) == ((there,), (back,))


def test_found_rules_hold_in_every_row_of_the_twin(tmp_path: Path) -> None:
    _bills().write_parquet(tmp_path / "bills.parquet")
    result = twin(tmp_path / "bills.parquet", tmp_path / "out", learners=False, force=True, keep=True)
    made, entry = result.tables["bills"], result.report["tables"]["bills"]
    assert {"gross = net + tax", "start <= end", "city decides land"} <= {*entry["kept_constraints"]}
    assert (made["gross"] == made["net"] + made["tax"]).all()
    assert (made["start"] <= made["end"]).all()
    assert made.select("city", "land").n_unique() == made["city"].n_unique()
    assert {"rule": "net <= gross", "holds": True} in entry["left_constraints"]
    assert "Imposed: every row" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_what_one_column_decides_is_kept_rather_than_which_of_two_is_smaller(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    orders = rng.integers(0, 10, 1500)
    shop = pl.DataFrame({"orders": orders, "total": np.round(orders * 19.9, 2), "age": rng.integers(18, 90, 1500)})
    shop.write_csv(tmp_path / "shop.csv")
    result = twin(tmp_path / "shop.csv", tmp_path / "out", learners=False, force=True, keep=True)
    entry = result.report["tables"]["shop"]
    assert entry["kept_constraints"] == ["orders decides total"]
    assert {*result.tables["shop"].select("orders", "total").rows()} <= {*shop.select("orders", "total").rows()}
    assert "-0.0" not in (tmp_path / "out" / "shop.csv").read_text("utf-8")
    assert entry["fidelity"]["shapes"]["total"] > 0.9
    assert "50% of the rows, never shown" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_rules_are_either_named_or_found(tmp_path: Path) -> None:
    _bills(200).write_parquet(tmp_path / "bills.parquet")
    with pytest.raises(UsageError, match="named and found"):
        twin(tmp_path / "bills.parquet", tmp_path / "out", keep=True, constraints=[Inequality("start", "end")])
