"""Whether files have changed since they were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["State", "changed", "state_of"]

State = tuple[tuple["Path", int, int, int], ...]
"""Of some files, what tells whether they have changed."""


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
    return tuple((file, *changed(file)) for file in files)


def changed(path: Path) -> tuple[int, int, int]:
    """What tells a changed file or folder from the one before.

    Args:
        path: The file.

    Returns:
        Number on the disk, moment of the change (nanoseconds since 1970-01-01), length (bytes); zeros if it cannot be
        looked at.

    Example:
        >>> from pathlib import Path
        >>> changed(Path("no", "such", "file"))
        (0, 0, 0)
    """
    try:
        facts = path.stat()
    except (OSError, ValueError):  # whoever reads it will say so
        return 0, 0, 0
    return facts.st_ino, facts.st_mtime_ns, facts.st_size
