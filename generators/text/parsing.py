r"""Templates read into their parts.

================================  ================================================================================
``<symbol>``                      any alternative of a symbol
``{column}``                      the value of a column; it leaves a span
``{slot=column:format(a, b)}``    the same with a slot name of its own, a format and its arguments
``~lemma`` ``~lemma.past``        any word of a lemma, in a form
``~grip(story)``                  the form that agrees with ``~story``, ``<story>`` or ``{story}`` of this template
``(one|2* other|casual: x)``      alternatives, with weights, registers and levels of detail
``[maybe]`` ``[30%: one|other]``  a part that may be missing
``#slot<symbol>`` ``#slot(…)``    the part leaves a span; ``#slot@column`` names the column it speaks of
``\``                             takes the next character as it is
================================  ================================================================================
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from nonesuch.errors import PackError
from nonesuch.generators.text.marks import read_marks
from nonesuch.generators.text.template import (
    HARD_SPACE,
    Alternative,
    Annotation,
    Choice,
    Field,
    Glue,
    Literal,
    Option,
    Reference,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from nonesuch.generators.text.place import Place
    from nonesuch.generators.text.template import Item

__all__ = ["parse_template"]

_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)?"
_LITERAL = re.compile(r"[^<>{}()\[\]|~#\\\s]+")
_REFERENCE = re.compile(r"<\s*([^\W\d]\w*)\s*>")
_FIELD = re.compile(rf"\{{\s*(?:(\w+)\s*=\s*)?({_NAME})\s*(?::\s*(\w+)\s*(?:\(([^(){{}}]*)\))?\s*)?\}}")
_WORD = re.compile(r"~([^\W\d]\w*)(?:\.([^\W\d]\w*))?(?:\(([\w.]+)\))?")
_ANNOTATION = re.compile(rf"#([^\W\d]\w*)(?:@({_NAME}))?(?=[<(\[~{{])")
_DEPTH = 32


def parse_template(text: str, *, place: Place, registers: Collection[str] = ()) -> Alternative:
    """Parse a template.

    Args:
        text: The template.
        place: Where it stands.
        registers: Names of the grammar's registers.

    Returns:
        An alternative with the template's parts and the weight, registers and level its opening marks give.

    Raises:
        PackError: If a bracket is not closed or something else cannot be read.

    Example:
        >>> from pathlib import Path
        >>> from nonesuch.generators.text.place import Place
        >>> parse_template("a <good> film", place=Place(Path("x.toml"))).items
        (Literal(text='a'), Glue(), Reference(symbol='good'), Glue(), Literal(text='film'))
    """
    reader = _Reader(text, place, registers)
    alternative, chance = reader.alternative("")
    if chance is not None:
        reader.fail("a probability stands before a whole template", expected="a weight such as 2*")
    return alternative


class _Reader:
    def __init__(self, text: str, place: Place, registers: Collection[str]) -> None:
        self.text, self.place, self.registers = text, place, registers
        self.at = 0
        self.depth = 0
        self.loose = False

    def alternative(self, stops: str) -> tuple[Alternative, Fraction | None]:
        marks = read_marks(self.text, self.at, self.registers)
        self.at += marks.length
        items: list[Item] = []
        while self.at < len(self.text) and self.text[self.at] not in stops:
            before = len(items) and not isinstance(items[-1], Glue)
            self.loose = False
            items.append(self.item(alone=not stops))
            after = self.text[self.at : self.at + 1]
            if self.loose and (before or not (after.isspace() or after in stops)):
                self.fail("a space stands inside of a bracket and none outside", expected="'so [very] good'")
        self.loose = bool(items) and any(isinstance(edge, Glue) for edge in (items[0], items[-1]))
        parts = _merge_literals(items)
        weight = Fraction(1) if marks.weight is None else marks.weight
        return Alternative(parts, self.place, weight, marks.registers, marks.level), marks.chance

    def item(self, *, alone: bool) -> Item:  # noqa: PLR0911 - one line a kind of part
        char = self.text[self.at]
        match char:
            case "\\":
                self.at += 2
                escaped = self.text[self.at - 1 : self.at] or self.fail("nothing follows the last '\\'")
                return Literal(HARD_SPACE if escaped == " " else escaped)
            case "<":
                return Reference(self.take(_REFERENCE, "<symbol>")[1])
            case "{":
                return self.field()
            case "~" if self.text[self.at + 1 : self.at + 2].isalpha():
                found = self.take(_WORD, "~lemma, ~lemma.form or ~lemma(partner)")
                return Word(found[1], found[2] or "", found[3] or "")
            case "[":
                return self.option()
            case "(" if self.is_choice():
                return self.choice()
            case "#" if _ANNOTATION.match(self.text, self.at):
                return self.annotation(self.take(_ANNOTATION, "#slot"))
            case "|" if not alone:
                return self.fail("a '|' stands outside of ( )")
            case "}" | "]" | ">":
                return self.fail(f"a '{char}' closes nothing")
        return self.literal()

    def literal(self) -> Item:
        if self.text[self.at].isspace():
            self.at = re.compile(r"\s+").match(self.text, self.at).end()  # type: ignore[union-attr]
            return Glue()
        found = _LITERAL.match(self.text, self.at)
        text = found[0] if found else self.text[self.at]
        self.at += len(text)
        return Literal(text)

    def field(self) -> Field:
        found = self.take(_FIELD, "{column}, {slot=column}, {column:format} or {column:format(argument)}")
        slot, column, form, arguments = found.groups()
        listed = tuple(part.strip() for part in arguments.split(",")) if arguments and arguments.strip() else ()
        return Field(column, slot or column.rpartition(".")[2], form or "", listed)

    def option(self) -> Option:
        alternatives, chance = self.alternatives("]")
        first = alternatives[0]
        body = first if len(alternatives) == 1 else Alternative((Choice(alternatives),), self.place)
        return Option(body, Fraction(1, 2) if chance is None else chance)

    def choice(self) -> Choice:
        alternatives, chance = self.alternatives(")")
        if chance is not None:
            self.fail("a probability stands in an alternative", expected="a weight such as 2*")
        return Choice(alternatives)

    def alternatives(self, closing: str) -> tuple[tuple[Alternative, ...], Fraction | None]:
        """Read what stands between brackets; a probability may stand before the first alternative."""
        found: list[Alternative] = []
        chance = None
        while True:
            self.at += 1
            alternative, own = self.nested("|" + closing)
            if found and own is not None:
                self.fail("a probability stands in an alternative", expected="a weight such as 2*")
            chance = chance if found else own
            found.append(alternative)
            if self.text[self.at : self.at + 1] != "|":
                break
        self.close(closing)
        return tuple(found), chance

    def nested(self, stops: str) -> tuple[Alternative, Fraction | None]:
        self.depth += 1
        if self.depth > _DEPTH:
            self.fail("brackets are nested too deeply", expected=f"at most {_DEPTH} levels")
        body = self.alternative(stops)
        self.depth -= 1
        return body

    def annotation(self, found: re.Match[str]) -> Annotation:
        if self.text[self.at] == "(" and not self.is_choice():
            self.at += 1
            body, _ = self.nested(")")
            self.close(")")
            return Annotation(found[1], found[2] or "", Choice((body,)))
        return Annotation(found[1], found[2] or "", self.item(alone=True))

    def is_choice(self) -> bool:
        """Whether the bracket that opens here holds a '|' of its own; other brackets are just text."""
        depth = 0
        skip = False
        for char in self.text[self.at :]:
            if skip or char == "\\":
                skip = not skip
                continue
            depth += (char in "([{<") - (char in ")]}>")
            if depth == 1 and char == "|":
                return True
            if depth == 0:
                return False
        return False

    def take(self, pattern: re.Pattern[str], expected: str) -> re.Match[str]:
        found = pattern.match(self.text, self.at)
        if not found:
            self.fail(f"'{self.text[self.at : self.at + 20]}' cannot be read", expected=expected)
        self.at = found.end()
        return found

    def close(self, bracket: str) -> None:
        if self.text[self.at : self.at + 1] != bracket:
            self.fail(f"a '{bracket}' is missing")
        self.at += 1

    def fail(self, problem: str, *, expected: str | None = None) -> NoReturn:
        raise PackError(
            problem,
            place=f"{self.place}, character {self.at + 1}",
            expected=expected,
            found=self.text,
            hint="a '\\' before a character takes it as text",
        )


def _merge_literals(items: list[Item]) -> tuple[Item, ...]:
    merged: list[Item] = []
    for item in items:
        before = merged[-1] if merged else None
        if isinstance(item, Literal) and isinstance(before, Literal):
            merged[-1] = Literal(before.text + item.text)
        elif not isinstance(item, Glue) or (before and not isinstance(before, Glue)):
            merged.append(item)
    return tuple(merged[:-1] if merged and isinstance(merged[-1], Glue) else merged)
