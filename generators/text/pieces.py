"""What templates become: chains of tables, blanks and branches."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from nonesuch.generators.text.table import Table

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

__all__ = ["EMPTY", "Blank", "Branch", "Chain", "Part", "is_silent"]


@dataclass(frozen=True, eq=False)
class Blank:
    """A place for the formatted value of a column.

    Attributes:
        field: Index in the compiled grammar's list of fields.
        whole: Slots whose span is the value.
        opens: Slots whose span begins here and ends in a later part.
        closes: Slots whose span began in an earlier part and ends here.
    """

    field: int
    whole: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Branch:
    """Weighted alternatives that are too many, or too unlike, to be one table.

    Attributes:
        chains: The alternatives.
        weights: How often each is taken, > 0.
        name: Symbol whose alternatives these are, where they are kept apart from others: because restructuring must
            find them again, or so that the urns are alike in all situations; else empty.
    """

    chains: tuple[Chain, ...]
    weights: tuple[Fraction, ...]
    name: str = ""

    @cached_property
    def total(self) -> Fraction:
        """All weights together."""
        return sum(self.weights, Fraction(0))

    @cached_property
    def width(self) -> int:
        """Most parts that one of its alternatives comes to."""
        return max(chain.width for chain in self.chains)

    @cached_property
    def depth(self) -> int:
        """Most branches inside of one another, this one included."""
        return 1 + max(chain.depth for chain in self.chains)


Part = Table | Blank | Branch


@dataclass(frozen=True, eq=False)
class Chain:
    """Parts said one after another.

    Attributes:
        parts: Tables, blanks and branches; none for silence.
    """

    parts: tuple[Part, ...] = ()

    @property
    def table(self) -> Table | None:
        """The table, if the chain is nothing but a table."""
        return self.parts[0] if len(self.parts) == 1 and isinstance(self.parts[0], Table) else None

    @cached_property
    def width(self) -> int:
        """Most parts that are said, those inside of branches counted."""
        return sum([part.width if isinstance(part, Branch) else not is_silent(part) for part in self.parts])

    @cached_property
    def depth(self) -> int:
        """Most branches inside of one another."""
        return max((part.depth for part in self.parts if isinstance(part, Branch)), default=0)

    @cached_property
    def has_features(self) -> bool:
        """Whether one of its parts says what others agree with."""
        return any(_has_features(part) for part in self.parts)

    @cached_property
    def signature(self) -> tuple[Hashable, ...]:
        """What it says, whatever was decided: equal for chains that say the same in the same parts; () for silence."""
        return tuple(_signature(part) for part in self.parts if not is_silent(part))

    def plain_texts(self) -> Sequence[str]:
        """The texts of the chain if it is nothing but a table, or a branch of such; nothing otherwise."""
        spoken = [part for part in self.parts if not is_silent(part)]
        if len(spoken) == 1 and isinstance(spoken[0], Table):
            return spoken[0].texts
        if len(spoken) == 1 and isinstance(spoken[0], Branch):
            return [text for chain in spoken[0].chains for text in chain.plain_texts()]
        return ("",) if self.parts and not spoken else ()

    def plus(self, parts: Sequence[Part]) -> Chain:
        """The chain with more parts at its end."""
        return Chain((*self.parts, *parts))


EMPTY = Chain()
"""Silence."""


def is_silent(part: Part) -> bool:
    """Whether a part never says anything."""
    return isinstance(part, Table) and part.texts == ("",)


def _signature(part: Part) -> Hashable:
    match part:
        case Table(texts, layers=layers):
            return texts, tuple(layer.slot for layer in layers)
        case Blank(column, whole):
            return column, whole
    return tuple(chain.signature for chain in part.chains)


def _has_features(part: Part) -> bool:
    if isinstance(part, Table):
        return part.features is not None
    return isinstance(part, Branch) and any(chain.has_features for chain in part.chains)
