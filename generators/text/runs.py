"""A template as a run of steps: literals that stand side by side are one, since most of a template is such words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nonesuch.generators.text.parsing import HARD_SPACE
from nonesuch.generators.text.template import Glue, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.generators.text.template import Alternative

__all__ = ["Step", "only_words", "steps"]


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


def only_words(alternative: Alternative) -> tuple[str, ...]:
    """The words of a template that holds nothing but literals and has no number; otherwise none."""
    if alternative.number or not all(isinstance(item, (Literal, Glue)) for item in alternative.items):
        return ()
    return next((step.words for step in steps(alternative)), ())


def steps(alternative: Alternative) -> Iterator[Step]:
    """Go through a template from left to right.

    Args:
        alternative: The template.

    Yields:
        Its steps.
    """
    words: list[str] = []
    glue, first = False, Step(0, glue=False)
    for place, item in enumerate(alternative.items):
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
