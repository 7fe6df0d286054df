"""One run at a time in a folder."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nonesuch.errors import UsageError
from nonesuch.sinks import writing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there folders cannot be locked, and files that are open cannot be removed
    fcntl = None  # type: ignore[assignment]

__all__ = ["occupied"]


@contextmanager
def occupied(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder; the lock is on the folder itself and ends with the process, however it ends.

    Args:
        folder: The folder, which is made if nothing of its name is there.

    Yields:
        Nothing.

    Raises:
        UsageError: If another run is writing there.
        SystemFault: If the folder cannot be made.
    """
    handle = _locked(folder)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _locked(folder: Path) -> int | None:
    """A handle that holds the lock; None where nothing can be locked."""
    while fcntl is not None and _is_free(folder):
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(folder, os.O_RDONLY)
        except OSError:  # gone meanwhile, or not ours to read: the run will see
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise UsageError(
                "another run is writing into the folder",
                place=str(folder),
                hint="wait until it is done, or choose another folder",
            ) from None
        except OSError:  # a file system without locks
            os.close(handle)
            return None
        if folder.is_dir() and os.path.samestat(os.fstat(handle), folder.stat()):
            return handle
        os.close(handle)  # a run that gave up has taken the folder away meanwhile
    return None


def _is_free(folder: Path) -> bool:
    """Whether the name is that of a folder, or of nothing yet."""
    try:
        return folder.is_dir() or not folder.exists()
    except (OSError, ValueError):
        return False
