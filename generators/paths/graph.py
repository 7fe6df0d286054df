"""Paths laid out flat: parts put in where they are called, states numbered, circles and dead ends reported."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import PackError, nearest
from nonesuch.generators.paths.model import END, Edge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.paths.model import PathSpec, StepSpec

__all__ = ["Graph", "compile_graph"]

_MOST_STATES = 20_000


@dataclass(frozen=True, eq=False)
class Graph:
    """Paths as arrays.

    Attributes:
        names: Name of each state: ``path.step``; a part that is called twice has its states twice.
        words: What the step of each state is; empty for forks.
        starts: First state by path.
        target: Shape (states, ways), int32, the next state; -1 is the end.
        weight: Shape (states, ways), float64; 0 where a state has fewer ways.
        guard: Shape (states, ways), int16, place of the condition that must hold; 0 for none.
        guards: The conditions; the first is always true and empty.
        longest: The most rows of a walk.
        deepest: The most states of a walk.
    """

    names: tuple[str, ...]
    words: tuple[Mapping[str, str], ...]
    starts: Mapping[str, int]
    target: NDArray[np.int32]
    weight: NDArray[np.float64]
    guard: NDArray[np.int16]
    guards: tuple[str, ...]
    longest: int
    deepest: int

    @cached_property
    def forked(self) -> NDArray[np.bool_]:
        """Shape (states,), whether there is anything to choose at a state."""
        return (self.weight[:, 1:] > 0).any(axis=1) | (self.guard[:, 0] > 0)

    @cached_property
    def emits(self) -> NDArray[np.bool_]:
        """Shape (states,), whether a state makes a row."""
        return np.array([bool(words) for words in self.words])


def compile_graph(paths: Mapping[str, PathSpec], starts: Sequence[str], *, place: str) -> Graph:
    """Lay out paths flat.

    Args:
        paths: All paths of the pack, by name.
        starts: Names of those that records walk; the others are parts.
        place: Where they stand, for error messages.

    Returns:
        The graph.

    Raises:
        PackError: If a step or path is unknown, is never reached, or leads back to itself, or a step has no way on.
    """
    layout = _Layout(paths, place)
    entries = {name: layout.enter(name, (), {}) for name in starts}
    order = layout.order()
    layout.check_reached()
    ways = max(len(edges) for edges in layout.edges)
    shape = (len(layout.edges), ways)
    target, weight, guard = np.full(shape, -1, np.int32), np.zeros(shape), np.zeros(shape, np.int16)
    for state, edges in enumerate(layout.edges):
        for way, (to, edge) in enumerate(edges):
            target[state, way], weight[state, way] = to, edge.weight
            guard[state, way] = layout.guards.setdefault(edge.when or "", len(layout.guards))
    longest, deepest = _lengths(layout, order, entries)
    return Graph(
        tuple(layout.names), tuple(layout.words), entries, target, weight, guard, tuple(layout.guards), longest, deepest
    )


@dataclass(frozen=True)
class _Part:
    """A path put in at one place.

    Attributes:
        name: Name of the path.
        states: State of each of its steps.
        callers: Paths it is put into, the outermost first.
        exits: State that each way out leads to; the empty word is the plain end.
    """

    name: str
    states: Mapping[str, int]
    callers: tuple[str, ...]
    exits: Mapping[str, int]


class _Layout:
    def __init__(self, paths: Mapping[str, PathSpec], place: str) -> None:
        self.paths, self.place = paths, place
        self.names: list[str] = []
        self.words: list[Mapping[str, str]] = []
        self.edges: list[list[tuple[int, Edge]]] = []
        self.guards: dict[str, int] = {"": 0}

    def enter(self, name: str, callers: tuple[str, ...], exits: Mapping[str, int]) -> int:
        """Put in a path and say which state it begins with; `exits` are the states its ways out lead to."""
        if name in callers:
            raise PackError("a path is a part of itself", place=self._at(name), found=" -> ".join([*callers, name]))
        path = self.paths.get(name)
        if path is None:
            place = self._at(callers[-1]) if callers else self.place
            raise PackError(f"unknown path {name!r}", place=place, hint=nearest(name, self.paths))
        states = {step: self._add(f"{name}.{step}", path.words_of(step)) for step in path.steps}
        part = _Part(name, states, callers, exits)
        for step, spec in path.steps.items():
            ways = [(self._find(part, step, edge.to), edge) for edge in spec.next]
            if sum(edge.weight for edge in spec.next) <= 0:
                raise PackError("all weights are 0", place=self._at(name, step), expected="a way on with some weight")
            self.edges[states[step]] = ways if spec.path is None else [self._call(part, step, spec, ways)]
        if path.start not in states:
            raise PackError(
                f"unknown step {path.start!r}", place=self._at(name, key="start"), hint=nearest(path.start, states)
            )
        return states[path.start]

    def _call(self, part: _Part, step: str, spec: StepSpec, ways: list[tuple[int, Edge]]) -> tuple[int, Edge]:
        """The way into a part; where it ends, a fork has the ways on of the step that called it."""
        assert spec.path is not None
        after = self._add(f"{part.name}.{step}", {})
        self.edges[after] = ways
        out = {word: self._find(part, step, to) for word, to in spec.exits.items()}
        return self.enter(spec.path, (*part.callers, part.name), {"": after, **out}), Edge(to=spec.path)

    def _find(self, part: _Part, step: str, to: str) -> int:
        """The state that a way on leads to; -1 for the end."""
        if to in part.states:
            return part.states[to]
        word, _, way_out = to.partition(":")
        place = self._at(part.name, step)
        if word != END:
            raise PackError(f"unknown step {to!r}", place=place, hint=nearest(to, [*part.states, END]))
        if not part.exits:
            if way_out:
                raise PackError("only a part has ways out", place=place, expected=END, found=to)
            return -1
        if way_out not in part.exits:
            raise PackError(
                f"nobody says where {to!r} of {part.name!r} leads",
                place=place,
                expected=f"exits = {{ {way_out} = ... }} in the step that calls it",
            )
        return part.exits[way_out]

    def _add(self, name: str, words: Mapping[str, str]) -> int:
        if len(self.names) >= _MOST_STATES:
            raise PackError("the paths are too large", place=self.place, expected=f"at most {_MOST_STATES:,} steps")
        self.names.append(name)
        self.words.append(words)
        self.edges.append([])
        return len(self.names) - 1

    def _at(self, path: str, step: str | None = None, key: str | None = None) -> str:
        return f"{self.place}/{path}.toml: " + (f"steps.{step}" if step else key or "steps")

    def order(self) -> list[int]:
        """States, each before those it leads to."""
        missing = np.zeros(len(self.edges), dtype=np.int64)
        for edges in self.edges:
            for to in {to for to, _ in edges if to >= 0}:
                missing[to] += 1
        ready = [state for state in range(len(self.edges)) if not missing[state]]
        order: list[int] = []
        while ready:
            state = ready.pop()
            order.append(state)
            for to in {to for to, _ in self.edges[state] if to >= 0}:
                missing[to] -= 1
                if not missing[to]:
                    ready.append(to)
        if len(order) < len(self.edges):
            self._report_circle({state for state in range(len(self.edges)) if missing[state]})
        return order

    def _report_circle(self, stuck: set[int]) -> None:
        state, seen = min(stuck), list[int]()
        backward = {to: s for s in stuck for to, _ in self.edges[s] if to in stuck}
        while state not in seen:
            seen.append(state)
            state = backward[state]
        circle = seen[seen.index(state) :][::-1]
        first = circle.index(min(circle))
        names = list(dict.fromkeys(self.names[s] for s in [*circle[first:], *circle[:first]]))
        raise PackError(
            "a path leads in a circle",
            place=self.place,
            expected="steps that lead on; write a second round as steps of their own",
            found=" -> ".join([*names, names[0]]),
        )

    def check_reached(self) -> None:
        """Every step of every path is reached from the first one of some path that records walk."""
        known = {f"{path}.{step}" for path, spec in self.paths.items() for step in spec.steps}
        never = sorted(known - {self.names[s] for s in self._reached()})
        if never:
            path, _, step = never[0].partition(".")
            raise PackError("no way leads to this step", place=self._at(path, step), hint="name it in some 'next'")

    def _reached(self) -> set[int]:
        inner = {to for edges in self.edges for to, edge in edges if to >= 0 and edge.weight > 0}
        starts = {
            state for state, name in enumerate(self.names) if self.paths[name.split(".")[0]].start == name.split(".")[1]
        }
        return inner | starts


def _lengths(layout: _Layout, order: Sequence[int], entries: Mapping[str, int]) -> tuple[int, int]:
    rows = np.zeros(len(order), dtype=np.int64)
    states = np.zeros(len(order), dtype=np.int64)
    for state in reversed(order):
        after = [to for to, _ in layout.edges[state] if to >= 0]
        rows[state] = bool(layout.words[state]) + max((int(rows[to]) for to in after), default=0)
        states[state] = 1 + max((int(states[to]) for to in after), default=0)
    first = list(entries.values())
    return max((int(rows[s]) for s in first), default=0), max((int(states[s]) for s in first), default=0)
