"""Which answers of a record matter: what is said nowhere in a situation is not asked, and situations become fewer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.outline import asked_by_word, guards, nested
from nonesuch.generators.text.questions import UNASKED, Case, Register, Situations
from nonesuch.generators.text.template import Reference, Word, core

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.grammar import Grammar
    from nonesuch.generators.text.outline import Outline
    from nonesuch.generators.text.questions import Question
    from nonesuch.generators.text.template import Alternative

__all__ = ["Relevance"]


@dataclass
class _Part:
    """Templates that are said under the same conditions.

    Attributes:
        guards: Questions (places), in the order they are asked, and by answer whether the templates can still be said.
        asks: Places of what their words ask.
        below: Symbols they refer to, of those that ask something.
        inner: Parts of them with conditions of their own.
    """

    guards: tuple[tuple[int, NDArray[np.bool_]], ...] = ()
    asks: set[int] = field(default_factory=set)
    below: set[str] = field(default_factory=set)
    inner: list[_Part] = field(default_factory=list)

    def take(self, other: _Part) -> None:
        """Put another part inside of this one."""
        if other.guards:
            self.inner.append(other)
            return
        self.asks |= other.asks
        self.below |= other.below
        self.inner += other.inner


class Relevance:
    """Tells which questions of an outline are asked in a situation.

    Args:
        grammar: The grammar.
        outline: What is reached from a start.
    """

    def __init__(self, grammar: Grammar, outline: Outline) -> None:
        self._grammar, self._outline = grammar, outline
        self._places: dict[Question, int] = {question: place for place, question in enumerate(outline.questions)}
        self._parts = {name: self._symbol(name) for name in reversed(outline.order) if outline.asked[name]}
        self._known: dict[tuple[int, ...], tuple[int, ...]] = {}

    def merge(self, situations: Situations) -> Situations:
        """Make one of all situations that differ only in what is not asked.

        Args:
            situations: Sorted records.

        Returns:
            The same records; `UNASKED` stands for answers that do not matter.
        """
        new = [answers for answers in situations.answers if answers not in self._known]
        if new:
            self._known.update(zip(new, map(tuple, self.reduce(new).tolist()), strict=True))
        reduced = [self._known[answers] for answers in situations.answers]
        places = {answers: place for place, answers in enumerate(sorted({*reduced}))}
        codes = np.array([places[answers] for answers in reduced], np.int64)
        return Situations(tuple(places), codes[situations.codes])

    def reduce(self, situations: Sequence[tuple[int, ...]]) -> NDArray[np.int64]:
        """Forget the answers that do not matter.

        Args:
            situations: Answers to all questions of the outline, n tuples.

        Returns:
            Shape (n, questions), int64; `UNASKED` for answers that do not matter.
        """
        answers = np.array(situations, np.int64).reshape(len(situations), len(self._places)).T
        asked = np.zeros(answers.shape, bool)
        said = {name: np.zeros(len(situations), bool) for name in self._parts}
        if self._outline.start in said:
            said[self._outline.start][:] = True
        for name, part in self._parts.items():
            if said[name].any():
                _visit(part, said[name], answers, asked, said)
        return np.where(asked, answers, UNASKED).T

    def _symbol(self, name: str) -> _Part:
        symbol = self._grammar.symbols[name]
        whole = _Part()
        if not symbol.by:
            return self._merged(whole, name, "")
        case = self._places[Case(symbol.by, tuple(symbol.cases))]
        whole.asks.add(case)
        for answer, value in enumerate((*symbol.cases, "")):
            chosen = np.arange(len(symbol.cases) + 1) == answer
            whole.take(self._merged(_Part(((case, chosen),)), name, value))
        return whole

    def _merged(self, whole: _Part, name: str, value: str) -> _Part:
        symbol = self._grammar.symbols[name]
        for i, alternative in enumerate(symbol.cases.get(value, symbol.alternatives)):
            if self._outline.asked_in[name, value, i]:
                whole.take(self._alternative(alternative, frozenset()))
        return whole

    def _alternative(self, alternative: Alternative, outer: frozenset[str]) -> _Part:
        part = _Part(tuple(self._guards(alternative)))
        counts = outer | {item.column for item in alternative.fields}
        for item in alternative.variable:
            one = core(item)
            if isinstance(one, Word):
                part.asks |= {self._places[question] for question in asked_by_word(self._grammar, one, counts)}
            elif isinstance(one, Reference) and self._outline.asked[one.symbol]:
                part.below.add(one.symbol)
            for inner in nested(item):
                part.take(self._alternative(inner, counts))
        return part

    def _guards(self, alternative: Alternative) -> Iterator[tuple[int, NDArray[np.bool_]]]:
        for question in guards(self._grammar, alternative):
            fits = [False, True]
            if isinstance(question, Register):
                fits = [*(name in alternative.registers for name in question.names), False]
            yield self._places[question], np.array(fits)


def _visit(
    part: _Part,
    where: NDArray[np.bool_],
    answers: NDArray[np.int64],
    asked: NDArray[np.bool_],
    said: dict[str, NDArray[np.bool_]],
) -> None:
    """Note what a part asks and says in the situations in which it is reached."""
    for place, fits in part.guards:
        asked[place] |= where
        where = where & fits[answers[place]]
    for place in part.asks:
        asked[place] |= where
    for name in part.below:
        said[name] |= where
    for inner in part.inner:
        _visit(inner, where, answers, asked, said)
