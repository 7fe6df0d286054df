"""What a grammar asks of a record before it can speak: conditions, cases, missing values, counts, register."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import DataError, UsageError, nearest
from nonesuch.generators.text.packing import pack_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from nonesuch.expression import Expression

__all__ = [
    "UNASKED",
    "Answers",
    "Case",
    "Condition",
    "Present",
    "Question",
    "Register",
    "Single",
    "Situations",
    "describe",
    "places_of",
]


UNASKED = -1
"""Stands for the answer to a question that does not matter in a situation."""


@dataclass(frozen=True)
class Condition:
    """Whether an expression holds; null counts as no. Answers: 0 no, 1 yes."""

    expression: Expression

    @property
    def answers(self) -> int:
        """Number of possible answers."""
        return 2

    @property
    def columns(self) -> tuple[str, ...]:
        """What is read."""
        return self.expression.columns

    def holds(self, frame: pl.DataFrame) -> pl.Expr:  # noqa: ARG002 - one interface for all
        """Whether the answer is yes, for the records of a frame."""
        return self.expression.polars.cast(pl.Boolean).fill_null(value=False)

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

    @property
    def columns(self) -> tuple[str, ...]:
        """What is read."""
        return (self.column,)

    def ask(self, frame: pl.DataFrame) -> NDArray[np.int64]:
        """Answer for every record.

        Args:
            frame: The records, n rows.

        Returns:
            Shape (n,), int64.
        """
        return places_of(frame[self.column], self.values)

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

    @property
    def columns(self) -> tuple[str, ...]:
        """What is read."""
        return (self.column,)

    def holds(self, frame: pl.DataFrame) -> pl.Expr:
        """Whether the answer is yes, for the records of a frame."""
        values, dtype = pl.col(self.column), frame[self.column].dtype
        if dtype == pl.String:
            return (values != "").fill_null(value=False)
        return values.is_finite().fill_null(value=False) if dtype.is_float() else values.is_not_null()

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

    @property
    def columns(self) -> tuple[str, ...]:
        """What is read."""
        return (self.column,)

    def holds(self, frame: pl.DataFrame) -> pl.Expr:  # noqa: ARG002 - one interface for all
        """Whether the answer is yes, for the records of a frame."""
        count = pl.col(self.column).cast(pl.Float64)
        return count.is_in([float(one) for one in self.ones]).fill_null(value=False)

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
        answers: One tuple of answers for each situation that occurs, in the order of the questions; perhaps `UNASKED`.
        codes: The situation of each record, shape (n,), int64.
    """

    answers: tuple[tuple[int, ...], ...]
    codes: NDArray[np.int64]

    @property
    def rows(self) -> list[NDArray[np.int64]]:
        """The records in each situation, ascending."""
        if not self.answers:
            return []
        counts = np.bincount(self.codes, minlength=len(self.answers))
        return np.split(np.argsort(self.codes, kind="stable"), np.cumsum(counts)[:-1])


@dataclass(frozen=True, eq=False)
class Answers:
    """Records with the answers they have given, so that several grammars ask each question once.

    Attributes:
        frame: The records, n rows.
        known: Answers by question, shape (n,), int64.
    """

    frame: pl.DataFrame
    known: dict[Question, NDArray[np.int64]] = field(default_factory=dict)

    def ask(self, questions: Iterable[Question]) -> None:
        """Ask what has not been asked yet.

        Args:
            questions: What is asked; of registers nothing is known here.

        Raises:
            DataError: If a column that is asked for is missing.
        """
        new = [one for one in dict.fromkeys(questions) if one not in self.known and not isinstance(one, Register)]
        if not new:
            return
        there = {*self.frame.columns}
        for name in (name for question in new for name in question.columns):
            if name not in there:
                raise DataError(f"column {name!r} is missing", expected="the columns the grammar speaks of")
        plain = [question for question in new if not isinstance(question, Case)]
        said = self.frame.with_columns(
            [question.holds(self.frame).alias(f"answer {i}") for i, question in enumerate(plain)]
        )
        self.known.update({one: one.ask(self.frame) for one in new if isinstance(one, Case)})
        self.known.update({one: said[f"answer {i}"].to_numpy().astype(np.int64) for i, one in enumerate(plain)})

    def slice(self, start: int, size: int) -> Answers:
        """Some records that lie side by side."""
        known = {question: answers[start : start + size] for question, answers in self.known.items()}
        return Answers(self.frame.slice(start, size), known)

    def set_registers(self, words: Sequence[str | None] | pl.Series, names: tuple[str, ...]) -> None:
        """Say in which register each record is to be told.

        Args:
            words: The registers, shape (n,); None for words that fit every register.
            names: Registers of the grammar.

        Raises:
            UsageError: If there are not n registers, or one is unknown.
        """
        if len(words) != self.frame.height:
            raise UsageError("not one register for each record", expected=str(self.frame.height), found=len(words))
        given = words if isinstance(words, pl.Series) else pl.Series(words, dtype=pl.String)
        places = places_of(given, names)
        strange = given.filter(pl.Series(places == len(names))).drop_nulls().cast(pl.String)
        if len(strange):
            raise UsageError(f"unknown register {strange[0]!r}", hint=nearest(strange[0], names))
        self.known[Register(names)] = places

    def sort(self, questions: Sequence[Question]) -> Situations:
        """Sort the records by their answers.

        Args:
            questions: What is asked; no register is told where none has been set.

        Returns:
            The situations that occur, in the order of their answers.

        Raises:
            DataError: If a column that is asked for is missing.
        """
        self.ask(questions)
        height = self.frame.height
        columns = [
            np.broadcast_to(np.int64(len(question.names)), (height,))
            if isinstance(question, Register) and question not in self.known
            else self.known[question]
            for question in questions
        ]
        firsts, codes = pack_columns(columns, [question.answers for question in questions], height)
        rows = np.stack([column.take(firsts) for column in columns], axis=1).tolist() if columns else [[]] * len(firsts)
        return Situations(tuple(map(tuple, rows)), codes)


def places_of(values: pl.Series, listed: Sequence[str]) -> NDArray[np.int64]:
    """Find values in a list.

    Args:
        values: Words, shape (n,).
        listed: Distinct words.

    Returns:
        The place of each value, ``len(listed)`` for any other and for null; shape (n,), int64.

    Example:
        >>> places_of(pl.Series(["b", None, "c"]), ["a", "b"]).tolist()
        [1, 2, 2]
    """
    other = len(listed)
    places = {value: place for place, value in enumerate(listed)}
    if isinstance(values.dtype, pl.Enum):
        by_code = [places.get(category, other) for category in values.dtype.categories]
        codes = values.to_physical().cast(pl.Int64).fill_null(len(by_code)).to_numpy()
        return np.array([*by_code, other], np.int64).take(codes)
    found = values.cast(pl.String).replace_strict(places, default=other, return_dtype=pl.Int64)
    return found.fill_null(other).to_numpy()


def describe(questions: Sequence[Question], answers: Sequence[int]) -> str:
    """Put a situation into words for an error message.

    Args:
        questions: What was asked.
        answers: The answers, in the same order; nothing is told of those that do not matter.

    Returns:
        Such as ``sentiment = 'negative', register 'casual'``.
    """
    told = zip(questions, answers, strict=True)
    return ", ".join(question.tell(answer) for question, answer in told if answer != UNASKED)
