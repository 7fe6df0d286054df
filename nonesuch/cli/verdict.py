"""How the program tells what rules found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from nonesuch.cli.console import console, plain
from nonesuch.plural import counted

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.validators import Verdict

__all__ = ["tell_quality", "tell_verdict"]

_EXAMPLES = 5


def tell_quality(quality: dict[str, Any] | None, folder: Path) -> bool:
    """Tell how the rows of a run were judged.

    Args:
        quality: What the manifest says of it.
        folder: The run's folder.

    Returns:
        Whether nothing is wrong that nobody asked for.
    """
    out = console()
    if quality is None:
        out.print("not checked")
        return True
    judged = sum(found["judged"] for found in quality["dimensions"].values())
    failed, families = quality["failed"], quality["families"]
    unjudged = quality.get("unjudged", [])
    held = quality["rules"] - len(failed) - len(unjudged)
    out.print(f"{held} of {quality['rules']} rules hold ({counted(judged, 'check')})" + _families(families))
    if failed:
        names = ", ".join(failed[:_EXAMPLES]) + (f" and {len(failed) - _EXAMPLES} more" if failed[_EXAMPLES:] else "")
        out.print(f"broken: {names}; see {folder / 'quality' / 'violations.csv'}", soft_wrap=True)
    if unjudged:
        out.print(f"judged nothing, since all their rows were set aside: {', '.join(unjudged)}", soft_wrap=True)
    if quality["planted"]:
        planted = counted(quality["planted"], "defect was", "defects were")
        out.print(f"{planted} planted; the answer key is in {folder / 'defects'}", soft_wrap=True)
        return True
    return bool(quality["ok"])


def _families(families: dict[str, Any]) -> str:
    told = [f"{counted(number, 'family', 'families')} {words}" for number, words in _named(families) if number]
    return "; " + ", ".join(told) if told else ""


def _since(reasons: dict[str, int]) -> str:
    return f", since they break {', '.join(reasons)}" if reasons else ""


def _named(families: dict[str, Any]) -> list[tuple[int, str]]:
    return [
        (families["drawn_again"], "drawn again"),
        (families["set_aside"], "set aside in quarantine/" + _since(families.get("since", {}))),
    ]


def tell_verdict(verdict: Verdict, *, everything: bool = False) -> None:
    """Tell what rules found.

    Args:
        verdict: The verdict.
        everything: Whether rules that found nothing are told too.
    """
    out = console()
    results = [r for r in verdict.results if r.skipped is None or not r.passed]
    failed = [r for r in results if not r.passed]
    skipped = len(verdict.results) - len(results)
    out.print(
        f"{len(results) - len(failed)} of {len(results)} rules hold"
        + (f", {skipped} had nothing to look at" if skipped else "")
    )
    told = [r for r in results if everything or not r.passed]
    if not told:
        return
    table = Table(box=None, pad_edge=False, show_edge=False)
    for heading in ("rule", "dimension", "checked", "found", "allowed"):
        table.add_column(heading, justify="right" if heading == "checked" else "left", overflow="fold")
    for r in told:
        style = "" if r.passed else "red"
        table.add_row(Text(r.rule, style), r.dimension, f"{r.checked:,}", r.found, r.allowed)
    out.print(table)
    for r in failed[:_EXAMPLES]:
        for row in verdict.violations.filter(rule=r.rule).head(1).to_dicts():
            out.print(Text(plain(f"{row['table']} {row['key'] or row['row']}: {row['message']}"), "dim"))
