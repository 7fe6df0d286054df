"""The short tables of speed and truth in README.md, taken from the pages that the benchmarks write."""

from __future__ import annotations

import re

from scripts.pages import ROOT

__all__ = ["with_figures"]

_BEGIN, _END = "<!-- figures of docs/truth.md and docs/speed.md -->\n", "<!-- end of figures -->"
_PASSED = re.compile(r"^\| \*\*passed, .*$", re.MULTILINE)
_NONE = "-"


def with_figures(page: str) -> str:
    """Put the present figures into a page.

    Args:
        page: The page, with two comments between which the figures stand.

    Returns:
        The page with the figures of ``docs/truth.md`` and ``docs/speed.md``.
    """
    before, _, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not end:
        return page
    table = _table(
        {
            **{f"sense, {name}": column for name, column in _truth().items()},
            **{f"rows per CPU-second, {name}": column for name, column in _speed().items()},
        }
    )
    return f"{before}{_BEGIN}{table}{_END}{after}"


def _truth() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for title, text in _sections("truth.md"):
        passed = _PASSED.search(text)
        if passed is None:
            continue
        header = next(line for line in text.splitlines() if line.startswith("| what is true"))
        found[title] = {
            name: score for name, score in zip(_cells(header)[2:], _cells(passed[0])[2:], strict=True) if score
        }
    return found


def _speed() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for title, text in _sections("speed.md"):
        if "| generator | makes |" not in text:
            continue
        rows = [_cells(line) for line in text.splitlines() if line.startswith("| ")][2:]
        found[title] = {re.sub(r" [\d., ]+$", "", row[0]): row[3].partition(" (")[0] for row in rows}
    return found


def _sections(name: str) -> list[tuple[str, str]]:
    parts = re.split(r"^## (.*)\n", (ROOT / "docs" / name).read_text("utf-8"), flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("*", "") for cell in line.strip().strip("|").split("|")]


def _table(columns: dict[str, dict[str, str]]) -> str:
    names = dict.fromkeys(name for column in columns.values() for name in column)
    titles = [title.replace("A plain", "plain").lower().replace("cpu", "CPU") for title in columns]
    lines = [f"| | {' | '.join(titles)} |"]
    lines += ["|---" * (len(columns) + 1) + "|"]
    lines += [f"| {name} | {' | '.join(column.get(name, _NONE) for column in columns.values())} |" for name in names]
    return "\n".join(lines) + "\n"
