"""What expressions read of a table, and in which form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from nonesuch.expression import Part

__all__ = ["Reads"]


@dataclass(frozen=True)
class Reads:
    """Names that expressions read.

    Categories are codes, which compare fast with literals and with codes of the same kind; anything else wants words.

    Attributes:
        names: The names, as expressions write them.
        texts: Those that must be texts even where the table has categories.
        pairs: Those that are compared with each other, and must be texts if their categories differ.
        parts: Parts that are computed beforehand, under their names.
    """

    names: tuple[str, ...] = ()
    texts: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()
    parts: tuple[Part, ...] = ()

    def __or__(self, other: Reads) -> Reads:
        """What both read."""
        names = tuple(dict.fromkeys((*self.names, *other.names)))
        parts = tuple(dict.fromkeys((*self.parts, *other.parts)))
        return Reads(names, self.texts | other.texts, self.pairs | other.pairs, parts)

    @classmethod
    def as_texts(cls, names: Iterable[str]) -> Reads:
        """Read columns, categories as texts."""
        wanted = tuple(dict.fromkeys(names))
        return cls(wanted, frozenset(wanted))

    def renamed(self, names: Mapping[str, str]) -> Reads:
        """Read the same under other names.

        Args:
            names: The new name of each.

        Returns:
            The reads.
        """
        pairs = frozenset((names[a], names[b]) for a, b in self.pairs)
        return Reads(
            tuple(dict.fromkeys(names[name] for name in self.names)),
            frozenset(names[name] for name in self.texts),
            pairs,
        )

    def worded(self, types: Mapping[str, pl.DataType]) -> set[str]:
        """Say which names must be made texts.

        Args:
            types: The types of the columns.

        Returns:
            Names.

        Example:
            >>> import polars as pl
            >>> reads = Reads(("a", "b"), pairs=frozenset({("a", "b")}))
            >>> reads.worded({"a": pl.Enum(["x"]), "b": pl.Enum(["x"])})
            set()
            >>> sorted(reads.worded({"a": pl.Enum(["x"]), "b": pl.String()}))
            ['a', 'b']
        """
        words = set(self.texts)
        changed = True
        while changed:
            more = {n for a, b in self.pairs if a in words or b in words or types[a] != types[b] for n in (a, b)}
            changed = not more <= words
            words |= more
        return words
