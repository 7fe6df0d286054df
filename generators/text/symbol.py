"""The symbols of a grammar: named parts with their alternatives."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from nonesuch.errors import PackError, nearest
from nonesuch.expression import parse_expression
from nonesuch.generators.text.lexicon import falling, fraction
from nonesuch.generators.text.parsing import parse_template
from nonesuch.generators.text.place import Place
from nonesuch.generators.text.template import LEVELS, Reference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from nonesuch.generators.text.model import AlternativeModel, SymbolModel
    from nonesuch.generators.text.template import Alternative

__all__ = ["Symbol", "read_symbol"]


@dataclass(frozen=True)
class Symbol:
    """A named part of texts.

    Attributes:
        name: By which templates refer to it.
        place: Where it stands.
        alternatives: Ways to say it; for a symbol with cases, those of all other values.
        by: Column whose value chooses among the cases; empty for none.
        cases: Ways to say it for each value of the column.
        arrange: Whether the alternatives arrange the same parts.
        outline: What stands for it at the level ``framework``.
    """

    name: str
    place: Place
    alternatives: tuple[Alternative, ...]
    by: str = ""
    cases: Mapping[str, tuple[Alternative, ...]] = field(default_factory=dict)
    arrange: bool = False
    outline: str | None = None

    @cached_property
    def below(self) -> tuple[tuple[str, Alternative], ...]:
        """Names of the symbols it refers to, and where."""
        return tuple(
            (item.symbol, alternative)
            for alternative in self.every()
            for item in alternative.parts
            if isinstance(item, Reference)
        )

    def listed(self) -> Iterator[tuple[str, tuple[Alternative, ...]]]:
        """Visit the cases with their alternatives; the empty case is that of all other values."""
        yield "", self.alternatives
        yield from self.cases.items()

    def every(self) -> Iterator[Alternative]:
        """Visit the alternatives of all cases."""
        for _, alternatives in self.listed():
            yield from alternatives


def read_symbol(name: str, model: SymbolModel, *, path: Path, registers: Collection[str]) -> Symbol:
    """Make a symbol of what stands in a file.

    Args:
        name: Its name.
        model: What stands in the file.
        path: The file.
        registers: Names of the grammar's registers.

    Returns:
        The symbol.

    Raises:
        PackError: If a template, a condition or a register is wrong, or nothing is said at all.
    """
    place = Place(path, ("symbols", name))
    _check_shape(model, place)

    def read(models: list[AlternativeModel], *keys: str) -> tuple[Alternative, ...]:
        alternatives = [
            _read_alternative(one, Place(path, ("symbols", name, *keys), one.say), registers) for one in models
        ]
        if model.weights == "falling":
            alternatives = [replace(one, weight=one.weight * falling(i)) for i, one in enumerate(alternatives)]
        if alternatives and not any(one.weight for one in alternatives):
            raise PackError(
                "every alternative has weight 0", place=str(place), expected="one alternative with a positive weight"
            )
        return tuple(alternatives)

    cases = {case: read(models, "cases", case) for case, models in model.cases.items()}
    return Symbol(
        name, place, read(model.otherwise if model.by else model.say), model.by or "", cases,
        model.arrange, model.outline,
    )  # fmt: skip


def _check_shape(model: SymbolModel, place: Place) -> None:
    if model.by and model.say:
        raise PackError("'say' and 'by' exclude each other", place=str(place), expected="'by', 'cases', 'otherwise'")
    if not model.by and (model.cases or model.otherwise):
        raise PackError("'cases' need a column", place=str(place), expected="by = 'column'")
    if not (model.say or model.cases or model.otherwise):
        raise PackError("the symbol says nothing", place=str(place), expected="a template or a list of templates")
    if any(not models for models in model.cases.values()):
        raise PackError("a case says nothing", place=str(place), expected="a list of templates; [''] for silence")


def _read_alternative(model: AlternativeModel, place: Place, registers: Collection[str]) -> Alternative:
    parsed = parse_template(model.say, place=place, registers=registers)
    fits = {model.register_} if isinstance(model.register_, str) else set(model.register_ or ())
    for name in fits - set(registers):
        raise PackError(f"unknown register {name!r}", place=str(place), hint=nearest(name, registers))
    return replace(
        parsed,
        weight=parsed.weight * fraction(model.weight),
        registers=parsed.registers | fits,
        level=max(parsed.level, LEVELS.index(model.level)),
        when=parse_expression(model.when, place=str(place)) if model.when else None,
        number=model.number,
    )
