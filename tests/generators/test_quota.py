from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import RecipeError
from nonesuch.generators.quota import Quota, quota_counts, target_counts
from tests.packmaker import KEY, frames_of, make_pack

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS = st.lists(st.floats(0, 100), min_size=1, max_size=8).filter(lambda weights: sum(weights) > 1e-3)


@given(WEIGHTS, st.integers(0, 10_000))
def test_counts_add_up_and_lie_within_one_of_their_share(weights: list[float], total: int) -> None:
    counts = quota_counts(weights, total)
    exact = np.array(weights) / sum(weights) * total
    assert counts.sum() == total
    assert bool((np.abs(counts - exact) < 1 + 1e-6).all())
    assert not counts[np.array(weights) == 0].any()


@given(st.lists(st.integers(0, 40), min_size=1, max_size=300).filter(any), st.integers())
def test_every_class_gets_exactly_its_count(counts: list[int], key: int) -> None:
    total = sum(counts)
    classes = Quota(np.array(counts), key)(np.arange(total))
    assert np.bincount(classes, minlength=len(counts)).tolist() == counts


def test_rows_beyond_the_total_get_some_class() -> None:
    quota = Quota(np.array([2, 3]), key=1)
    assert quota(np.arange(20)).max() <= 1
    assert Quota(np.array([0, 0]), key=1)(np.arange(3)).tolist() == [1, 1, 1]


def test_a_trillion_rows_need_no_memory() -> None:
    classes = Quota(np.array([2**38, 3 * 2**38]), key=5)(np.arange(2**39, 2**39 + 100_000))
    assert abs((classes == 0).mean() - 0.25) < 0.01


@given(st.integers(1, 300))
def test_shares_are_exact_at_every_size(size: int) -> None:
    found = target_counts({"a": 0.3, "b": 0.2}, {"a": 1, "b": 1, "c": 1, "d": 3}, size)
    assert found.sum() == size
    assert bool((np.abs(found - np.array([0.3, 0.2, 0.125, 0.375]) * size) < 1).all())


WORDS = {"a": 1, "b": 2, "c": 1}


@pytest.mark.parametrize(
    ("target", "total", "expected"),
    [
        ({"a": 7}, 10, [7, 2, 1]),
        ({"a": 0, "c": 0}, 10, [0, 10, 0]),
        ({"a": 10}, 10, [10, 0, 0]),
        ({"a": 3, "b": 3, "c": 4}, 10, [3, 3, 4]),
        ({"a": 1.0}, 10, [10, 0, 0]),
        ({"a": 0.5}, 0, [0, 0, 0]),
        ({"b": 0.5, "c": 0.5}, 3, [0, 2, 1]),
        ({"a": 5.0}, 10, [5, 3, 2]),
    ],
)
def test_targets_are_counts_or_shares(target: dict[str, float], total: int, expected: list[int]) -> None:
    assert target_counts(target, WORDS, total).tolist() == expected


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ({"d": 1}, "unknown category 'd'"),
        ({"a": -1}, "negative"),
        ({"a": float("nan")}, "negative"),
        ({"a": 11}, "add up to 11 rows, 10 rows are wanted"),
        ({"a": 3, "b": 3, "c": 3}, "add up to 9 rows"),
        ({"a": 0.5, "b": 0.2, "c": 0.2}, "add up to 0.9"),
        ({"a": 0.7, "b": 0.7}, "add up to 1.4"),
        ({"a": 5, "b": 0.5}, "shares and numbers of rows"),
        ({"a": 2.5}, "no number of rows"),
    ],
)
def test_impossible_targets_are_refused(target: dict[str, float], problem: str) -> None:
    with pytest.raises(RecipeError, match=problem):
        target_counts(target, WORDS, 10)


@pytest.mark.parametrize("size", [*range(1, 12), 63, 64, 65, 127, 129, 1000])
def test_quotas_of_a_run_are_exact_whatever_its_size(tmp_path: Path, size: int) -> None:
    sides = {"kind": "category", "weights": {"x": 1, "y": 3, "z": 4}, "exact": True}
    specs: dict[str, Any] = {
        "things": {"columns": {"thing_id": KEY, "side": sides}},
        "parts": {"parent": "things", "rows": {"kind": "each", "count": 3}, "columns": {"part_id": KEY, "side": sides}},
    }
    frames = frames_of(make_pack(tmp_path, specs), rows=size)
    for table, rows in (("things", size), ("parts", 3 * size)):
        counts = dict(frames[table]["side"].value_counts().iter_rows())
        expected = quota_counts([1, 3, 4], rows)
        assert [counts.get(word, 0) for word in "xyz"] == expected.tolist()


def test_targets_of_a_recipe_are_met_exactly(tmp_path: Path) -> None:
    sides = {"kind": "category", "weights": {"x": 1, "y": 3}}
    pack = make_pack(tmp_path, {"things": {"columns": {"thing_id": KEY, "side": sides}}})
    target: dict[tuple[str, str], dict[str, Any]] = {("things", "side"): {"x": 777}}
    frame = frames_of(pack, rows=1000, targets=target)["things"]
    assert dict(frame["side"].value_counts().iter_rows()) == {"x": 777, "y": 223}
    first = frame.head(200).select((pl.col("side") == "x").mean()).item()
    assert abs(first - 0.777) < 0.12, "spread over all rows, not in a heap"


def test_exact_shares_need_a_known_number_of_rows(tmp_path: Path) -> None:
    count = {"kind": "number", "distribution": "poisson", "parameters": {"mean": 2}, "integer": True, "within": [0, 9]}
    specs: dict[str, Any] = {
        "things": {"columns": {"thing_id": KEY}},
        "parts": {
            "parent": "things",
            "rows": {"kind": "each", "count": count},
            "columns": {"part_id": KEY, "side": {"kind": "category", "weights": {"x": 1, "y": 1}}},
        },
    }
    with pytest.raises(RecipeError, match="known beforehand"):
        frames_of(make_pack(tmp_path, specs), targets={("parts", "side"): {"x": 0.5}})
