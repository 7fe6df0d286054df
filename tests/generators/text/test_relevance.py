"""Situations that differ only in what is not asked are one, and say the same."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.design import as_recipe, design
from nonesuch.generators.block import make_family
from nonesuch.generators.columns.text import Texts
from nonesuch.generators.text.questions import Answers, describe
from nonesuch.generators.text.relevance import Relevance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nonesuch.generators.text.compiled import Compiled
    from tests.generators.text.conftest import Write

GRAMMAR = """
registers = ["chat", "letter"]
starts = ["start"]
[symbols.start]
by = "kind"
otherwise = ["so it is"]
[symbols.start.cases]
ask = ["what is {price:money}[50%: , <why>]?", "<why>"]
tell = [{ say = "it came <when>", when = "late" }, "letter: it has come", "<when>"]
[symbols.why]
say = [{ say = "I am in a hurry", when = "late" }, "I would like to know"]
[symbols.when]
say = ["on {day:date(long)}", "~once"]
[adverbs]
once = ["once", "formerly (letter)"]
"""
COLUMNS = {"kind": pl.Enum(["ask", "tell", "sing"]), "price": pl.Float64(), "late": pl.Boolean(), "day": pl.Date()}


def top(compiled: Compiled, answers: Sequence[int]) -> object:
    chain = compiled.builder(tuple(answers), 3).symbol(compiled.outline.start)
    return chain and chain.signature


@pytest.fixture
def compiled(write: Write) -> Compiled:
    return write(GRAMMAR).compile("start", COLUMNS)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("ask", {"kind = 'ask'", "price given", "late"}),
        ("tell", {"kind = 'tell'", "register 'chat'", "late", "day given"}),
        ("sing", {"kind = other"}),
    ],
)
def test_what_is_not_said_is_not_asked(compiled: Compiled, kind: str, asked: set[str]) -> None:
    frame = pl.DataFrame({"kind": [kind], "price": [2.5], "late": [True], "day": [date(2026, 1, 2)]}, schema=COLUMNS)
    answers = Answers(frame)
    answers.set_registers(["chat"], compiled.grammar.registers)
    situations = Relevance(compiled.grammar, compiled.outline).merge(answers.sort(compiled.outline.questions))
    told = describe(compiled.outline.questions, situations.answers[0])
    assert {one.strip("()") for one in told.split(", ")} == asked


def test_what_does_not_matter_changes_nothing(compiled: Compiled) -> None:
    every = list(product(*(range(question.answers) for question in compiled.outline.questions)))
    reduced = Relevance(compiled.grammar, compiled.outline).reduce(every).tolist()
    assert len({*map(tuple, reduced)}) < len(every) / 2
    for full, few in zip(every, reduced, strict=True):
        assert top(compiled, full) == top(compiled, few), describe(compiled.outline.questions, full)


def test_a_pack_says_the_same_of_fewer_situations() -> None:
    plan = design(as_recipe("customer_service", {}))
    column = next(
        column for column in (getattr(step, "column", None) for step in plan.steps) if isinstance(column, Texts)
    )
    family = make_family(plan, 0)
    full_count = few_count = 0
    for compiled in {id(one): one for one in column.compiled if one is not None}.values():
        full = Answers(family["messages"].frame(tuple(compiled.columns))).sort(compiled.outline.questions).answers[:40]
        reduced = Relevance(compiled.grammar, compiled.outline).reduce(full).tolist()
        few = {*map(tuple, reduced)}
        full_count, few_count = full_count + len(full), few_count + len(few)
        for before, after in zip(full, reduced, strict=True):
            assert top(compiled, before) == top(compiled, after)
    assert few_count < full_count / 2
