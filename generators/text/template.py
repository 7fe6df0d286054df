"""What a template is made of once it is parsed."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nonesuch.expression import Expression
    from nonesuch.generators.text.model import Number
    from nonesuch.generators.text.place import Place

__all__ = [
    "HARD_SPACE",
    "LEVELS",
    "Alternative",
    "Annotation",
    "Choice",
    "Field",
    "Glue",
    "Item",
    "Literal",
    "Option",
    "Reference",
    "Step",
    "Word",
    "core",
    "name_of",
    "walk",
]

LEVELS = ("framework", "content", "detail", "enhancement")
"""Levels of detail, from the least to the most."""

HARD_SPACE = "\x00"
"""Stands in literals for a space that is said even where the language joins without spaces."""


@dataclass(frozen=True)
class Literal:
    """Text that is said as it stands."""

    text: str


@dataclass(frozen=True)
class Glue:
    """A space of the template: the language's joiner, unless nothing stands on one of its sides."""


@dataclass(frozen=True)
class Field:
    """``{slot=column:format(arguments)}``: the value of a column, which leaves a span."""

    column: str
    slot: str
    format: str = ""
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reference:
    """``<symbol>``: any alternative of a symbol."""

    symbol: str


@dataclass(frozen=True)
class Word:
    """``~lemma.form(partner)``: any word of a lemma, in a form, agreeing with another part of the template."""

    lemma: str
    form: str = ""
    partner: str = ""


@dataclass(frozen=True)
class Choice:
    """``(one|other)``: one of several alternatives."""

    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True)
class Option:
    """``[30%: part]``: a part that may be missing."""

    body: Alternative
    chance: Fraction


@dataclass(frozen=True)
class Annotation:
    """``#slot@column`` before a part: the part leaves a span of this name."""

    slot: str
    column: str
    item: Item


Item = Literal | Glue | Field | Reference | Word | Choice | Option | Annotation


@dataclass(frozen=True)
class Step:
    """What comes next in a template.

    Attributes:
        place: Place of the part in the template, or of the first of several literals.
        glue: Whether a space stands before it.
        words: The literals, with spaces between them; none for any other part.
    """

    place: int
    glue: bool
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """A template with what it needs and how often it is taken.

    Attributes:
        items: Its parts.
        place: Where it stands.
        weight: How often it is taken, relative to its neighbours.
        registers: Registers it fits; empty for all.
        level: Index in `LEVELS` of the least level at which it is said.
        when: A condition on the record.
        number: Number of the phrase, if its author gave one.
    """

    items: tuple[Item, ...]
    place: Place
    weight: Fraction = field(default=Fraction(1))
    registers: frozenset[str] = frozenset()
    level: int = 0
    when: Expression | None = None
    number: Number | None = None

    @cached_property
    def parts(self) -> tuple[Item, ...]:
        """All parts but literals and spaces, those inside of choices, options and annotations included."""
        return tuple(inner for item in self.variable for inner in _walk_item(item))

    @cached_property
    def variable(self) -> tuple[Item, ...]:
        """Its parts without literals and spaces: few of many."""
        return tuple(item for item in self.items if not isinstance(item, (Literal, Glue)))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Its parts from left to right; literals side by side are one step, since most of it is such words."""
        return tuple(_steps(self.items))

    @cached_property
    def only_words(self) -> tuple[str, ...]:
        """Its words if it holds nothing but literals and has no number; otherwise none."""
        if self.number or self.variable:
            return ()
        return next((step.words for step in self.steps), ())

    @cached_property
    def partners(self) -> frozenset[str]:
        """Lemmas, symbols and columns that some word in it agrees with."""
        return frozenset(item.partner for item in self.parts if isinstance(item, Word) and item.partner)

    @cached_property
    def falls_away(self) -> bool:
        """Whether a part of it is said wherever the record has a value, and falls away elsewhere."""
        return any(isinstance(item, Option) and item.chance == 1 for item in self.parts)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields that do not stand in an inner alternative."""
        return tuple(inner for inner in map(core, self.variable) if isinstance(inner, Field))


def walk(alternative: Alternative) -> Iterator[Item]:
    """Visit all parts of a template but literals and spaces, those inside of choices and the like included."""
    return iter(alternative.parts)


def _walk_item(item: Item) -> Iterator[Item]:
    yield item
    match item:
        case Choice(alternatives):
            for alternative in alternatives:
                yield from alternative.parts
        case Option(body):
            yield from body.parts
        case Annotation(item=inner):
            yield from _walk_item(inner)


def _steps(items: Sequence[Item]) -> Iterator[Step]:
    words: list[str] = []
    glue, first = False, Step(0, glue=False)
    for place, item in enumerate(items):
        if isinstance(item, Glue):
            glue = True
            continue
        if words and not (isinstance(item, Literal) and glue):
            yield Step(first.place, first.glue, tuple(words))
            words = []
        if isinstance(item, Literal):
            first = first if words else Step(place, glue)
            words.append(item.text.replace(HARD_SPACE, " "))
        else:
            yield Step(place, glue)
        glue = False
    if words:
        yield Step(first.place, first.glue, tuple(words))


def core(item: Item) -> Item:
    """The part inside of annotations."""
    while isinstance(item, Annotation):
        item = item.item
    return item


def name_of(item: Item) -> str:
    """The lemma, symbol or column a part names, by which others agree with it; empty for other parts."""
    match core(item):
        case Word(lemma=name) | Reference(symbol=name) | Field(column=name):
            return name
    return ""
