"""Small packs for tests: a dictionary becomes a folder of TOML and CSV files."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from itertools import count
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.generators.block import make_blocks, shared_frames
from nonesuch.generators.pack import Pack, load_pack
from nonesuch.generators.plan import Plan, Settings, make_plan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["KEY", "figures", "flat_hours", "frames_of", "make_pack", "one_table", "plan_of", "write_pack"]

KEY = {"kind": "key"}
"""A key column."""

_FOLDERS = count()


def figures(header: str, *rows: str) -> str:
    """A CSV file of figures: a source and a confidence are set behind every row."""
    return "\n".join([f"{header},source,confidence", *(f"{row},test,assumed" for row in rows), ""])


def flat_hours() -> str:
    """An hourly profile in which all hours are alike."""
    return figures("hour,weight", *(f"{hour},1" for hour in range(24)))


def write_pack(
    folder: Path,
    specs: Mapping[str, Mapping[str, Any]],
    *,
    files: Mapping[str, str] | None = None,
    views: Mapping[str, Mapping[str, Any]] | None = None,
    scenarios: Mapping[str, Mapping[str, Any]] | None = None,
    **settings: Any,
) -> Path:
    """Write a pack.

    The first table is the root unless it says otherwise; tables with neither rows nor a parent are roots. Root and
    shared tables have 100 rows unless `size` says otherwise. Other keyword arguments stand in pack.toml.
    """
    tables = {name: _whole(table) for name, table in specs.items()}
    own = [name for name, table in tables.items() if table.get("rows", {}).get("kind") in ("root", "shared")]
    pack = {
        "name": "tiny",
        "version": "1.0.0",
        "title": "A pack to test with",
        "licence": "CC0-1.0",
        "block": 64,
        "tables": [*tables],
        "size": dict.fromkeys(own, 100) | settings.pop("size", {}),
        **settings,
    }
    texts = {"pack.toml": _toml(pack), **(files or {})}
    for place, group in (("tables", tables), ("views", views or {}), ("scenarios", scenarios or {})):
        texts |= {f"{place}/{name}.toml": _toml({"title": name, **spec}) for name, spec in group.items()}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def make_pack(folder: Path, specs: Mapping[str, Mapping[str, Any]], **parts: Any) -> Pack:
    """Write a pack into a new folder below `folder` and load it; see `write_pack`."""
    return load_pack(write_pack(folder / f"pack{next(_FOLDERS)}", specs, **parts))


def plan_of(pack: Pack, *, rows: int | None = None, **settings: Any) -> Plan:
    """Plan a pack for some number of roots."""
    size = {pack.root: rows} if rows is not None else {}
    return make_plan(pack, Settings(size=size | settings.pop("size", {}), **settings))


def frames_of(pack: Pack, *, rows: int | None = None, **settings: Any) -> dict[str, pl.DataFrame]:
    """All rows of all tables and views of a pack."""
    plan = plan_of(pack, rows=rows, **settings)
    blocks = list(make_blocks(plan))
    return shared_frames(plan) | {name: pl.concat([block[name] for block in blocks]) for name in plan.tables}


def one_table(folder: Path, columns: Mapping[str, Any], *, rows: int = 100, **parts: Any) -> pl.DataFrame:
    """The rows of a pack that has one table, `things`, with a key and the given columns."""
    settings = {key: parts.pop(key) for key in ("seed", "targets", "reference_date", "locale") if key in parts}
    pack = make_pack(folder, {"things": {"columns": {"thing_id": KEY, **columns}}}, **parts)
    return frames_of(pack, rows=rows, **settings)["things"]


def _whole(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table without a parent is a root; bare expressions get a header, so that columns keep their order."""
    rows = {} if "rows" in table or "parent" in table else {"rows": {"kind": "root"}}
    columns = {
        name: {"kind": "expression", "value": column} if isinstance(column, str) else column
        for name, column in table.get("columns", {}).items()
    }
    return {**rows, **table, "columns": columns}


def _toml(data: Mapping[str, Any]) -> str:
    """Write a dictionary as TOML; tables two levels deep get a header, so that errors have lines to name."""
    plain = {key: value for key, value in data.items() if not isinstance(value, dict)}
    lines = [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    for key, value in data.items():
        if isinstance(value, dict):
            lines += ["", f"[{_key(key)}]"]
            lines += [f"{_key(inner)} = {_value(v)}" for inner, v in value.items() if not isinstance(v, dict)]
            for inner, v in value.items():
                if isinstance(v, dict):
                    lines += ["", f"[{_key(key)}.{_key(inner)}]"]
                    lines += [f"{_key(name)} = {_value(entry)}" for name, entry in v.items()]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if name.replace("_", "").isalnum() and name.isascii() else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
