"""The scoreboard on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from benchmarks.truth.probe import Finding
    from benchmarks.truth.scoreboard import Scoreboard

__all__ = ["figure", "table"]

_COLOURS = {"pass": "green", "fail": "red", "none": "dim"}


def figure(finding: Finding) -> str:
    """A finding's figure in three significant digits, or a dash."""
    if finding.value is None:
        return "-"
    if finding.value == 0:
        return "0"
    return f"{finding.value:.3g}" if abs(finding.value) < 1000 else f"{finding.value:,.0f}"


def table(board: Scoreboard) -> Table:
    """Lay a scoreboard out as a table."""
    made = Table(title=f"truth: {board.domain}", caption="green: within the band; red: outside; -: no such data")
    for heading in ("probe", "band", *(entry.generator.name for entry in board.entries)):
        made.add_column(heading)
    for probe in board.probes:
        findings = [entry.findings[probe.id] for entry in board.entries]
        cells = [f"[{_COLOURS[finding.verdict]}]{figure(finding)}[/]" for finding in findings]
        made.add_row(probe.claim, probe.wanted, *cells)
    made.add_section()
    passed = [f"{entry.count('pass')} of {entry.count('pass') + entry.count('fail')}" for entry in board.entries]
    made.add_row("passed, of those that apply", "", *passed)
    return made
