"""What lies beside the tables of a pack: paths, and the grammars of its locales."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from nonesuch.generators.filestate import state_of
from nonesuch.generators.text.grammar import load_grammar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nonesuch.generators.filestate import State
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
        """The grammar of a locale; read once for as long as its files do not change.

        Raises:
            PackError: If there is none, or a file is wrong.
        """
        folder = self.folder / "text" / locale
        return _grammar(folder, state_of(folder, "*.toml"))


@lru_cache(maxsize=64)
def _grammar(folder: Path, state: State) -> Grammar:  # noqa: ARG001 - changed files: another
    return load_grammar(folder)
