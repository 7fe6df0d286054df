"""The folder of a run: fresh, half done, done, or somebody else's."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nonesuch.errors import DataError, SystemFault, UsageError
from nonesuch.manifest import MANIFEST, lost_files, read_manifest
from nonesuch.run.journal import Journal
from nonesuch.run.shard import ROOMS
from nonesuch.sinks import writing

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.run.shard import ShardResult

__all__ = ["Prepared", "give_up", "prepare"]


_FOLDERS = (*ROOMS, "quality")


@dataclass(frozen=True)
class Prepared:
    """A folder that is ready for a run.

    Attributes:
        journal: Its journal.
        done: Shards whose files are whole already.
        manifest: The manifest, if the whole run is done.
    """

    journal: Journal
    done: list[tuple[ShardResult, dict[str, Any]]]
    manifest: dict[str, Any] | None = None


def prepare(folder: Path, run: str, *, overwrite: bool = False) -> Prepared:
    """Look at a run's folder and make it ready.

    Args:
        folder: Where the run is to lie.
        run: The run's fingerprint.
        overwrite: Whether files of another run may be removed.

    Returns:
        What is there already.

    Raises:
        UsageError: If the folder is a file, or holds something else, or files of the finished run are missing.
    """
    journal = Journal(folder)
    try:
        taken = folder.exists() and not folder.is_dir()
    except (OSError, ValueError) as problem:
        raise UsageError("the folder cannot be used", place=str(folder), found=str(problem)) from None
    if taken:
        raise UsageError("the output folder is a file", place=str(folder), expected="a folder, or a name that is free")
    if folder.is_dir() and any(path != journal.aside for path in folder.iterdir()):
        found = _found(folder, journal, run)
        if found is not None:
            lost = lost_files(folder, found.manifest) if found.manifest is not None else []
            if not lost:
                return found
            if not overwrite:
                raise UsageError(
                    "files of the run are missing or were changed",
                    place=str(folder / lost[0]),
                    found=f"{len(lost)} such files",
                    hint="--overwrite (overwrite=True) makes the run again",
                )
        is_run = (folder / MANIFEST).is_file() or journal.path.is_file()
        if not (overwrite and is_run):
            raise UsageError(
                "the folder holds another run" if is_run else "the folder holds something else",
                place=str(folder),
                expected="an empty folder, or the same run",
                hint="--overwrite (overwrite=True) replaces it" if is_run else "choose another folder",
            )
        _clear(folder)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        journal.begin(run)
    except SystemFault:
        give_up(folder)
        raise
    return Prepared(journal, [])


def _found(folder: Path, journal: Journal, run: str) -> Prepared | None:
    """The same run, done or half done; None for anything else."""
    try:
        if (folder / MANIFEST).is_file():
            manifest = read_manifest(folder)
            if manifest["run"] != run:
                return None
            journal.end()
            return Prepared(journal, [], manifest)
        if journal.path.is_file():
            fingerprint, done = journal.read()
            if fingerprint == run:
                journal.begin(run, done)
                return Prepared(journal, done)
    except DataError:
        return None
    return None


def give_up(folder: Path) -> None:
    """Leave nothing behind of a run of which no shard was finished; files of others stay, and so does their folder.

    Args:
        folder: The run's folder.
    """
    with suppress(OSError):
        _clear(folder)
        folder.rmdir()


def _clear(folder: Path) -> None:
    """Remove the files of an earlier run, and nothing else."""
    with writing(folder):
        for name in _FOLDERS:
            shutil.rmtree(folder / name, ignore_errors=True)
        for name in (MANIFEST, "journal.jsonl", "report.html"):
            (folder / name).unlink(missing_ok=True)
