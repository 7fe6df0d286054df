"""Walks through a graph, all records at once, one step after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.paths.graph import Graph

__all__ = ["walk"]


def walk(
    graph: Graph, first: NDArray[np.integer], allowed: NDArray[np.bool_], rng: np.random.Generator, *, place: str
) -> NDArray[np.int32]:
    """Walk from a first state to the end.

    At each state the open ways, those whose condition holds, compete by weight.

    Args:
        graph: The graph.
        first: Shape (records,), the state each record begins with; -1 for records that walk nowhere.
        allowed: Shape (records, guards), which of the graph's conditions hold for a record.
        rng: The stream to draw from.
        place: Where the graph stands, for error messages.

    Returns:
        Shape (records, steps), states in order, -1 after the end.

    Raises:
        PackError: If a record stands at a step none of whose ways is open.

    Example:
        >>> from nonesuch.generators.paths import PathSpec, compile_graph
        >>> steps = {"a": {"act": "ask", "next": "b"}, "b": {"act": "thank", "next": "end"}}
        >>> call = PathSpec.model_validate({"title": "A call", "start": "a", "steps": steps})
        >>> graph = compile_graph({"call": call}, ["call"], place="paths")
        >>> walk(graph, np.array([0, -1]), np.ones((2, 1), bool), np.random.default_rng(1), place="paths")
        array([[ 0,  1],
               [-1, -1]], dtype=int32)
    """
    steps: list[NDArray[np.int32]] = []
    active = np.flatnonzero(first >= 0)
    current = np.asarray(first, np.int32)[active]
    while len(active):
        step = np.full(len(first), -1, dtype=np.int32)
        step[active] = current
        steps.append(step)
        way = np.zeros(len(active), dtype=np.int64)
        rows = np.flatnonzero(graph.forked[current])
        if len(rows):
            way[rows] = _choose(graph, current[rows], allowed[active[rows]], rng, place)
        current = graph.target[current, way]
        active, current = active[current >= 0], current[current >= 0]
    return np.stack(steps, axis=1) if steps else np.empty((len(first), 0), dtype=np.int32)


def _choose(
    graph: Graph, state: NDArray[np.int32], allowed: NDArray[np.bool_], rng: np.random.Generator, place: str
) -> NDArray[np.int64]:
    """Choose one of the open ways of each state."""
    upto = np.take_along_axis(allowed, graph.guard[state], axis=1) * graph.weight[state]
    for way in range(1, upto.shape[1]):  # a running sum; np.cumsum along short rows takes five times as long
        upto[:, way] += upto[:, way - 1]
    total = upto[:, -1]
    if not total.all():
        raise PackError(
            f"a record finds no way on from {graph.names[int(state[int(np.argmin(total))])]!r}",
            place=place,
            expected="a way whose 'when' holds, or one without",
            hint="add a way without condition",
        )
    drawn = rng.random(len(state)) * total
    return np.minimum((upto <= drawn[:, None]).sum(axis=1), upto.shape[1] - 1)
