"""What the parts of a compiled grammar point at: slots, fields, features, and the sites where something is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["FieldKey", "Registry", "Site", "SiteKind", "SlotKey"]

SiteKind = Literal["alternative", "choice", "option", "word"]
"""What is decided at a site: which alternative of a symbol or of a choice, whether an option is said, which word."""


@dataclass(frozen=True)
class SlotKey:
    """A kind of span.

    Attributes:
        slot: Name of the slot.
        column: Column of the record it speaks of; empty for none.
    """

    slot: str
    column: str


@dataclass(frozen=True)
class FieldKey:
    """A column written in a certain way.

    Attributes:
        column: The column.
        format: Name of the format; empty for the plain value.
        arguments: Of the format.
        article: Whether not the value is meant but the indefinite article before it.
    """

    column: str
    format: str = ""
    arguments: tuple[str, ...] = ()
    article: bool = False


@dataclass(frozen=True)
class Site:
    """A place of the grammar where something is decided.

    Attributes:
        kind: What is decided.
        path: Where it is: symbol, alternative, then places of parts; unique.
        lemma: The lemma, for words.
        optional: Whether it lies inside of an option.
    """

    kind: SiteKind
    path: tuple[str | int, ...]
    lemma: str = ""
    optional: bool = False


@dataclass
class Registry:
    """Numbers for the things a compiled grammar names; a thing keeps its number."""

    slots: dict[SlotKey, int] = field(default_factory=dict)
    fields: dict[FieldKey, int] = field(default_factory=dict)
    features: dict[frozenset[str], int] = field(default_factory=lambda: {frozenset({"singular"}): 0})
    sites: dict[Site, int] = field(default_factory=dict)

    def slot(self, slot: str, column: str) -> int:
        """Number of a slot."""
        return self.slots.setdefault(SlotKey(slot, column), len(self.slots))

    def field(self, key: FieldKey) -> int:
        """Number of a field."""
        return self.fields.setdefault(key, len(self.fields))

    def article(self, field: int) -> int:
        """Number of the field that holds the indefinite article of another field's values."""
        key = tuple(self.fields)[field]
        return self.field(FieldKey(key.column, key.format, key.arguments, article=True))

    def feature(self, features: frozenset[str]) -> int:
        """Number of a set of features; 0 is the singular."""
        return self.features.setdefault(features, len(self.features))

    def feature_set(self, code: int) -> frozenset[str]:
        """The set of features of a number."""
        return tuple(self.features)[code]

    def site(self, site: Site) -> int:
        """Number of a site."""
        return self.sites.setdefault(site, len(self.sites))
