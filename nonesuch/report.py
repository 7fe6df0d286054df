"""The report of a run: what was asked for, how it was judged, what the rows look like, what to read by eye."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.contracts import contracts_of
from nonesuch.errors import PackError
from nonesuch.page import grid, page, rows_table
from nonesuch.pictures import column_picture
from nonesuch.plural import counted
from nonesuch.sinks import whole
from nonesuch.sinks.reading import read_frame

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nonesuch.generators.pack import Pack
    from nonesuch.quality import Quality
    from nonesuch.validators import Contract

__all__ = ["REPORT", "first_rows", "write_report"]

REPORT = "report.html"
"""Name of the report in a run's folder."""

_ROWS = 50_000
_PICTURES = 40
_TO_READ = 12
_FIGURES = (
    "self_bleu4",
    "distinct_2",
    "distinct_3",
    "gzip_ratio",
    "novelty_4",
    "heaps",
    "duplicates",
    "near_duplicates",
)


def first_rows(folder: Path, manifest: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    """Read the first part of each table of a run, at most 50,000 rows.

    Args:
        folder: The run's folder; its data are there.
        manifest: The manifest.

    Returns:
        Rows by table.
    """
    files = {name: entry["files"] for name, entry in manifest["tables"].items()}
    return {
        name: read_frame(folder / found[0]["path"]).head(_ROWS) if found else pl.DataFrame()
        for name, found in files.items()
    }


def write_report(
    folder: Path, manifest: Mapping[str, Any], pack: Pack, quality: Quality | None, frames: Mapping[str, pl.DataFrame]
) -> None:
    """Write the report of a run.

    Args:
        folder: The run's folder; its data are there.
        manifest: The manifest.
        pack: The pack that made it.
        quality: How the rows were judged; None if nobody looked.
        frames: First rows of the tables, for the pictures.
    """
    body = _head(manifest, pack) + _verdict(quality) + _rules(quality) + _diversity(manifest["quality"])
    contracts: dict[str, Contract] = {}
    with suppress(PackError):  # rows that nobody checks are made of packs with wrong contracts, too
        contracts = contracts_of(pack)
    for name, frame in frames.items():
        shown = frame.drop(_numbers_and_names(name, pack, contracts.get(name)), strict=False)
        body += _table(name, frame, shown, manifest["tables"][name]["rows"], pack)
    with whole(folder / REPORT) as aside:
        aside.write_text(page(f"{pack.name}: {pack.spec.title}", body, _document(manifest)), "utf-8")


def _document(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {key: manifest[key] for key in ("nonesuch", "run", "privacy", "pack", "recipe", "quality")}


def _head(manifest: Mapping[str, Any], pack: Pack) -> str:
    rows = sum(table["rows"] for table in manifest["tables"].values())
    recipe = "; ".join(f"{key} = {_spelled(value)}" for key, value in manifest["recipe"].items())
    facts = [
        ("Pack", f"{pack.name} {pack.spec.version} ({pack.spec.licence})"),
        ("Recipe", recipe),
        ("Rows", f"{rows:,} in {counted(len(manifest['tables']), 'table')}"),
        ("Origin", f"{manifest['privacy']}: these people do not exist"),
        ("Made by", f"nonesuch {manifest['nonesuch']}; run {manifest['run'][:16]}"),
    ]
    return f"<h1>{escape(pack.spec.title)}</h1><p class='dim'>{escape(pack.spec.summary)}</p>" + rows_table(
        ["", ""], facts
    )


def _spelled(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_spelled(inner)}" for key, inner in value.items())
    return ", ".join(map(_spelled, value)) if isinstance(value, list) else str(value)


def _verdict(quality: Quality | None) -> str:
    if quality is None:
        return (
            "<div class='banner refused'><strong>Not checked</strong><p>Nobody held the rows against rules.</p></div>"
        )
    summary = quality.to_dict()
    words = (
        "All rules hold" if summary["ok"] else f"{counted(len(summary['failed']), 'rule does', 'rules do')} not hold"
    )
    redrawn, planted = counted(quality.redrawn, "family", "families"), ""
    if quality.set_aside and not summary["failed"]:
        left = counted(quality.set_aside, "family was", "families were")
        words = f"{left} left out, breaking {', '.join(quality.reasons)}"
    if quality.planted:
        planted = f" {counted(quality.planted, 'defect was', 'defects were')} planted; the key is in defects/."
    rules = counted(summary["rules"], "rule")
    text = f"{rules}. {redrawn} drawn again, {quality.set_aside:,} set aside.{planted}"
    banner = f'<div class="banner{"" if summary["ok"] else " refused"}"><strong>{words}</strong><p>{text}</p></div>'
    rows = [
        (name, found["rules"], found["failed"], f"{found['judged']:,}", f"{found['violations']:,}")
        for name, found in summary["dimensions"].items()
    ]
    return banner + rows_table(["dimension", "rules", "failed", "values judged", "violations"], rows)


def _rules(quality: Quality | None) -> str:
    if quality is None:
        return ""
    results = sorted(quality.verdict.results, key=lambda result: result.passed)
    told = [r for r in results if not r.passed or "." not in r.rule]
    rows = [(r.rule, r.dimension, f"{r.checked:,}", r.found, r.allowed, "" if r.passed else "FAILED") for r in told]
    table = rows_table(["rule", "dimension", "judged", "found", "allowed", ""], rows)
    more = (
        f" and {counted(len(results) - len(told), 'check')} of columns, keys and references"
        if len(results) > len(told)
        else ""
    )
    state = "" if all(r.passed for r in results) else " open"
    return f"<details{state}><summary>{counted(len(told), 'rule')}{more}</summary>{table}</details>"


def _diversity(quality: Mapping[str, Any] | None) -> str:
    found = (quality or {}).get("diversity")
    if not found:
        return ""
    header = ["", *(name.replace("_", " ") for name in _FIGURES), "outside of the band"]
    rows = [
        (
            name,
            *("" if figures[key] is None else f"{figures[key]:.3g}" for key in _FIGURES),
            ", ".join(figures["outside"]),
        )
        for name, figures in found.items()
    ]
    return "<h2>Diversity of the texts</h2>" + rows_table(header, rows)


def _numbers_and_names(name: str, pack: Pack, contract: Contract | None) -> set[str]:
    """Columns whose spread says nothing: keys, references, and what names a person."""
    made = {column for column, found in pack.table(name).columns.items() if found.kind in ("key", "reference")}
    if contract is None:
        return made
    direct = {column for column, said in contract.columns.items() if said.notes.identifier == "direct"}
    return made | direct | {*contract.key, *contract.references}


def _table(name: str, frame: pl.DataFrame, shown: pl.DataFrame, rows: int, pack: Pack) -> str:
    spec = pack.table(name)
    head = f"<h2>{escape(name)}</h2><p class='dim'>{escape(spec.title)}: {counted(rows, 'row')}</p>"
    columns = [column for column, dtype in shown.schema.items() if not dtype.is_nested()][:_PICTURES]
    figures = [(column, *column_picture(shown[column])) for column in columns] if frame.height else []
    return head + (f"<details{_open(name, pack)}><summary>columns</summary>{grid(figures)}</details>") + _read(frame)


def _open(name: str, pack: Pack) -> str:
    return "" if name in pack.shared else " open"


def _read(frame: pl.DataFrame) -> str:
    """A few texts to read by eye, drawn by a hash so that another run shows others, with what they say marked."""
    pairs = [
        c for c, dtype in frame.schema.items() if isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct)
    ]
    if not pairs or "text" not in frame.columns or not frame.height:
        return ""
    digest = hashlib.blake2b("".join(frame["text"].head(20)).encode(), digest_size=4).digest()
    sample = frame.sample(min(_TO_READ, frame.height), seed=int.from_bytes(digest, "little"))
    lines = [
        f"<p>{_marked(text, spans)}</p>"
        for text, spans in zip(sample["text"], sample[pairs[0]].to_list(), strict=True)
        if text
    ]
    return f"<h3>Read some of them</h3>{''.join(lines)}"


def _marked(text: str, spans: list[dict[str, Any]] | None) -> str:
    parts, place = [], 0
    for span in sorted(spans or [], key=lambda span: span["start"]):
        if span["start"] < place:
            continue
        inner = escape(text[span["start"] : span["end"]])
        parts.append(f"{escape(text[place : span['start']])}<mark>{inner}<small>{escape(span['slot'])}</small></mark>")
        place = span["end"]
    return "".join(parts) + escape(text[place:])
