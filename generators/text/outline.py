"""The outline of a grammar from one start: what is reached, in which order, and what each symbol asks of a record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from nonesuch.errors import PackError, UsageError, nearest
from nonesuch.generators.text.questions import Case, Condition, Present, Register, Single
from nonesuch.generators.text.template import Annotation, Choice, Option, Reference, Word, core, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from nonesuch.generators.text.grammar import Grammar
    from nonesuch.generators.text.questions import Question
    from nonesuch.generators.text.template import Alternative, Item

__all__ = ["Outline", "asked_by_word", "guards", "nested", "reached", "trace"]


@dataclass(frozen=True)
class Outline:
    """What is reached from a start.

    Attributes:
        start: The symbol that texts begin with.
        order: Symbols reached, each after all it refers to.
        questions: Everything that is asked of a record.
        asked: For each symbol, the places in ``questions`` of what it and the symbols below it ask.
        asked_in: The same for each of its alternatives, by symbol, case and place.
    """

    start: str
    order: tuple[str, ...]
    questions: tuple[Question, ...]
    asked: Mapping[str, tuple[int, ...]]
    asked_in: Mapping[tuple[str | int, ...], tuple[int, ...]]

    def depends(self, name: str) -> bool:
        """Whether what a symbol says depends on the record, and not only on the register."""
        return any(not isinstance(self.questions[place], Register) for place in self.asked[name])


def trace(grammar: Grammar, start: str, *, reach: bool = True) -> Outline:
    """Follow a grammar from a start.

    Args:
        grammar: The grammar.
        start: A symbol.
        reach: Whether to check that every symbol is reached from some start.

    Returns:
        The outline.

    Raises:
        PackError: If a symbol is unknown, leads back to itself, or is reached from nowhere.
        UsageError: If the start is unknown.
    """
    order = reached(grammar, [start])
    if reach:
        _check_reach(grammar, None if start in grammar.starts else start)
    questions: dict[Question, int] = {}
    asked: dict[str, tuple[int, ...]] = {}
    asked_in: dict[tuple[str | int, ...], tuple[int, ...]] = {}
    for name in order:
        symbol = grammar.symbols[name]
        own = {questions.setdefault(Case(symbol.by, tuple(symbol.cases)), len(questions))} if symbol.by else set()
        for key, found, below in _asked_by(grammar, name):
            here = {questions.setdefault(question, len(questions)) for question in found}
            here |= {place for other in below for place in asked[other]}
            asked_in[key] = tuple(sorted(here))
            own |= here
        asked[name] = tuple(sorted(own))
    return Outline(start, order, tuple(questions), asked, asked_in)


def reached(grammar: Grammar, starts: Sequence[str]) -> tuple[str, ...]:
    """Find the symbols that texts with certain starts can hold.

    Args:
        grammar: The grammar.
        starts: Symbols.

    Returns:
        Names of symbols, each after all it refers to.

    Raises:
        PackError: If a symbol is unknown or leads back to itself.
        UsageError: If a start is unknown.
    """
    order: dict[str, None] = {}
    for start in starts:
        if start not in grammar.symbols:
            raise UsageError(f"unknown start {start!r}", hint=nearest(start, grammar.starts or grammar.symbols))
        _visit(grammar, start, order, {})
    return tuple(order)


def _visit(grammar: Grammar, name: str, order: dict[str, None], path: dict[str, None]) -> None:
    if name in order:
        return
    symbol = grammar.symbols[name]
    if name in path:
        way = list(path)
        raise PackError(
            f"symbol {name!r} leads back to itself",
            place=str(symbol.place),
            expected="symbols that come to an end",
            found=" -> ".join([*way[way.index(name) :], name]),
        )
    path[name] = None
    for below, alternative in symbol.below:
        _find(grammar, below, alternative)
        _visit(grammar, below, order, path)
    del path[name]
    order[name] = None


def _find(grammar: Grammar, name: str, alternative: Alternative) -> None:
    if name not in grammar.symbols:
        raise PackError(f"unknown symbol {name!r}", place=str(alternative.place), hint=nearest(name, grammar.symbols))


@lru_cache(maxsize=256)
def _check_reach(grammar: Grammar, start: str | None = None) -> None:
    said: dict[str, None] = {}
    for other in (*grammar.starts, *((start,) if start else ())):
        _visit(grammar, other, said, {})
    for rule in grammar.paraphrases:
        for template in rule.into:
            for below in _references(template):
                _find(grammar, below, template)
                _visit(grammar, below, said, {})
    for name, symbol in grammar.symbols.items():
        if name not in said:
            raise PackError(
                f"symbol {name!r} is never said",
                place=str(symbol.place),
                expected="a symbol that is reached from " + ", ".join(grammar.starts or (start or "",)),
                hint="refer to it, delete it, or list it in 'starts'",
            )


@lru_cache(maxsize=16_384)
def _asked_by(
    grammar: Grammar, name: str
) -> tuple[tuple[tuple[str | int, ...], tuple[Question, ...], tuple[str, ...]], ...]:
    """For each alternative of a symbol: symbol, case and place, what it asks itself, the symbols it refers to."""
    return tuple(
        ((name, case, i), tuple(_ask_alternative(grammar, alternative, frozenset())), tuple(_references(alternative)))
        for case, alternatives in grammar.symbols[name].listed()
        for i, alternative in enumerate(alternatives)
    )


def _references(alternative: Alternative) -> Iterator[str]:
    for item in walk(alternative):
        if isinstance(item, Reference):
            yield item.symbol


def nested(item: Item) -> tuple[Alternative, ...]:
    """The alternatives inside of a part: those of a choice, the body of an option."""
    match item:
        case Choice(alternatives):
            return alternatives
        case Option(body):
            return (body,)
        case Annotation(item=inner):
            return nested(inner)
    return ()


def _ask_alternative(grammar: Grammar, alternative: Alternative, outer: frozenset[str]) -> Iterator[Question]:
    yield from guards(grammar, alternative)
    counts = outer | {field.column for field in alternative.fields}
    for item in alternative.variable:
        word = core(item)
        if isinstance(word, Word):
            yield from asked_by_word(grammar, word, counts)
        for inner in nested(item):
            yield from _ask_alternative(grammar, inner, counts)


def guards(grammar: Grammar, alternative: Alternative) -> Iterator[Question]:
    """What is asked before an alternative can be said at all, in this order."""
    if alternative.registers:
        yield Register(grammar.registers)
    if alternative.when:
        yield Condition(alternative.when)
    yield from (Present(field.column) for field in alternative.fields)


def asked_by_word(grammar: Grammar, word: Word, counts: Collection[str]) -> Iterator[Question]:
    """What the choice and the form of a word depend on; `counts` are the columns it may agree with."""
    lemma = grammar.lexicon.lemmas.get(word.lemma)
    if lemma and any(entry.registers for entry in lemma.words):
        yield Register(grammar.registers)
    if word.partner in counts:
        yield Single(word.partner, grammar.language.data.plural.one)
