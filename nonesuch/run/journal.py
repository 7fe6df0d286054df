"""The journal of a run: which shards are done, so that a killed run goes on where it stopped."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from nonesuch.errors import DataError
from nonesuch.run.shard import Part, ShardResult
from nonesuch.sinks import whole, writing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Journal"]

_NAME = "journal.jsonl"


@dataclass(frozen=True)
class Journal:
    """A file of JSON lines: the run's fingerprint, then one line for every shard whose files are whole.

    Attributes:
        folder: The run's folder.
    """

    folder: Path

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.folder / _NAME

    @property
    def aside(self) -> Path:
        """Where a new one is written before it takes the place of the old one; a kill may leave it behind."""
        return self.folder / f".{_NAME}.tmp"

    def begin(self, fingerprint: str, done: Iterable[tuple[ShardResult, dict[str, Any]]] = ()) -> None:
        """Start the journal of a run; a kill leaves the old one or the new one.

        Args:
            fingerprint: The run's fingerprint.
            done: Shards whose files are whole already, and what else is to be known of them.
        """
        lines = [json.dumps({"run": fingerprint}), *(_line(result, extra) for result, extra in done)]
        with whole(self.path) as aside:
            aside.write_text("".join(f"{line}\n" for line in lines), "utf-8")

    def add(self, result: ShardResult, extra: dict[str, Any]) -> None:
        """Note that the files of a shard are whole.

        Args:
            result: The shard's files.
            extra: What else is to be known of it.
        """
        with writing(self.path), self.path.open("a", encoding="utf-8") as file:
            file.write(_line(result, extra) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> tuple[str, list[tuple[ShardResult, dict[str, Any]]]]:
        """Read the journal; a line that a kill cut off does not count, nor does a shard whose files are gone.

        Returns:
            The run's fingerprint, and the shards that are done.

        Raises:
            DataError: If it is not a journal.
        """
        try:
            lines = self.path.read_text("utf-8").split("\n")
            fingerprint, entries = json.loads(lines[0])["run"], [_entry(line) for line in lines[1:-1]]
        except (ValueError, KeyError, TypeError, RecursionError, OSError):
            raise DataError("the journal cannot be read", place=str(self.path), hint="choose another folder") from None
        return fingerprint, [entry for entry in entries if all(self._is_whole(part) for part in entry[0].parts)]

    def _is_whole(self, part: Part) -> bool:
        path = self.folder / part.path
        return ".." not in path.parts and path.is_file() and path.stat().st_size == part.bytes

    def end(self) -> None:
        """Remove the journal: the manifest takes its place."""
        self.path.unlink(missing_ok=True)


def _entry(line: str) -> tuple[ShardResult, dict[str, Any]]:
    entry = json.loads(line)
    parts = tuple(Part(**part) for part in entry["parts"])
    return ShardResult(entry["shard"], entry["roots"], parts), dict(entry["extra"])


def _line(result: ShardResult, extra: dict[str, Any]) -> str:
    parts = [asdict(part) for part in result.parts]
    return json.dumps({"shard": result.number, "roots": result.roots, "parts": parts, "extra": extra})
