"""What records answer, and the situations that follow."""

from __future__ import annotations

import polars as pl
import pytest

from nonesuch.errors import DataError, UsageError
from nonesuch.expression import parse_expression
from nonesuch.generators.text.questions import Answers, Case, Condition, Present, Register, Single

FRAME = pl.DataFrame(
    {
        "mood": pl.Series(["calm", "angry", None, "calm"], dtype=pl.Enum(["angry", "calm", "glad"])),
        "name": ["Ana", "", None, "Bo"],
        "cost": [1.0, float("nan"), None, 2.0],
    }
)
REGISTERS = Register(("casual", "formal"))
QUESTIONS = (
    Case("mood", ("calm", "angry")),
    Present("name"),
    Present("cost"),
    Present("mood"),
    Single("cost", (1,)),
    Condition(parse_expression("cost > 1", place="here")),
)


def test_nulls_and_empty_values_count_as_no() -> None:
    answers = Answers(FRAME)
    answers.ask(QUESTIONS)
    assert [answers.known[question].tolist() for question in QUESTIONS] == [
        [0, 1, 2, 0], [1, 0, 0, 1], [1, 0, 0, 1], [1, 1, 0, 1], [1, 0, 0, 0], [0, 1, 0, 1],
    ]  # fmt: skip


def test_a_part_of_the_records_answers_as_all_do() -> None:
    answers = Answers(FRAME)
    answers.ask(QUESTIONS)
    whole, part = answers.sort(QUESTIONS), answers.slice(1, 3).sort(QUESTIONS)
    told = [whole.answers[code] for code in whole.codes.tolist()]
    assert [part.answers[code] for code in part.codes.tolist()] == told[1:]
    assert part.answers == tuple(sorted(set(told[1:])))


def test_no_register_is_told_where_none_is_set() -> None:
    answers = Answers(FRAME)
    assert answers.sort((REGISTERS,)).answers == ((2,),)
    answers.set_registers(["formal", None, "casual", None], REGISTERS.names)
    assert answers.sort((REGISTERS,)).codes.tolist() == [1, 2, 0, 2]


def test_what_cannot_be_asked() -> None:
    with pytest.raises(DataError, match="'city' is missing"):
        Answers(FRAME).ask([Present("city")])
    with pytest.raises(UsageError, match="unknown register 'casul'"):
        Answers(FRAME).set_registers(["casul", None, None, None], REGISTERS.names)
    with pytest.raises(UsageError, match="not one register for each record"):
        Answers(FRAME).set_registers(["casual"], REGISTERS.names)
