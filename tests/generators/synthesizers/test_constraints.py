from __future__ import annotations

from statistics import fmean

import numpy as np
import polars as pl
import pytest

from nonesuch.errors import DataError, UsageError
from nonesuch.generators.synthesizers import Synthesizer, detect_metadata
from nonesuch.generators.synthesizers.constraints import (
    Constraint,
    FixedCombinations,
    FixedIncrements,
    Formula,
    Inequality,
    OneHotEncoding,
    ProgrammableConstraint,
    Range,
    Unique,
    constraint_from_dict,
    find_constraints,
)


def _twin(frame: pl.DataFrame, *rules: Constraint, rows: int = 3000) -> pl.DataFrame:
    twin = pl.DataFrame(Synthesizer.fit(frame, constraints=rules).sample(rows, seed=1))
    assert twin.columns == frame.columns
    assert twin.schema == frame.schema
    return twin


@pytest.fixture(scope="module")
def stays() -> pl.DataFrame:
    rng = np.random.default_rng(0)
    n = 2000
    start = np.datetime64("2022-01-01") + rng.integers(0, 500, n)
    operation = start + rng.integers(0, 5, n)
    end = operation + rng.integers(0, 20, n)
    price, pieces = np.round(rng.gamma(3, 10, n), 2), rng.integers(1, 9, n)
    city = rng.integers(0, 40, n)
    return pl.DataFrame(
        {
            "start": start, "operation": operation, "end": pl.Series(end).cast(pl.Date).dt.strftime("%d/%m/%Y"),
            "low": np.round(rng.normal(80, 9, n), 1), "price": price, "pieces": pieces, "total": price * pieces,
            "city": [f"city {c}" for c in city], "zone": [f"zone {c // 10}" for c in city],
            "dose": rng.integers(1, 30, n) * 25,
        }
    ).with_columns(high=(pl.col("low") + pl.Series(rng.gamma(2, 8, n).round(2))).round(2))  # fmt: skip


def test_an_inequality_of_numbers_always_holds(stays: pl.DataFrame) -> None:
    twin = _twin(stays.select("low", "high"), Inequality("low", "high"))
    assert (twin["low"] <= twin["high"]).all()
    assert abs(fmean(twin["high"] - twin["low"]) - fmean(stays["high"] - stays["low"])) < 1


def test_a_strict_inequality_is_never_an_equality() -> None:
    frame = pl.DataFrame({"a": [i % 5 for i in range(500)], "b": [i % 5 + 1 + i % 2 for i in range(500)]})
    twin = _twin(frame, Inequality("a", "b", strict=True))
    assert (twin["a"] < twin["b"]).all()


def test_an_inequality_keeps_the_decimals_of_its_column() -> None:
    orders = np.random.default_rng(4).integers(0, 10, 900)
    frame = pl.DataFrame({"orders": orders, "total": np.round(orders * 19.9, 2)})
    rule = Inequality("orders", "total").learn(frame, detect_metadata(frame), 5)
    drawn = rule.forward(frame).with_columns(pl.col("total - orders") - 1e-9)
    back = rule.backward(drawn)["total"]
    assert back.to_list() == frame["total"].to_list()
    assert not np.signbit(back.to_numpy()).any()
    gaps = pl.DataFrame({"orders": [1, None], "total - orders": [2.5, 1.0]})
    assert rule.backward(gaps)["total"].to_list() == [3.5, None]


def test_a_strict_inequality_of_whole_floats_is_strict() -> None:
    rng = np.random.default_rng(4)
    low = rng.integers(0, 10, 300) * 1.0
    frame = pl.DataFrame({"low": low, "high": low + rng.integers(1, 4, 300)})
    rule = Inequality("low", "high", strict=True).learn(frame, detect_metadata(frame), 5)
    assert rule.backward(rule.forward(frame).with_columns(pl.lit(0.0).alias("high - low")))["high"][0] == low[0] + 1


