"""The folder of a twin: free, another twin's, or somebody else's."""

from __future__ import annotations

import json
from pathlib import Path

from nonesuch.errors import UsageError

__all__ = ["clear_folder", "take_folder"]

_REPORT = "report.json"


def take_folder(folder: Path, *, overwrite: bool = False) -> None:
    """See that a twin may be written to a folder; nothing is changed yet.

    Args:
        folder: The twin's folder.
        overwrite: Whether the files of another twin may be removed.

    Raises:
        UsageError: If the folder is a file, or holds something else.
    """
    try:
        taken = folder.exists() and not folder.is_dir()
        full = folder.is_dir() and any(folder.iterdir())
    except (OSError, ValueError) as problem:
        raise UsageError("the folder cannot be used", place=str(folder), found=str(problem)) from None
    if taken:
        raise UsageError("the output folder is a file", place=str(folder), expected="a folder, or a name that is free")
    mine = bool(_files(folder)) if full else False
    if full and not (overwrite and mine):
        raise UsageError(
            "the folder holds another twin" if mine else "the folder holds something else",
            place=str(folder),
            expected="an empty folder, or a name that is free",
            hint="--overwrite (overwrite=True) replaces it" if mine else "choose another folder",
        )


def clear_folder(folder: Path) -> None:
    """Remove the files of an earlier twin, and nothing else.

    Args:
        folder: The twin's folder; may be missing.
    """
    for name in _files(folder):
        (folder / name).unlink(missing_ok=True)


def _files(folder: Path) -> list[str]:
    """Names of the files that an earlier twin's report lists as its own; empty if there is none."""
    try:
        files = json.loads((folder / _REPORT).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    if not isinstance(files, list):
        return []
    return [
        name
        for name in files
        if isinstance(name, str) and name == Path(name).name and (folder / Path(name).name).is_file()
    ]
