"""Marks that may open a template, an alternative or an option: ``2*``, ``30%:``, ``detail:``, ``casual 2*:``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from nonesuch.generators.text.template import LEVELS

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Marks", "read_marks"]

_MARKS = re.compile(r"\s*((?:[\w.]+[*%]?[ \t]+)*[\w.]+[*%]?):\s*")
_WEIGHT = re.compile(r"\s*(\d+(?:\.\d+)?)\*\s*")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)([*%])")


@dataclass(frozen=True)
class Marks:
    """What was read before a template.

    Attributes:
        weight: ``2*``; None if not given.
        chance: ``30%``, between 0 and 1; None if not given.
        level: Index in `LEVELS`.
        registers: Registers it fits; empty for all.
        length: Characters the marks took.
    """

    weight: Fraction | None = None
    chance: Fraction | None = None
    level: int = 0
    registers: frozenset[str] = frozenset()
    length: int = 0


def read_marks(text: str, start: int, registers: Collection[str]) -> Marks:
    """Read the marks at a spot of a template, if there are any.

    Args:
        text: The template.
        start: Where to look.
        registers: Names of the grammar's registers.

    Returns:
        The marks; of length 0 if the text begins at once.

    Example:
        >>> read_marks("30% detail: since then", 0, ())
        Marks(weight=None, chance=Fraction(3, 10), level=2, registers=frozenset(), length=12)
        >>> read_marks("note: call back", 0, ()).length
        0
    """
    listed = _MARKS.match(text, start)
    if listed:
        marks = _interpret(listed[1].split(), registers, listed.end() - start)
        if marks:
            return marks
    alone = _WEIGHT.match(text, start)
    return Marks(weight=Fraction(alone[1]), length=alone.end() - start) if alone else Marks()


def _interpret(words: list[str], registers: Collection[str], length: int) -> Marks | None:
    weight = chance = None
    level, fits = 0, set()
    for word in words:
        number = _NUMBER.fullmatch(word)
        if number and number[2] == "*":
            weight = Fraction(number[1])
        elif number:
            chance = Fraction(number[1]) / 100
        elif word in LEVELS:
            level = LEVELS.index(word)
        elif word in registers:
            fits.add(word)
        else:
            return None
    return Marks(weight, chance, level, frozenset(fits), length)