def test_a_formula_keeps_the_decimals_of_its_column() -> None:
    frame = pl.DataFrame({"a": [0.1, 0.2, 0.7] * 20, "b": [0.2, 0.1, 0.1] * 20, "c": [0.3, 0.3, 0.8] * 20})
    rule = Formula("c", "a + b").learn(frame, detect_metadata(frame), 5)
    assert rule.backward(rule.forward(frame))["c"].to_list() == frame["c"].to_list()


def test_an_inequality_of_dates_holds_in_the_formats_of_each(stays: pl.DataFrame) -> None:
    twin = _twin(stays.select("start", "end"), Inequality("start", "end"))
    assert (twin["start"] <= twin["end"].str.strptime(pl.Date, "%d/%m/%Y")).all()


def test_a_range_always_holds(stays: pl.DataFrame) -> None:
    twin = _twin(stays.select("start", "operation", "end"), Range("start", "operation", "end"))
    end = twin["end"].str.strptime(pl.Date, "%d/%m/%Y")
    assert ((twin["start"] <= twin["operation"]) & (twin["operation"] <= end)).all()


def test_only_known_combinations_come_out(stays: pl.DataFrame) -> None:
    twin = _twin(stays.select("city", "zone"), FixedCombinations(("city", "zone")))
    known = set(stays.select("city", "zone").unique().rows())
    assert set(twin.unique().rows()) <= known


def test_combinations_of_few_rows_are_forgotten() -> None:
    frame = pl.DataFrame({"a": ["x"] * 200 + ["y"] * 100, "b": ["p"] * 198 + ["the one"] * 2 + ["q"] * 100})
    twin = _twin(frame, FixedCombinations(("a", "b")))
    assert set(twin.unique().rows()) == {("x", "p"), ("y", "q")}


def test_exactly_one_flag_is_set() -> None:
    kind = np.random.default_rng(0).integers(0, 3, 900)
    frame = pl.DataFrame({f"is_{i}": (kind == i).astype(np.int64) for i in range(3)} | {"x": kind * 1.5})
    twin = _twin(frame, OneHotEncoding(("is_0", "is_1", "is_2")))
    assert (twin.select(pl.sum_horizontal("is_0", "is_1", "is_2")).to_series() == 1).all()


def test_increments_are_kept(stays: pl.DataFrame) -> None:
    assert (_twin(stays.select("dose", "pieces"), FixedIncrements("dose", 25))["dose"] % 25 == 0).all()


def test_a_formula_always_holds(stays: pl.DataFrame) -> None:
    twin = _twin(stays.select("price", "pieces", "total"), Formula("total", "price * pieces"))
    assert ((twin["price"] * twin["pieces"] - twin["total"]).abs() < 1e-9).all()


