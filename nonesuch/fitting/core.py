"""The statistical core of a copied pack: the model file, what is written down about it, and the table that uses it."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nonesuch.fitting.sections import rewrite_sections
from nonesuch.generators.columns.learned import LearnedSpec
from nonesuch.sinks import writing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nonesuch.fitting.wanted import Wanted
    from nonesuch.generators.pack import Pack
    from nonesuch.generators.synthesizers import Synthesizer

__all__ = ["Core", "write_core"]

_KEPT = ("description", "unit", "hidden", "at_least", "at_most")
"""What a learned column keeps of the column that it replaces."""


@dataclass(frozen=True)
class Core:
    """A fitted model and what belongs to it.

    Attributes:
        wanted: Which columns it draws, and what it is told.
        model: The model.
        gate: What the privacy gate said, as the pack records it; None if there was none.
        account: How it was fitted and judged.
    """

    wanted: Wanted
    model: Synthesizer
    gate: str | None
    account: Mapping[str, Any]


def write_core(folder: Path, pack: Pack, core: Core) -> None:
    """Write a model into a copy of a pack; models that no column uses any longer go, with their files.

    Args:
        folder: The copy.
        pack: The pack that was copied.
        core: The model.

    Raises:
        PackError: If the table's file cannot be edited piece by piece.
        SystemFault: If files cannot be written.
    """
    table = core.wanted.table
    spec = pack.table(table)
    columns = {name: column for name, column in spec.columns.items() if name not in core.wanted.columns}
    still = {column.model for column in columns.values() if isinstance(column, LearnedSpec)}
    still |= {c.model for s in pack.scenarios.values() for c in s.columns.values() if isinstance(c, LearnedSpec)}
    unused = [name for name in spec.models if name not in still]
    files = _files(pack) - {spec.models[name].file for name in unused} | _files(pack, apart_from=table)
    free = (table, *(f"{table}_{number}" for number in range(2, 10_000)))
    name = next(name for name in free if name not in still and f"models/{name}.nonesuch" not in files)
    path = folder / "tables" / f"{table}.toml"
    text = path.read_text("utf-8")
    before = tomllib.loads(text)["columns"]
    text = rewrite_sections(
        text,
        columns={column: _learned(before[column], name) for column in core.wanted.columns},
        models={name: _section(name, core)},
        drop=[old for old in unused if old != name],
        place=str(pack.folder / "tables" / path.name),
    )
    with writing(folder):
        for old in {spec.models[name].file for name in unused} - files:
            _leave_out(folder, old)
        (folder / "models").mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        _add_to_card(folder / "README.md", core)
        plain = json.dumps(core.account, indent=1, ensure_ascii=False, default=str)
        (folder / "models" / f"{name}.json").write_text(plain + "\n", "utf-8")
    core.model.save(folder / "models" / f"{name}.nonesuch")


def _files(pack: Pack, *, apart_from: str = "") -> set[str]:
    """Model files of a pack."""
    specs = {**pack.tables, **pack.views}
    return {model.file for name, spec in specs.items() if name != apart_from for model in spec.models.values()}


def _leave_out(folder: Path, name: str) -> None:
    path = (folder / name).resolve()
    if path.is_relative_to(folder.resolve()):
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)


def _add_to_card(card: Path, core: Core) -> None:
    """Say in the data card, if there is one, that columns are no longer those that it describes."""
    if card.is_file():
        columns = ", ".join(f"`{column}`" for column in core.wanted.columns)
        told = ", ".join(f"`{column}`" for column in core.wanted.given.values())
        after = f" given {told}" if told else ""
        text = f"A model ({core.model.engine}) of private data draws {columns} of `{core.wanted.table}`{after}."
        card.write_text(f"{card.read_text('utf-8').rstrip()}\n\n## Fitted\n\n{text}\n", "utf-8")


def _section(name: str, core: Core) -> dict[str, Any]:
    section: dict[str, Any] = {"file": f"models/{name}.nonesuch"}
    if core.wanted.given:
        section["given"] = dict(core.wanted.given)
    if core.gate is not None:
        section["gate"] = core.gate
    return section


def _learned(before: Any, model: str) -> dict[str, Any]:
    kept = {key: before[key] for key in _KEPT if key in before} if isinstance(before, dict) else {}
    return {"kind": "learned", "model": model, **kept}
