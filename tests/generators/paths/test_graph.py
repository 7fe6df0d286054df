"""Paths laid out flat, and what is wrong with some."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nonesuch.errors import PackError
from nonesuch.generators.paths import Graph, PathSpec, compile_graph
from nonesuch.tomlfile import load_model

ASK: dict[str, Any] = {"act": "ask", "next": "end"}


def spec(start: str = "a", **steps: Any) -> PathSpec:
    said = {"title": "t", "start": start, "steps": steps, "source": "made up", "confidence": "assumed"}
    return load_model(PathSpec, said, path="p.toml")


def graph(*starts: str, **paths: PathSpec) -> Graph:
    return compile_graph(paths, starts or ("p",), place="paths")


def test_a_step_without_words_makes_no_row() -> None:
    made = graph(p=spec(a={"next": "b"}, b=ASK))
    assert made.names == ("p.a", "p.b")
    assert made.emits.tolist() == [False, True]
    assert (made.longest, made.deepest) == (1, 2)


def test_words_for_every_step_yield_to_its_own() -> None:
    said = {"title": "t", "start": "a", "every": {"role": "agent", "act": "ask"}}
    path = PathSpec.model_validate({**said, "steps": {"a": {"role": "customer", "next": "end"}, "b": {"next": "a"}}})
    assert path.words_of("a") == {"role": "customer", "act": "ask"}
    assert path.words_of("b") == {}


def test_a_part_goes_on_where_its_caller_says() -> None:
    part = spec(a={"act": "ask", "next": [{"to": "end"}, {"to": "end:refused"}]})
    whole = spec(a={"path": "part", "exits": {"refused": "c"}, "next": "b"}, b={"act": "thank", "next": "end"}, c=ASK)
    made = graph("whole", part=part, whole=whole)
    state = {name: place for place, name in enumerate(made.names)}
    asked = state["part.a"]
    after, refused = made.target[asked].tolist()
    assert made.target[after, 0] == state["whole.b"]
    assert refused == state["whole.c"]
    assert made.longest == 2


def test_a_part_called_twice_leads_to_two_places() -> None:
    whole = spec(a={"path": "part", "next": "b"}, b={"path": "part", "next": "end"})
    made = graph("whole", part=spec(a=ASK), whole=whole)
    assert made.names.count("part.a") == 2
    assert made.longest == 2


def test_conditions_are_counted_once() -> None:
    ways = [{"to": "b", "when": "x > 1"}, {"to": "end", "when": "x <= 1"}]
    made = graph(p=spec(a={"act": "ask", "next": ways}, b={"act": "ask", "next": ways[1:]}))
    assert made.guards == ("", "x > 1", "x <= 1")
    assert made.forked.tolist() == [True, True]


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        ({"p": spec(a={"act": "x", "next": "b"}, b={"act": "x", "next": "a"})}, r"circle.*p\.a -> p\.b -> p\.a"),
        ({"p": spec(a={"act": "x", "next": "bb"}, b=ASK)}, "unknown step 'bb'.*did you mean 'b'"),
        ({"p": spec(a=ASK, b=ASK)}, r"no way leads to this step.*steps\.b"),
        ({"p": spec(a={"act": "x", "next": [{"to": "end", "weight": 0}]})}, "all weights are 0"),
        ({"p": spec(a={"path": "q", "next": "end"})}, "unknown path 'q'"),
        ({"p": spec(a={"path": "p", "next": "end"})}, "a path is a part of itself.*p -> p"),
        ({"p": spec(a={"act": "x", "next": "end:out"})}, "only a part has ways out"),
        ({"p": spec(start="z", a=ASK)}, "unknown step 'z'"),
        (
            {"p": spec(a={"path": "q", "next": "end"}), "q": spec(a={"act": "x", "next": "end:out"})},
            "nobody says where 'end:out' of 'q' leads",
        ),
    ],
)
def test_mistakes_are_named(paths: dict[str, PathSpec], message: str) -> None:
    with pytest.raises(PackError) as caught:
        compile_graph(paths, ["p"], place="paths")
    assert re.search(message, str(caught.value), re.DOTALL), str(caught.value)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"a": {"path": "q", "act": "x", "next": "end"}}, "a part of a path makes its own rows"),
        ({"a": {"act": "x", "exits": {"out": "a"}, "next": "end"}}, "only a part has ways out"),
        ({"a": {"act": 3, "next": "end"}}, "what a step is, is said in words"),
        ({"a": {"act": "x"}}, "key 'next' is missing"),
        ({"A b": ASK}, "no name of a step"),
        ({"a": {"act": "x", "next": []}}, "next"),
    ],
)
def test_mistakes_of_a_step_are_named(said: dict[str, Any], message: str) -> None:
    with pytest.raises(PackError, match=message):
        spec(**said)


def test_weights_have_a_source() -> None:
    said = {"title": "t", "start": "a", "steps": {"a": {"act": "x", "next": [{"to": "end", "weight": 2}]}}}
    with pytest.raises(PackError, match="weights have a source"):
        load_model(PathSpec, said, path="p.toml")
