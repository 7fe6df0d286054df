"""What a grammar asks of a record before it can speak: conditions, cases, missing values, counts, register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import DataError
from nonesuch.generators.text.packing import pack_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.expression import Expression

__all__ = ["Case", "Condition", "Present", "Question", "Register", "Single", "Situations", "describe", "sort_rows"]


@dataclass(frozen=True)
class Condition:
    """Whether an expression holds; null counts as no. Answers: 0 no, 1 yes."""

    expression: Expression

    @property
    def answers(self) -> int:
        """Number of possible answers."""
        return 2

    def ask(self, frame: pl.DataFrame) -> NDArray[np.int64]:
        """Answer for every record.

        Args:
            frame: The records, n rows.

        Returns:
            Shape (n,), int64.
        """
        held = frame.select(self.expression.polars.alias("held"))["held"]
        return held.cast(pl.Boolean).fill_null(value=False).to_numpy().astype(np.int64)

    def tell(self, answer: int) -> str:
        """Put an answer into words for an error message."""
        return f"{'' if answer else 'not '}({self.expression.text})"


@dataclass(frozen=True)
class Case:
    """Which of the listed values a column has. Answers: the place of the value; the number of values for any other."""

    column: str
    values: tuple[str, ...]

    @property
    def answers(self) -> int:
        """Number of possible answers."""
        return len(self.values) + 1

    def ask(self, frame: pl.DataFrame) -> NDArray[np.int64]:
        """Answer for every record.

        Args:
            frame: The records, n rows.

        Returns:
            Shape (n,), int64.
        """
        values = frame[self.column]
        other = len(self.values)
        places = {value: place for place, value in enumerate(self.values)}
        if isinstance(values.dtype, pl.Enum):
            by_code = [places.get(category, other) for category in values.dtype.categories]
            codes = values.to_physical().cast(pl.Int64).fill_null(len(by_code)).to_numpy()
            answers: NDArray[np.int64] = np.array([*by_code, other], np.int64).take(codes)
            return answers
        listed = values.cast(pl.String).replace_strict(places, default=other, return_dtype=pl.Int64)
        return listed.fill_null(other).to_numpy()

    def tell(self, answer: int) -> str:
        """Put an answer into words for an error message."""
        return f"{self.column} = {self.values[answer]!r}" if answer < len(self.values) else f"{self.column} = other"


@dataclass(frozen=True)
class Present:
    """Whether a column has a value that can be said. Answers: 0 no, 1 yes."""

    column: str

    @property
    def answers(self) -> int:
        """Number of possible answers."""
        return 2

    def ask(self, frame: pl.DataFrame) -> NDArray[np.int64]:
        """Answer for every record.

        Args:
            frame: The records, n rows.

        Returns:
            Shape (n,), int64.
        """
        values = frame[self.column]
        there = values.is_not_null()
        if values.dtype == pl.String:
            there = there & (values != "").fill_null(value=False)
        if values.dtype.is_float():
            there = there & values.is_finite().fill_null(value=False)
        return there.to_numpy().astype(np.int64)

    def tell(self, answer: int) -> str:
        """Put an answer into words for an error message."""
        return f"{self.column} {'given' if answer else 'missing'}"


@dataclass(frozen=True)
class Single:
    """Whether a count takes the singular. Answers: 0 plural, 1 singular."""

    column: str
    ones: tuple[int, ...]

    @property
    def answers(self) -> int:
        """Number of possible answers."""
        return 2

    def ask(self, frame: pl.DataFrame) -> NDArray[np.int64]:
        """Answer for every record.

        Args:
            frame: The records, n rows.

        Returns:
            Shape (n,), int64.
        """
        return frame[self.column].cast(pl.Float64).is_in([float(one) for one in self.ones]).to_numpy().astype(np.int64)

    def tell(self, answer: int) -> str:
        """Put an answer into words for an error message."""
        return f"{self.column} {'singular' if answer else 'plural'}"


@dataclass(frozen=True)
class Register:
    """The register asked for. Answers: its place in the grammar's list; their number for none."""

    names: tuple[str, ...]

    @property
    def answers(self) -> int:
        """Number of possible answers."""
        return len(self.names) + 1

    def tell(self, answer: int) -> str:
        """Put an answer into words for an error message."""
        return f"register {self.names[answer]!r}" if answer < len(self.names) else "no register"


Question = Condition | Case | Present | Single | Register


@dataclass(frozen=True)
class Situations:
    """The records sorted by their answers.

    Attributes:
        answers: One tuple of answers for each situation that occurs, in the order of the questions.
        codes: The situation of each record, shape (n,), int64.
    """

    answers: tuple[tuple[int, ...], ...]
    codes: NDArray[np.int64]


def sort_rows(questions: Sequence[Question], frame: pl.DataFrame, register: NDArray[np.int64] | int) -> Situations:
    """Sort records by their answers.

    Args:
        questions: What is asked.
        frame: The records, n rows.
        register: Answer to the question of register, one for all or shape (n,).

    Returns:
        The situations that occur, in the order of their answers.

    Raises:
        DataError: If a column that is asked for is missing.
    """
    columns = [_ask(question, frame, register) for question in questions]
    firsts, codes = pack_columns(columns, [question.answers for question in questions], frame.height)
    return Situations(tuple(tuple(int(column[row]) for column in columns) for row in firsts), codes)


def _ask(question: Question, frame: pl.DataFrame, register: NDArray[np.int64] | int) -> NDArray[np.int64]:
    if isinstance(question, Register):
        return np.broadcast_to(np.asarray(register, np.int64), (frame.height,))
    needed = question.expression.columns if isinstance(question, Condition) else (question.column,)
    for name in needed:
        if name not in frame.columns:
            raise DataError(f"column {name!r} is missing", expected="the columns the grammar speaks of")
    return question.ask(frame)


def describe(questions: Sequence[Question], answers: Sequence[int]) -> str:
    """Put a situation into words for an error message.

    Args:
        questions: What was asked.
        answers: The answers, in the same order.

    Returns:
        Such as ``sentiment = 'negative', register 'casual'``.
    """
    return ", ".join(question.tell(answers[i]) for i, question in enumerate(questions))
