"""A pack: a folder of TOML and CSV files that says how the records of one domain are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, model_validator

from nonesuch.errors import PackError, nearest
from nonesuch.generators.filestate import state_of
from nonesuch.generators.paths import PathSpec
from nonesuch.generators.requirement import is_met
from nonesuch.generators.resources import Resources
from nonesuch.generators.rows import ListedRows, RootRows, SharedRows
from nonesuch.generators.scenarios import ScenarioSpec
from nonesuch.generators.settings import MOST_ROOTS, MOST_SHARED
from nonesuch.generators.table import NAME, TableSpec
from nonesuch.tomlfile import load_model, read_toml

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.generators.filestate import State

__all__ = ["Pack", "PackSpec", "load_pack"]

_FILES = ("pack.toml", "*/*.toml", "text/*/*.toml")
"""What a pack is made of, as far as it is read when it is loaded."""


class PackSpec(BaseModel):
    """What ``pack.toml`` says."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    name: str = Field(pattern=NAME.pattern, description="The domain's name.")
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$", description="Version of the pack.")
    title: str = Field(description="What the records are, for people.")
    summary: str = Field("", description="What is in them, and what is not, in a few sentences.")
    licence: str = Field(description="SPDX identifier.")
    requires: str = Field(">=0.1", description="Versions of nonesuch that read the pack.")
    locales: list[str] = Field(
        ["en_US"], min_length=1, description="Locales of names and words; the first is the default."
    )
    reference_date: date = Field(
        date(2026, 1, 1), description="The day that counts as today, where nobody names another."
    )
    block: int = Field(
        1024, ge=64, le=65_536, description="Roots of a block; 64, 128, 256, ... Changing it changes all rows."
    )
    tables: list[str] = Field(min_length=1, description="Tables in the order in which they are shown and loaded.")
    size: dict[str, int] = Field(description="Rows of the root and of the shared tables, where nobody asks for others.")

    @model_validator(mode="after")
    def _consistent(self) -> PackSpec:
        if not is_met(self.requires, installed := version("nonesuch")):
            raise PackError("the pack needs another nonesuch", expected=self.requires, found=installed)
        if self.block.bit_count() != 1:
            raise PackError("a block has an odd size", expected="block = 64, 128, 256, ...", found=self.block)
        for name in self.tables:
            if not NAME.fullmatch(name):
                raise PackError(f"{name!r} is no name of a table", expected="small letters, digits and _", found=name)
            if self.tables.count(name) > 1:
                raise PackError(f"table {name!r} is listed twice", expected="every table once")
        return self


@dataclass(frozen=True)
class Pack:
    """A loaded pack.

    Attributes:
        folder: Where it lies.
        spec: What ``pack.toml`` says.
        tables: Tables by name, in order.
        views: Views by name, in order.
        scenarios: Scenarios by name, in order.
    """

    folder: Path
    spec: PackSpec
    tables: dict[str, TableSpec]
    views: dict[str, TableSpec] = field(default_factory=dict)
    scenarios: dict[str, ScenarioSpec] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The domain's name."""
        return self.spec.name

    @property
    def root(self) -> str:
        """Name of the root table."""
        return next(name for name, table in self.tables.items() if isinstance(table.rows, RootRows))

    @property
    def shared(self) -> tuple[str, ...]:
        """Names of the tables that all families share."""
        return tuple(name for name, table in self.tables.items() if isinstance(table.rows, SharedRows | ListedRows))

    @property
    def shown(self) -> tuple[str, ...]:
        """Names of the tables that are part of the data."""
        return tuple(name for name, table in self.tables.items() if not table.hidden)

    def parent(self, name: str) -> str | None:
        """The table to whose rows those of a table or view belong, among those that are part of the data."""
        return next((above for above in self.lineage(name) if not self.tables[above].hidden), None)

    def table(self, name: str) -> TableSpec:
        """The table or view of this name."""
        return self.tables[name] if name in self.tables else self.views[name]

    def lineage(self, name: str) -> tuple[str, ...]:
        """Tables above a table, the nearest first."""
        above: list[str] = []
        parent = self.table(name).parent
        while parent is not None:
            above.append(parent)
            parent = self.table(parent).parent
        return tuple(above)


def load_pack(folder: Path) -> Pack:
    """Load a pack and check that its parts fit together.

    Args:
        folder: The pack's folder.

    Returns:
        The pack.

    Raises:
        PackError: About the first thing that is wrong, with file and line.

    Example:
        >>> from importlib.resources import files
        >>> pack = load_pack(files("nonesuch") / "domains" / "medical")
        >>> pack.root
        'patients'
    """
    if not folder.is_dir():
        raise PackError("a pack is a folder", place=str(folder), expected="a folder with a pack.toml")
    return _load(folder, state_of(folder, *_FILES))