def test_unique_rows_never_repeat() -> None:
    frame = pl.DataFrame({"a": [i // 40 for i in range(1600)], "b": [i % 40 for i in range(1600)]})
    twin = _twin(frame, Unique(("a", "b")), rows=1200)
    assert twin.height == 1200
    assert twin.n_unique() == 1200


def test_more_different_rows_than_there_are_is_an_error() -> None:
    frame = pl.DataFrame({"a": [float(i) for i in range(100)]})
    metadata = detect_metadata(frame)
    with pytest.raises(DataError, match="not enough different rows"):
        Synthesizer.fit(frame, metadata=metadata, constraints=[Unique(("a",))]).sample(5000)


def test_rules_of_the_caller_run_before_and_after() -> None:
    frame = pl.DataFrame({"a": [i % 10 for i in range(300)]})
    rule = ProgrammableConstraint(
        lambda table: table.with_columns(pl.col("a") * 2), lambda table: table.with_columns(pl.col("a") // 2)
    )
    assert _twin(frame, rule)["a"].max() <= 9  # type: ignore[operator] # a number


def test_several_rules_hold_together_also_with_conditions(stays: pl.DataFrame) -> None:
    rules: list[Constraint] = [
        Range("start", "operation", "end"), Inequality("low", "high"), Formula("total", "price * pieces"),
        FixedCombinations(("city", "zone")), FixedIncrements("dose", 25),
    ]  # fmt: skip
    model = Synthesizer.fit(stays, constraints=rules)
    twin = pl.DataFrame(model.sample(2000, seed=1, conditions={"pieces": 3}))
    assert (twin["pieces"] == 3).all()
    assert ((twin["price"] * 3 - twin["total"]).abs() < 1e-9).all()
    assert (twin["low"] <= twin["high"]).all()
    assert set(twin.select("city", "zone").unique().rows()) <= set(stays.select("city", "zone").unique().rows())


@pytest.mark.parametrize(
    "rule",
    [
        Inequality("high", "low"), FixedIncrements("dose", 50), Formula("total", "price + pieces"), Unique(("city",)),
        OneHotEncoding(("dose", "pieces")), Range("end", "operation", "start"),
    ],
)  # fmt: skip
def test_a_rule_that_the_table_breaks_is_refused(rule: Constraint, stays: pl.DataFrame) -> None:
    with pytest.raises(DataError, match="breaks the constraint"):
        Synthesizer.fit(stays, constraints=[rule])


def test_a_rule_about_unknown_columns_is_refused(stays: pl.DataFrame) -> None:
    with pytest.raises(UsageError, match="unknown column"):
        Synthesizer.fit(stays, constraints=[Inequality("lo", "high")])


def test_rules_that_hold_are_offered(stays: pl.DataFrame) -> None:
    offers = {offer.evidence.split(" in all")[0] for offer in find_constraints(stays, detect_metadata(stays))}
    assert {"low <= high", "start <= operation", "operation <= end", "city decides zone"} <= offers
    assert "total = price * pieces" in offers


def test_a_dependency_is_offered_before_an_inequality() -> None:
    orders = np.random.default_rng(4).integers(0, 10, 900)
    frame = pl.DataFrame({"orders": orders, "total": np.round(orders * 19.9, 2)})
    offers = [offer.statement for offer in find_constraints(frame, detect_metadata(frame))]
    assert offers == ["orders decides total", "orders <= total"]


def test_flags_that_share_one_1_are_offered() -> None:
    kind = np.random.default_rng(0).integers(0, 3, 400)
    frame = pl.DataFrame({f"is_{i}": (kind == i).astype(np.int64) for i in range(3)} | {"x": kind % 2})
    assert "exactly one of is_0, is_1, is_2 is 1" in {
        offer.statement for offer in find_constraints(frame.drop("x"), detect_metadata(frame.drop("x")))
    }


def test_a_rule_that_only_the_first_rows_keep_is_not_offered() -> None:
    rng = np.random.default_rng(0)
    a = rng.integers(0, 50, 60_000)
    frame = pl.DataFrame({"a": a, "b": a + rng.integers(0, 50, 60_000), "c": a // 10, "d": rng.integers(0, 90, 60_000)})
    broken = frame.with_columns(
        pl.when(pl.int_range(pl.len()) == 59_000).then(-5).otherwise("b").alias("b"),
        pl.when(pl.int_range(pl.len()) == 59_001).then(99).otherwise("c").alias("c"),
    )
    found = [
        {offer.statement for offer in find_constraints(table, detect_metadata(table))} for table in (frame, broken)
    ]
    assert {"a <= b", "a decides c"} <= found[0]
    assert not {"a <= b", "a decides c"} & found[1]


def test_every_rule_survives_its_document(stays: pl.DataFrame) -> None:
    for rule in (
        Range("start", "operation", "end"),
        FixedCombinations(("city", "zone")),
        Formula("total", "price * pieces"),
    ):
        learned = rule.learn(stays, detect_metadata(stays), 5)
        assert constraint_from_dict(learned.to_dict()) == learned
