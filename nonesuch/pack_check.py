"""The check of a pack: it loads, it is whole, every figure has a source, and its rows hold its own rules."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nonesuch.contracts import checker_of
from nonesuch.design import settings_of
from nonesuch.errors import NonesuchError, PackError
from nonesuch.generators.columns.base import ColumnSpec
from nonesuch.generators.pack import load_pack
from nonesuch.generators.plan import Settings, make_plan
from nonesuch.in_memory import make_dataset
from nonesuch.plural import counted
from nonesuch.recipe import Recipe
from nonesuch.tomlfile import line_of, read_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from nonesuch.dataset import Dataset
    from nonesuch.generators.pack import Pack
    from nonesuch.validators import Contract, Verdict

__all__ = ["Finding", "check_pack", "draw_pack"]

_ROWS = 1000


@dataclass(frozen=True)
class Finding:
    """What one step of the check found.

    Attributes:
        step: What was looked at.
        problem: What is wrong; None if nothing is.
        note: What is worth knowing.
    """

    step: str
    problem: str | None = None
    note: str = ""


def check_pack(folder: Path, *, rows: int = _ROWS) -> Iterator[Finding]:
    """Check a pack step by step; a step that others need ends the check when it fails.

    Args:
        folder: The pack's folder.
        rows: Rows of the root table that are drawn and held against the rules.

    Yields:
        A finding a step.

    Example:
        >>> from importlib.resources import files
        >>> [f.problem for f in check_pack(files("nonesuch") / "domains" / "_template", rows=50)]
        [None, None, None, None]
    """
    try:
        pack = load_pack(folder)
        yield Finding("files", note=f"{counted(len(pack.tables), 'table')}, {counted(len(pack.views), 'view')}")
        yield _sources(pack)
        checker = checker_of(pack)
        if checker is None:
            yield Finding("contracts and rules", note="none: nothing holds the rows to anything")
        else:
            problem = "; ".join(_gaps(pack, checker.contracts)) or None
            found = {"contract": checker.contracts, "rule": checker.rules.rules, "check": checker.checks}
            note = ", ".join(counted(len(things), name) for name, things in found.items())
            yield Finding("contracts and rules", problem, note)
        for locale in pack.spec.locales:
            yield _drawn(pack, locale, rows)
    except NonesuchError as error:
        yield Finding("pack", str(_located(error, folder)))


def _located(error: NonesuchError, folder: Path) -> NonesuchError:
    """The same error with file and line, where it names a column of a table or view by their names only."""
    name, _, rest = (error.place or "").partition(": ")
    table, *keys = rest.split(".")
    for path in (folder / kind / f"{table}.toml" for kind in ("tables", "views")):
        if keys and re.fullmatch(r"\w+", name) and path.is_file():
            text = path.read_text("utf-8-sig")
            line = line_of(text, ["columns", *keys]) if keys[0] in read_toml(path).get("columns", {}) else None
            line = line or line_of(text, keys)
            return error.at(f"{path}{f', line {line}' if line else ''}: {rest}")
    return error


def _gaps(pack: Pack, contracts: Mapping[str, Contract]) -> Iterator[str]:
    """Where contracts and tables speak of different things."""
    missing = [name for name in [*pack.shown, *pack.views] if name not in contracts]
    if missing:
        yield f"no contract for {', '.join(missing)}"
    plan = make_plan(pack, Settings(views=tuple(pack.views)))
    for name, contract in contracts.items():
        made, file = plan.schema(name), contract.path.name
        unknown = [] if contract.schema.additional_properties else [c for c in made if c not in contract.columns]
        if unknown:
            yield f"{name} makes {', '.join(unknown)}, which {file} does not declare"
        wanted = [column for column in contract.schema.required if column not in made]
        if wanted:
            yield f"{file} requires {', '.join(wanted)}, which {name} does not make"


def _sources(pack: Pack) -> Finding:
    """Every file of figures, and every column with figures of its own, says where they come from and how sure it is."""
    bare, figures = [], 0
    for path in sorted((pack.folder / "priors").glob("**/*.csv")):
        rows = _figures(path)
        figures += len(rows)
        if any(not row.get(key) for row in rows for key in ("source", "confidence")):
            bare.append(path.name)
    bare += [
        name for name, spec in _columns(pack) if spec.has_figures() and (spec.source is None or spec.confidence is None)
    ]
    problem = f"without source or confidence: {', '.join(bare)}" if bare else None
    return Finding("sources", problem, f"{counted(figures, 'row')} of figures")


def _columns(pack: Pack) -> Iterator[tuple[str, ColumnSpec]]:
    """All columns by their place, and numbers of rows that are drawn as columns are."""
    for table, spec in {**pack.tables, **pack.views}.items():
        for key, value in spec.rows:
            if isinstance(value, ColumnSpec):
                yield f"{table}.rows.{key}", value
        yield from ((f"{table}.{name}", column) for name, column in spec.columns.items())
    for name, scenario in pack.scenarios.items():
        yield from ((f"{name}.columns.{column}", drawn) for column, drawn in scenario.columns.items())


def _figures(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(line for line in file if not line.startswith("#")))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise PackError("the file is not valid CSV", place=str(path), found=str(problem)) from None


def draw_pack(pack: Pack, *, rows: int, locale: str | None = None, mend: bool = True) -> Dataset:
    """Draw all tables and views of a pack, with grammars built in full.

    Args:
        pack: The pack.
        rows: Rows of the root table.
        locale: Locale of names and words; None for the pack's first.
        mend: Whether families that break a rule are drawn again, and set aside if that does not help.

    Returns:
        The rows; judged if they were mended.
    """
    views = list(pack.views)
    recipe = Recipe(domain=str(pack.folder), size={pack.root: rows}, locale=locale, views=views, check=mend)
    return make_dataset(recipe, make_plan(pack, replace(settings_of(recipe, pack), thorough=True)))


def _drawn(pack: Pack, locale: str, rows: int) -> Finding:
    data = draw_pack(pack, rows=rows, locale=locale)
    made = sum(frame.height for frame in data.frames.values())
    note = f"{counted(made, 'row')} in {locale}"
    if data.quality is None:
        return Finding("draw", note=note)
    problem = ", ".join(f"{r.rule} ({r.found})" for r in data.quality.verdict.results if not r.passed)
    problem += _example(data.quality.verdict, [r.rule for r in data.quality.verdict.results if not r.passed])
    aside, reasons = data.quality.set_aside, list(data.quality.reasons)
    if aside and not problem:
        families = counted(aside, "family breaks", "families break")
        problem = f"{families} a rule in every draw: {', '.join(reasons)}"
        problem += _example(draw_pack(pack, rows=rows, locale=locale, mend=False).validate(), reasons)
    again = f", {counted(data.quality.redrawn, 'family', 'families')} drawn again" if data.quality.redrawn else ""
    return Finding("draw", problem or None, note + again)


def _example(verdict: Verdict, rules: Collection[str]) -> str:
    """A row that breaks one of some rules: table, key, the words of the rule, and values."""
    broken = verdict.violations
    rows = broken.filter(broken["rule"].is_in([*rules])).head(1).to_dicts()
    return "".join(
        f"\n  such as: {row['table']} {row['key'] or row['row']}: {row['message']}; values: {row['values']}"
        for row in rows
    )
