"""Where packs are found: a path, the folders of NONESUCH_PATH, installed distributions, the built-in ones."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from pathlib import Path

from nonesuch.errors import NonesuchError, PackError, UsageError, nearest
from nonesuch.generators.filestate import changed
from nonesuch.tomlfile import read_toml

__all__ = ["PackPlace", "find_pack", "known_packs", "packs_here"]

_GROUP = "nonesuch.domains"


@dataclass(frozen=True)
class PackPlace:
    """A pack that was found.

    Attributes:
        name: The domain's name.
        folder: The pack's folder.
        origin: Where it was found: ``built-in``, ``NONESUCH_PATH``, or the distribution's name.
    """

    name: str
    folder: Path
    origin: str


def find_pack(name: str | Path) -> Path:
    """Find a pack by name or path.

    Args:
        name: A domain's name, or the path of a pack's folder.

    Returns:
        The folder.

    Raises:
        UsageError: If there is no such pack.
        PackError: If two places hold a pack of this name.

    Example:
        >>> find_pack("medical").name
        'medical'
    """
    path = Path(name)
    there = _is_pack(path)
    if isinstance(name, Path) or os.sep in str(name) or there:
        if not there:
            raise UsageError("no pack lies there", place=str(path), expected="a folder with a pack.toml")
        return path
    found = [place for place in known_packs() if place.name == name]
    if not found:
        here = [place.origin for place in packs_here(Path())]
        hint = nearest(name, [*(place.name for place in known_packs()), *here])
        expected = "the name of a domain, or the path of a pack"
        raise UsageError(f"unknown domain {name!r}", place="domain", expected=expected, hint=hint)
    if len(found) > 1:
        places = "; ".join(f"{place.folder} ({place.origin})" for place in found)
        hint = "name the one you want by its path"
        raise PackError(f"two packs are called {name!r}", place="domain", found=places, hint=hint)
    return found[0].folder


def _is_pack(folder: Path) -> bool:
    try:
        return (folder / "pack.toml").is_file()
    except (OSError, ValueError):  # a name too long, or one that no file can have
        return False


def known_packs() -> list[PackPlace]:
    """All packs that can be found by name, in the order in which they are searched.

    Returns:
        Packs of NONESUCH_PATH, of installed distributions, and the built-in ones.

    Example:
        >>> "fraud" in [place.name for place in known_packs()]
        True
    """
    places: list[PackPlace] = []
    for folder in filter(None, os.environ.get("NONESUCH_PATH", "").split(os.pathsep)):
        places += _packs_below(Path(folder), "NONESUCH_PATH")
    for point in _installed(tuple((path, *changed(Path(path))) for path in sys.path if isinstance(path, str))):
        root = Path(str(files(point.value)))
        places += _pack_at(root, point.dist.name if point.dist else point.value)
    return places + _packs_below(Path(str(files("nonesuch"))) / "domains", "built-in")


@lru_cache(maxsize=4)
def _installed(paths: tuple[tuple[str, int, int, int], ...]) -> tuple[EntryPoint, ...]:  # noqa: ARG001 - what is installed there
    """Packs that installed distributions name; to look them up takes as long as ten thousand rows."""
    return tuple(entry_points(group=_GROUP))


def packs_here(folder: Path) -> list[PackPlace]:
    """Packs in a folder and one below it, which are found by their path only.

    Args:
        folder: Where to look, such as the current folder.

    Returns:
        Packs that `known_packs` does not give; their origin is the path by which they are found from the folder.
    """
    known = {place.folder.resolve() for place in known_packs()}
    found: list[PackPlace] = []
    for path in sorted(path.parent for pattern in ("*/pack.toml", "*/*/pack.toml") for path in folder.glob(pattern)):
        inside = path.relative_to(folder)
        if path.resolve() not in known and not any(part.startswith(("_", ".")) for part in inside.parts):
            found += _pack_at(path, str(inside))
    return found


def _packs_below(folder: Path, origin: str) -> list[PackPlace]:
    if not folder.is_dir():
        return []
    inner = sorted(child for child in folder.iterdir() if child.is_dir() and not child.name.startswith(("_", ".")))
    return _pack_at(folder, origin) + [place for child in inner for place in _pack_at(child, origin)]


def _pack_at(folder: Path, origin: str) -> list[PackPlace]:
    path = folder / "pack.toml"
    if not path.is_file():
        return []
    try:
        name = read_toml(path).get("name")
    except NonesuchError:  # whoever loads it will be told
        name = None
    return [PackPlace(name if isinstance(name, str) else folder.name, folder, origin)]
