"""What lies beside the tables of a pack: paths, and the grammars of its locales."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from nonesuch.generators.text.grammar import load_grammar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nonesuch.generators.paths import PathSpec
    from nonesuch.generators.text.grammar import Grammar

__all__ = ["Resources", "State", "state_of"]

State = tuple[tuple["Path", int, int, int], ...]
"""Of some files, what tells whether they have changed."""


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


def state_of(folder: Path, *patterns: str) -> State:
    """What tells one state of some files from another.

    Args:
        folder: A folder.
        *patterns: Which files below it, such as ``*.toml``.

    Returns:
        For each file its path, and what tells a changed one: number on the disk, moment, length.

    Example:
        >>> from importlib.resources import files
        >>> state_of(files("nonesuch") / "domains", "*.csv")
        ()
    """
    files = (file for pattern in patterns for file in folder.resolve().glob(pattern))
    return tuple((file, *_changed(file)) for file in files)


def _changed(file: Path) -> tuple[int, int, int]:
    try:
        facts = file.stat()
    except OSError:  # whoever reads it will say so
        return 0, 0, 0
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


@lru_cache(maxsize=64)
def _grammar(folder: Path, state: State) -> Grammar:  # noqa: ARG001 - changed files: another
    return load_grammar(folder)
