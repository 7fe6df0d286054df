"""Pages whose examples are executed: what they print is put into the page, or held against it.

Three kinds of fenced blocks are executed in the order of the page, all in one folder:

* ``console``: lines after ``$ `` are commands, the rest is what they print;
* ``pycon``: lines after ``>>>`` are Python, the rest is what it prints; a page has one namespace;
* any block with ``title="path"`` is written to that file; blocks of one title are put together.

Where what is printed ends with a line ``...`` the page shows no more than the lines before it.
"""

from __future__ import annotations

import doctest
import io
import os
import re
import shlex
import subprocess
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nonesuch.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ROOT", "executed", "steady"]

ROOT = Path(__file__).parents[1]
"""The repository."""

_BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')
_STRAYING = re.compile(r"\b\d+(\.\d+)? s\b|\bseed \d{6,}|[0-9a-f]{64}")
_MORE = "..."


def executed(page: str, folder: Path) -> str:
    """Execute the examples of a page.

    Args:
        page: The page's text.
        folder: An empty folder in which they are executed.

    Returns:
        The page with what they print now.
    """
    run = _Run(folder)
    with _inside(folder):
        return _BLOCK.sub(run.block, page)


def steady(page: str) -> str:
    """Take out what differs from run to run: seconds and digests.

    Example:
        >>> steady("16,691 rows in 0.8 s")
        '16,691 rows in # s'
    """
    return _STRAYING.sub("# s", page)


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@dataclass
class _Run:
    """One execution of a page."""

    folder: Path
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})
    written: set[str] = field(default_factory=set)

    def block(self, match: re.Match[str]) -> str:
        language, options, body = match.groups()
        title = _TITLE.search(options)
        if title:
            self._write(title[1], body)
            return match[0]
        if language not in {"console", "pycon"}:
            return match[0]
        made = self._console(body) if language == "console" else self._python(body)
        return f"```{language}{options}\n{made}```"

    def _write(self, title: str, body: str) -> None:
        path = self.folder / title
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if title in self.written else "w", encoding="utf-8") as file:
            file.write(body)
        self.written.add(title)

    def _console(self, body: str) -> str:
        parts = re.split(r"^\$ (.*(?:\\\n.*)*)\n", body, flags=re.MULTILINE)[1:]
        told = zip(parts[::2], parts[1::2], strict=True)
        return "".join(f"$ {command}\n{_shown(_command(command), old)}" for command, old in told)

    def _python(self, body: str) -> str:
        examples = doctest.DocTestParser().get_examples(body)
        made = ""
        for example in examples:
            first, *rest = example.source.splitlines()
            made += "".join([f">>> {first}\n", *(f"... {line}\n" if line else "...\n" for line in rest)])
            made += _shown(self._evaluated(example.source), example.want)
        return made

    def _evaluated(self, source: str) -> str:
        out = io.StringIO()
        with redirect_stdout(out):
            try:
                exec(compile(source, "<page>", "single", dont_inherit=True), self.names)  # noqa: S102 - the page's own examples
            except Exception as error:  # noqa: BLE001 - the page shows it
                kind = type(error)
                name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
                out.write(f"Traceback (most recent call last):\n  ...\n{name}: {error}\n")
        return out.getvalue()


def _command(line: str) -> str:
    words = shlex.split(line.replace("\\\n", " "), comments=True)
    if words[0] != "nonesuch":
        result = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - the page's own
        return result.stdout + result.stderr
    if "|" not in words:
        return _nonesuch(words[1:])
    bar = words.index("|")
    return _cut(_nonesuch(words[1:bar]), words[bar + 1 :])


def _cut(told: str, words: list[str]) -> str:
    """What ``head -3`` or ``tail -3`` leave; done here, since another process of nonesuch takes a second to start."""
    lines, (command, count) = told.splitlines(keepends=True), words
    return "".join({"head": lines[: int(count[1:])], "tail": lines[-int(count[1:]) :]}[command])


def _nonesuch(words: list[str]) -> str:
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        try:
            main(words)
        except SystemExit as stop:
            code = stop.code
    return out.getvalue() + (errors.getvalue() if code == 2 else "")


def _shown(told: str, old: str) -> str:
    """What a page shows of what is told: no blanks at the ends of lines, and no more lines than before the ``...``."""
    lines = [line.rstrip() for line in told.splitlines()]
    kept = old.rstrip().splitlines()
    if kept and kept[-1].strip() == _MORE and len(lines) >= len(kept):
        lines = [*lines[: len(kept) - 1], kept[-1]]
    return "".join(f"{line}\n" for line in lines) + ("\n" if old.endswith("\n\n") else "")