@lru_cache(maxsize=64)
def _load(folder: Path, state: State) -> Pack:  # noqa: ARG001 - changed files: another pack
    path = folder / "pack.toml"
    spec = load_model(PackSpec, read_toml(path), path=path)
    files = {name: folder / "tables" / f"{name}.toml" for name in spec.tables}
    paths = {f.stem: load_model(PathSpec, read_toml(f), path=f) for f in sorted((folder / "paths").glob("*.toml"))}
    beside = Resources(folder, paths)
    tables = {name: load_model(TableSpec, read_toml(f), path=f, context=beside) for name, f in files.items()}
    views = {
        f.stem: load_model(TableSpec, read_toml(f), path=f, context=beside)
        for f in sorted((folder / "views").glob("*.toml"))
    }
    scenarios = {
        f.stem: load_model(ScenarioSpec, read_toml(f), path=f) for f in sorted((folder / "scenarios").glob("*.toml"))
    }
    pack = Pack(folder, spec, tables, views, scenarios)
    _check(pack, path)
    return pack


def _check(pack: Pack, path: Path) -> None:
    folder = pack.folder
    stray = {f.stem for f in (folder / "tables").glob("*.toml")} - set(pack.tables)
    if stray:
        name = min(stray)
        raise PackError(
            f"table {name!r} is not listed",
            place=f"{path}: tables",
            expected="every file of tables/",
            hint=f"add {name!r}",
        )
    roots = [name for name, table in pack.tables.items() if isinstance(table.rows, RootRows)]
    if len(roots) != 1:
        raise PackError(
            "a pack has one root table", place=str(path), expected='one table with rows.kind = "root"', found=roots
        )
    for name in {*pack.tables} & {*pack.views}:
        raise PackError(f"{name!r} is both a table and a view", place=str(folder), expected="different names")
    for name, table in {**pack.tables, **pack.views}.items():
        file = folder / ("tables" if name in pack.tables else "views") / f"{name}.toml"
        if not NAME.fullmatch(name):
            raise PackError(f"{name!r} is no name of a table", place=str(file), expected="small letters, digits and _")
        if table.parent is not None and table.parent not in pack.tables:
            raise PackError(
                f"unknown table {table.parent!r}", place=f"{file}: parent", hint=nearest(table.parent, pack.tables)
            )
        _check_lineage(pack, name, file)
    _check_sizes(pack, path)
    for name, scenario in pack.scenarios.items():
        _check_scenario(pack, scenario, folder / "scenarios" / f"{name}.toml")


def _check_lineage(pack: Pack, name: str, file: Path) -> None:
    seen = [name]
    parent = pack.table(name).parent
    while parent is not None:
        if parent in seen:
            raise PackError(
                "tables descend from each other", place=f"{file}: parent", found=" -> ".join([*seen, parent])
            )
        seen.append(parent)
        parent = pack.table(parent).parent
    if len(seen) > 1 and not isinstance(pack.tables[seen[-1]].rows, RootRows):
        raise PackError("a table descends from no root", place=str(file), found=" -> ".join(seen))


def _check_sizes(pack: Pack, path: Path) -> None:
    wanted = {pack.root, *(name for name in pack.shared if isinstance(pack.tables[name].rows, SharedRows))}
    for name in pack.spec.size:
        if name not in wanted:
            raise PackError(f"table {name!r} has no size of its own", place=f"{path}: size", hint=nearest(name, wanted))
    for name in wanted:
        most = MOST_SHARED if name in pack.shared else MOST_ROOTS
        if not 1 <= pack.spec.size.get(name, 0) <= most:
            raise PackError(
                f"table {name!r} needs a size",
                place=f"{path}: size",
                expected=f"{name} = 1 to {most:,}",
                found=pack.spec.size.get(name),
            )


def _check_scenario(pack: Pack, scenario: ScenarioSpec, file: Path) -> None:
    if scenario.table not in pack.tables or pack.tables[scenario.table].scenarios is None:
        known = [name for name, table in pack.tables.items() if table.scenarios is not None]
        raise PackError(
            f"table {scenario.table!r} takes no scenarios", place=f"{file}: table", hint=nearest(scenario.table, known)
        )
    for name in scenario.columns:
        if name not in pack.tables[scenario.table].columns:
            hint = nearest(name, pack.tables[scenario.table].columns)
            raise PackError(
                f"table {scenario.table!r} has no column {name!r}", place=f"{file}: columns.{name}", hint=hint
            )
