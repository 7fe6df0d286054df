"""What came of a twin, in a few plain lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["twin_lines"]

_LEARNED = {"boolean", "categorical", "datetime", "numerical"}


def twin_lines(report: Mapping[str, Any], page: Path, *, unwanted: bool = False) -> list[str]:
    """Tell rows, fidelity, columns that are not learned, what was not measured, the verdict, then what else is to know.

    Args:
        report: What ``report.json`` holds.
        page: Where the page lies.
        unwanted: Whether detection and utility were not asked for.

    Returns:
        Four lines a table, the verdict, and one line a note.
    """
    tables = report["tables"]
    named = {f"{name}, " if len(tables) > 1 else "": entry for name, entry in tables.items()}
    lines = [f"{name}{line}" for name, entry in named.items() for line in _table_lines(entry, unwanted=unwanted)]
    lines.append(f"{_verdict(report)}; report in {page}")
    if report["privacy"]:
        lines.append(_spent(report["privacy"]))
    return lines + [f"{name}{line}" for name, entry in named.items() for line in _notes(entry)]


def _spent(account: Mapping[str, Any]) -> str:
    spent = f"epsilon {account['epsilon']:g}, delta {account['delta']:g}"
    return f"privacy budget: this run spends {spent}; every run on the same rows spends its own, and they add up"


def _table_lines(entry: Mapping[str, Any], *, unwanted: bool) -> Iterator[str]:
    rows = entry["rows"]
    yield f"rows: {rows['train']:,} learned, {rows['holdout']:,} kept back, {rows['twin']:,} made"
    fidelity = {row["name"]: row for row in entry["fidelity"]["rows"]}
    scores = ", ".join(
        f"{words} {fidelity['twin'][key]:.3f} (real rows drawn again {fidelity['bootstrap'][key]:.3f})"
        for key, words in (("shapes", "column shapes"), ("pairs", "pair trends"))
        if fidelity["twin"][key] is not None and fidelity["bootstrap"][key] is not None
    )
    yield f"fidelity: {scores or 'not measured'}"
    yield f"columns not learned: {_not_learned(entry) or 'none'}"
    yield f"not measured: {_not_measured(fidelity['twin'], unwanted=unwanted)}"


def _not_learned(entry: Mapping[str, Any]) -> str:
    found = {finding["column"]: finding for finding in entry["identifiers"]}
    parts = []
    for column, kind in entry["columns"].items():
        if kind in _LEARNED:
            continue
        why = found[column]["evidence"][0] if column in found else "see below" if entry["notes"] else "a key"
        parts.append(f"{column} {'emptied' if kind == 'text' else 'replaced'} ({kind}: {why})")
    return ", ".join(parts)


def _not_measured(twin: Mapping[str, Any], *, unwanted: bool) -> str:
    if unwanted:
        return "detection and utility (left out by --no-learners)"
    if twin["detection"] is None:
        return "detection and utility (they need scikit-learn: pip install nonesuch[report])"
    return "utility (name a column with --label)" if twin["utility"] is None else "nothing is left out"


def _verdict(report: Mapping[str, Any]) -> str:
    verdict, reasons = report["verdict"], [name for found in report["reasons"].values() for name in found]
    if verdict == "passed":
        return f"released: {report['label']}"
    words = f"refused by: {', '.join(reasons)}" if verdict == "refused" else verdict
    released = "released by force" if report["forced"] else "not released; --force releases it and records that"
    return f"{words}; {released}"


def _notes(entry: Mapping[str, Any]) -> Iterator[str]:
    yield from entry["notes"]
    kept, offered = len(entry["kept_constraints"]), len(entry["offered_constraints"])
    if kept:
        broken = [rule["rule"] for rule in entry["left_constraints"] if not rule["holds"]]
        yield f"rules imposed, which every row of the twin keeps: {kept}" + (
            f"; not kept: {', '.join(broken)}" if broken else ""
        )
    elif offered:
        yield f"rules that every real row keeps: {offered}, not imposed; the report lists them, --keep imposes them"
