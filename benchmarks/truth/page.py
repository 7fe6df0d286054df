"""The scoreboard as a page of the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.truth.generator import OURS
from benchmarks.truth.terminal import figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from benchmarks.truth.probe import Finding
    from benchmarks.truth.scoreboard import Entry, Scoreboard

__all__ = ["page"]

_MARKS = {"pass": "✓", "fail": "✗", "none": "-"}

_TEMPLATE = Path(__file__).with_name("page.md")


def page(boards: Sequence[Scoreboard], *, on: date, seed: int) -> str:
    """Write the page.

    Args:
        boards: The scoreboards, one a domain.
        on: The day it was made.
        seed: The seed that was asked for.

    Returns:
        Markdown.
    """
    template = _TEMPLATE.read_text("utf-8")
    return template.format(on=on.isoformat(), seed=seed, boards="\n".join(map(_section, boards)))


def _section(board: Scoreboard) -> str:
    title = board.domain.replace("_", " ").capitalize()
    compared = ["### What was compared", "", *_makings(board.entries), ""]
    sources = ["### Where the bands come from", "", *_sources(board), ""]
    return "\n".join([f"## {title}", "", *_scores(board), "", *_failures(board), *compared, *sources])


def _scores(board: Scoreboard) -> list[str]:
    names = [
        f"*{entry.generator.name}* (real people)" if entry.generator.real else entry.generator.name
        for entry in board.entries
    ]
    rows = [
        [probe.claim, probe.wanted, *(_cell(entry.findings[probe.id]) for entry in board.entries)]
        for probe in board.probes
    ]
    passed = [f"**{entry.count('pass')} of {entry.count('pass') + entry.count('fail')}**" for entry in board.entries]
    return _table(
        ["what is true of real records", "figure must be", *names],
        [*rows, ["**passed, of those that apply**", "", *passed]],
    )


def _cell(finding: Finding) -> str:
    return _MARKS["none"] if finding.verdict == "none" else f"{_MARKS[finding.verdict]} {figure(finding)}"


def _failures(board: Scoreboard) -> list[str]:
    ours = [entry for entry in board.entries if entry.generator.name == OURS]
    failed = [finding for entry in ours for finding in entry.findings.values() if finding.verdict == "fail"]
    if not failed:
        return []
    told = [
        f"- {item.probe.claim}: {figure(item)} where {item.probe.wanted} is true ({item.probe.source})"
        for item in failed
    ]
    return ["### Where nonesuch fails", "", *told, ""]


def _makings(entries: Iterable[Entry]) -> list[str]:
    rows = []
    for entry in entries:
        sizes = ", ".join(f"{name} {rows:,}" for name, rows in entry.sizes.items() if rows)
        seed = "none taken" if entry.making.seed is None else str(entry.making.seed)
        rows.append(
            [
                entry.generator.name,
                entry.making.version,
                entry.generator.about,
                f"`{entry.making.command}`",
                seed,
                sizes,
            ]
        )
    return _table(["generator", "version", "what", "command", "seed", "rows"], rows)


def _sources(board: Scoreboard) -> list[str]:
    return _table(
        ["probe", "what is true of real records", "source of the band"],
        [[f"`{probe.id}`", probe.claim, probe.source] for probe in board.probes],
    )


def _table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
