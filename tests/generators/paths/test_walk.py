"""Walks: shares, conditions, value stability."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nonesuch.errors import PackError
from nonesuch.generators.paths import Graph, PathSpec, compile_graph, walk

WAYS = [{"to": "b", "weight": 3}, {"to": "c", "when": "x"}, {"to": "end", "when": "y"}]
STEPS: dict[str, Any] = {
    "a": {"act": "ask", "next": WAYS},
    "b": {"act": "answer", "next": "c"},
    "c": {"act": "thank", "next": "end"},
}


@pytest.fixture
def graph() -> Graph:
    said = {"title": "t", "start": "a", "source": "made up", "confidence": "assumed", "steps": STEPS}
    return compile_graph({"p": PathSpec.model_validate(said)}, ["p"], place="paths")


def allowed(rows: int, *, x: bool, y: bool) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.tile([True, x, y], (rows, 1))


def run(graph: Graph, rows: int, *, x: bool, y: bool, seed: int = 1) -> np.ndarray[Any, np.dtype[np.int32]]:
    rng = np.random.default_rng(seed)
    return walk(graph, np.zeros(rows, dtype=np.int64), allowed(rows, x=x, y=y), rng, place="p")


def test_open_ways_compete_by_weight(graph: Graph) -> None:
    n = 100_000
    states = run(graph, n, x=True, y=True)
    shares = [np.mean(states[:, 1] == place) for place in (1, 2, -1)]
    assert shares == pytest.approx([0.6, 0.2, 0.2], abs=4 * np.sqrt(0.24 / n))


def test_closed_ways_are_never_taken(graph: Graph) -> None:
    assert set(run(graph, 1000, x=False, y=False)[:, 1]) == {1}


def test_every_walk_follows_the_graph(graph: Graph) -> None:
    for row in run(graph, 500, x=True, y=True).tolist():
        assert row in ([0, 1, 2], [0, 2, -1], [0, -1, -1])


def test_who_does_not_start_does_not_walk(graph: Graph) -> None:
    first = np.array([-1, 0, -1])
    states = walk(graph, first, allowed(3, x=False, y=False), np.random.default_rng(0), place="p")
    assert states.tolist() == [[-1] * 3, [0, 1, 2], [-1] * 3]


def test_nobody_walks() -> None:
    said = {"title": "t", "start": "a", "steps": {"a": {"act": "x", "next": "end"}}}
    graph = compile_graph({"p": PathSpec.model_validate(said)}, ["p"], place="paths")
    states = walk(graph, np.empty(0, np.int64), np.ones((0, 1), bool), np.random.default_rng(0), place="p")
    assert states.shape == (0, 0)


def test_a_dead_end_is_an_error() -> None:
    said = {"title": "t", "start": "a", "steps": {"a": {"act": "x", "next": [{"to": "end", "when": "x"}]}}}
    graph = compile_graph({"p": PathSpec.model_validate(said)}, ["p"], place="paths")
    with pytest.raises(PackError, match=r"no way on from 'p\.a'"):
        walk(graph, np.zeros(1, np.int64), np.array([[True, False]]), np.random.default_rng(0), place="p")


def test_values_are_stable(graph: Graph) -> None:
    """Walks are part of the promise that a recipe keeps its rows."""
    assert run(graph, 8, x=True, y=True, seed=7)[:, 1].tolist() == [2, -1, 2, 1, 1, -1, 1, -1]
