"""Where the program writes: colours and progress on a terminal, plain lines on a pipe."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

__all__ = ["console", "error_console", "plain", "progress"]

_PLAIN_WIDTH = 100  # of a pipe, unless COLUMNS says otherwise


class _Console(Console):
    """A console that leaves it to the program how it ends when nobody reads on."""

    def on_broken_pipe(self) -> None:
        """Raise what rich has caught."""
        raise BrokenPipeError


def console() -> Console:
    """The console for results."""
    return _Console(file=sys.stdout, width=_width(sys.stdout), highlight=False)


def error_console() -> Console:
    """The console for errors and progress."""
    return _Console(file=sys.stderr, width=_width(sys.stderr), highlight=False)


def _width(stream: TextIO) -> int | None:
    return None if stream.isatty() or os.environ.get("COLUMNS", "").isdecimal() else _PLAIN_WIDTH


def plain(text: str) -> str:
    r"""Write out what a terminal would take for a command: data and packs may come from anywhere.

    Args:
        text: What is to be told.

    Returns:
        Printable characters and line ends.

    Example:
        >>> print(plain("a\x1b[2J"))
        a\x1b[2J
    """
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


class _Rate(ProgressColumn):
    """Rows made so far, and rows a second."""

    def render(self, task: Task) -> Text:
        """Write the two figures."""
        rows, seconds = task.fields["rows"], max(task.elapsed or 0.0, 1e-3)
        return Text(f"{rows:,} rows, {rows / seconds / 1e6:.2f} M/s")


@contextmanager
def progress(title: str, *, every: float = 5.0) -> Iterator[Callable[[int, int, int], None]]:
    """Show how far a run has come.

    Args:
        title: What is being done.
        every: Least seconds between two lines on a pipe.

    Yields:
        A function of things done, things wanted and rows made.
    """
    out = error_console()
    if not out.is_terminal:
        yield _Lines(title, every)
        return
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), _Rate(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(title, total=None, rows=0)
        yield lambda done, total, rows: bar.update(task, completed=done, total=total, rows=rows)


class _Lines:
    """Progress on a pipe: a line now and then."""

    def __init__(self, title: str, every: float) -> None:
        self._title, self._every = title, every
        self._start = self._last = time.monotonic()

    def __call__(self, done: int, total: int, rows: int) -> None:
        """Write a line if the last one is some seconds old."""
        now = time.monotonic()
        if now - self._last < self._every:
            return
        self._last = now
        left = f", about {(now - self._start) * (total - done) / done:.0f} s left" if done else ""
        sys.stderr.write(f"{self._title}: {done:,} of {total:,}, {rows:,} rows{left}\n")
        sys.stderr.flush()
