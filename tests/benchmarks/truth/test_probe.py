from __future__ import annotations

import polars as pl

from benchmarks.truth.band import at_most
from benchmarks.truth.probe import Probe, judge, probe


@probe(claim="eggs are few", band=at_most(3), unit="eggs", source="the hen", needs={"nests": ("eggs",)}, least=2)
def eggs(nests: pl.DataFrame) -> float | None:
    return float(nests["eggs"].sum()) if nests["eggs"].sum() >= 0 else None


def test_a_function_becomes_a_probe_of_its_name() -> None:
    assert isinstance(eggs, Probe)
    assert eggs.id == "eggs"
    assert eggs.wanted == "at most 3 eggs"


def test_figures_inside_the_band_pass_and_outside_fail() -> None:
    assert judge(eggs, {"nests": pl.DataFrame({"eggs": [1, 2]})}).verdict == "pass"
    failed = judge(eggs, {"nests": pl.DataFrame({"eggs": [2, 2]})})
    assert (failed.verdict, failed.value, failed.rows) == ("fail", 4.0, 2)


def test_missing_tables_and_columns_give_no_verdict() -> None:
    assert judge(eggs, {}).reason == "no nests"
    found = judge(eggs, {"nests": pl.DataFrame({"twigs": [1, 2]})})
    assert (found.verdict, found.reason) == ("none", "no nests.eggs")


def test_rows_with_nulls_are_left_out_before_rows_are_counted() -> None:
    found = judge(eggs, {"nests": pl.DataFrame({"eggs": [1, None, None]})})
    assert (found.verdict, found.rows, found.reason) == ("none", 1, "1 rows, 2 needed")


def test_a_probe_that_cannot_tell_gives_no_verdict() -> None:
    assert judge(eggs, {"nests": pl.DataFrame({"eggs": [-1, 0]})}).verdict == "none"
