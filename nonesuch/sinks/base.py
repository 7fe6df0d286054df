"""What every format has: a writer that takes frames one after another and leaves a whole file or none."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from abc import ABC, abstractmethod
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import polars as pl

from nonesuch.errors import SystemFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import BinaryIO

__all__ = ["FileWriter", "Written", "checksum", "whole", "writing"]

_CHUNK_ROWS = 65_536


@dataclass(frozen=True)
class Written:
    """A file that was written.

    Attributes:
        path: Where it lies.
        rows: Rows in it.
        bytes: Its size.
        sha256: Its checksum.
    """

    path: Path
    rows: int
    bytes: int
    sha256: str


class FileWriter(ABC):
    """Writes one file in chunks of some 65,000 rows.

    The file is written aside; when the context closes it gets its name, and `written` says what it holds. An error
    inside the context leaves nothing behind.

    Args:
        path: Where the file will lie; its folder exists.
        schema: Columns and their types.
    """

    def __init__(self, path: Path, schema: pl.Schema) -> None:
        self.path, self.schema = path, schema
        self.written: Written | None = None
        self._aside = path.with_name(f".{path.name}.tmp")
        self._waiting: list[pl.DataFrame] = []
        self._waiting_rows = self._rows = 0
        self._file: BinaryIO

    def __enter__(self) -> Self:
        with writing(self.path):
            self._file = self._aside.open("wb")
            self.begin(self._file)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                with writing(self.path):
                    self._flush()
                    self.end()
                    self._file.close()
                    digest, size = checksum(self._aside)
                    self._aside.replace(self.path)
                    self.written = Written(self.path, self._rows, size, digest)
        finally:
            if self.written is None:
                self.abandon()
                with suppress(OSError):  # what waits to be written is not wanted any more
                    self._file.close()
            self._aside.unlink(missing_ok=True)

    def write(self, frame: pl.DataFrame) -> None:
        """Take rows.

        Args:
            frame: Rows of the writer's schema.

        Raises:
            SystemFault: If the disk is full or the folder cannot be written to.
        """
        self._waiting.append(frame)
        self._waiting_rows += frame.height
        if self._waiting_rows >= _CHUNK_ROWS:
            with writing(self.path):
                self._flush()

    def _flush(self) -> None:
        if self._waiting_rows:
            self.chunk(self._waiting[0] if len(self._waiting) == 1 else pl.concat(self._waiting))
            self._rows += self._waiting_rows
        self._waiting, self._waiting_rows = [], 0

    @abstractmethod
    def begin(self, file: BinaryIO) -> None:
        """Write what stands before all rows."""

    @abstractmethod
    def chunk(self, frame: pl.DataFrame) -> None:
        """Write rows."""

    def end(self) -> None:  # noqa: B027 - most formats have nothing there
        """Write what stands after all rows."""

    def abandon(self) -> None:  # noqa: B027 - most formats have nothing to let go
        """Give the file up: nothing more is written to it."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the machine refuses into one clear error.

    Args:
        path: What is being written.

    Raises:
        SystemFault: In place of any OSError.
    """
    try:
        yield
    except OSError as problem:
        hints = {
            errno.ENOSPC: "free some space and run the same command again: finished parts are kept",
            errno.EACCES: "choose a folder that you may write to",
            errno.EROFS: "choose a folder that can be written to",
        }
        told = re.search(r"\(os error (\d+)\)", str(problem))  # polars tells it so
        code = problem.errno or (int(told[1]) if told else 0)
        reason = os.strerror(code) if code else str(problem)
        raise SystemFault("cannot write", place=str(path), found=reason, hint=hints.get(code)) from None


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Write a small file whole or not at all.

    Args:
        path: Where it is to lie.

    Yields:
        Where to write it; it gets its name when the context closes, and is removed if that fails.

    Raises:
        SystemFault: If it cannot be written.
    """
    aside = path.with_name(f".{path.name}.tmp")
    try:
        with writing(path):
            yield aside
            aside.replace(path)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def checksum(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file.

    Args:
        path: The file.

    Returns:
        The checksum in hexadecimal, and the number of bytes.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
