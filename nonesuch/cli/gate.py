"""What a privacy gate found, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["gate_table"]


def gate_table(title: str, checks: Iterable[Mapping[str, Any]]) -> Table:
    """Lay the tests of a gate out.

    Args:
        title: What was judged.
        checks: Its tests, each with name, value, baseline, limit and passed.

    Returns:
        One row a test.
    """
    table = Table("test", "twin", "baseline", "limit", "", title=title)
    for check in checks:
        mark = {True: "passes", False: "[red]refuses[/red]", None: ""}[check["passed"]]
        baseline = "" if check["baseline"] is None else f"{check['baseline']:.4g}"
        table.add_row(check["name"], f"{check['value']:.4g}", baseline, check["limit"], mark)
    return table
