"""Which columns of a record a grammar reads."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from nonesuch.generators.text.formats import FORMATS
from nonesuch.generators.text.outline import reached
from nonesuch.generators.text.template import Annotation, Field, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nonesuch.generators.text.grammar import Grammar
    from nonesuch.generators.text.template import Alternative, Item

__all__ = ["columns_read"]


def columns_read(grammar: Grammar, starts: Sequence[str]) -> tuple[str, ...]:
    """Find the columns that texts speak of or depend on.

    Args:
        grammar: The grammar.
        starts: Symbols that texts begin with.

    Returns:
        Names as the grammar writes them, each once.

    Raises:
        PackError: If a symbol is unknown or leads back to itself.
        UsageError: If a start is unknown.
    """
    found: dict[str, None] = {}
    for name in reached(grammar, starts):
        found.update(dict.fromkeys(_of_symbol(grammar, name)))
    return tuple(found)


@lru_cache(maxsize=16_384)
def _of_symbol(grammar: Grammar, name: str) -> tuple[str, ...]:
    symbol = grammar.symbols[name]
    names = [name for alternative in symbol.every() for name in _of_alternative(alternative)]
    return tuple(dict.fromkeys([*([symbol.by] if symbol.by else []), *names]))


def _of_alternative(alternative: Alternative) -> Iterator[str]:
    if alternative.when is not None:
        yield from alternative.when.columns
    for item in walk(alternative):
        yield from _of_item(item)


def _of_item(item: Item) -> Iterator[str]:
    match item:
        case Field(column=column, format=name, arguments=arguments):
            yield column
            places = FORMATS[name].columns if name in FORMATS else ()
            yield from (arguments[place] for place in places if place < len(arguments) and arguments[place].islower())
        case Annotation(column=column) if column:
            yield column
