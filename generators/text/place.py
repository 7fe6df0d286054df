"""Where something of a grammar stands: file, line and key, looked up only when an error has to say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nonesuch.tomlfile import line_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Place"]


@dataclass(frozen=True)
class Place:
    """A spot in a grammar file.

    Attributes:
        path: The file.
        keys: Keys that lead to the spot, as in ``("symbols", "plot")``.
        text: The text that stands there, by which its line is found inside a long list.

    Example:
        >>> from pathlib import Path
        >>> str(Place(Path("missing.toml"), ("symbols", "plot")))
        'missing.toml: symbols.plot'
    """

    path: Path
    keys: tuple[str, ...] = ()
    text: str | None = None

    def __str__(self) -> str:
        line = self.line
        return f"{self.path}{f', line {line}' if line else ''}{': ' if self.keys else ''}{'.'.join(self.keys)}"

    @property
    def line(self) -> int | None:
        """The line, counted from 1; None if the file cannot be read or the spot is not found."""
        try:
            lines = self.path.read_text("utf-8").splitlines()
        except OSError:
            return None
        first = line_of("\n".join(lines), self.keys)
        if first is None or self.text is None:
            return first
        raw = self.text.replace("\\", "\\\\").replace('"', '\\"')
        for number, line in enumerate(lines[first - 1 :], first):
            if raw in line or self.text in line:
                return number
        return first
