"""Runs of small packs, and their files as bytes."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nonesuch.recipe import Output, Recipe

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.recipe import Format

__all__ = ["CHANCY", "DOMAINS", "SHOP", "TEMPLATE", "Reversed", "bytes_of", "chancy", "shop"]

ROOT = Path(__file__).parents[1]
CHANCY = ROOT / "tests" / "packs" / "chancy"
SHOP = ROOT / "tests" / "packs" / "shop"
DOMAINS = ROOT / "domains"
TEMPLATE = DOMAINS / "_template"


def chancy(people: int, file_format: Format = "parquet", **changes: Any) -> Recipe:
    """A recipe of the pack whose rows break rules by chance; 1,024 people make a shard."""
    size = {"people": people, **changes.pop("size", {})}
    return Recipe(domain=str(CHANCY), size=size, output=Output(format=file_format), **changes)


def shop(customers: int, file_format: Format = "parquet", **changes: Any) -> Recipe:
    """A recipe of the shop."""
    return Recipe(domain=str(SHOP), size={"customers": customers}, output=Output(format=file_format), **changes)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their path in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Reversed(Executor):
    """Does the work in this process, the last piece first, as soon as a known number of pieces is there.

    Args:
        pieces: How many pieces there are.
    """

    def __init__(self, pieces: int) -> None:
        self._pieces = pieces
        self._waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        """See `concurrent.futures.Executor.submit`."""
        future: Future[Any] = Future()
        self._waiting.append((future, lambda: fn(*args, **options)))
        if len(self._waiting) == self._pieces:
            for waiting, work in reversed(self._waiting):
                waiting.set_running_or_notify_cancel()
                waiting.set_result(work())
        return future
