"""What lies beside the tables of a pack: paths, and the grammars of its locales."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from nonesuch.generators.text.grammar import load_grammar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nonesuch.generators.paths import PathSpec
    from nonesuch.generators.text.grammar import Grammar

__all__ = ["Resources"]


@dataclass(frozen=True)
class Resources:
    """What the models of tables may look at besides their own file.

    Attributes:
        folder: The pack's folder.
        paths: Paths by name.
    """

    folder: Path
    paths: Mapping[str, PathSpec] = field(default_factory=dict)

    @property
    def locales(self) -> tuple[str, ...]:
        """Locales that the pack has words for."""
        return tuple(sorted(path.name for path in (self.folder / "text").glob("*") if any(path.glob("*.toml"))))

    def grammar(self, locale: str) -> Grammar:
        """The grammar of a locale; read once.

        Raises:
            PackError: If there is none, or a file is wrong.
        """
        return _grammar(self.folder / "text" / locale)


@cache
def _grammar(folder: Path) -> Grammar:
    return load_grammar(folder)
