"""Data that anybody made, held against the contracts and rules of a domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nonesuch.contracts import checker_of
from nonesuch.errors import DataError, UsageError, nearest
from nonesuch.frames import to_polars
from nonesuch.generators.pack import load_pack
from nonesuch.manifest import MANIFEST, lost_files, read_manifest
from nonesuch.packs import find_pack
from nonesuch.sinks.reading import SUFFIXES, read_parts
from nonesuch.tomlfile import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import polars as pl

    from nonesuch.validators import Checker, Verdict

__all__ = ["ColumnMap", "find_tables", "read_map", "validate"]

_DATA = "data"


@dataclass(frozen=True)
class ColumnMap:
    """How somebody else calls the tables and columns of a domain.

    Attributes:
        tables: Their name of a table = ours.
        columns: Our table = their name of a column = ours.
    """

    tables: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]

    def apply(self, frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """Rename what has a name of its own.

        Args:
            frames: Tables by their names.

        Returns:
            Tables by our names.

        Raises:
            DataError: If the map names a table or column that is not there.
        """
        for name in self.tables:
            if name not in frames:
                raise DataError(f"there is no table {name!r}", place="map", hint=nearest(name, frames))
        found = {self.tables.get(name, name): frame for name, frame in frames.items()}
        for table, names in self.columns.items():
            if table in found:
                for theirs in names:
                    if theirs not in found[table].columns:
                        hint = nearest(theirs, found[table].columns)
                        raise DataError(f"there is no column {theirs!r}", place=f"map.{table}", hint=hint)
                kept = found[table].drop([ours for ours in names.values() if ours not in names], strict=False)
                found[table] = kept.rename(dict(names))
        return found


def read_map(path: Path) -> ColumnMap:
    """Read a map of columns.

    Args:
        path: A TOML file: for each table of the domain a section with ``column = "their column"``, and in it
            ``"@table" = "their table"`` where the table has another name.

    Returns:
        The map.

    Raises:
        UsageError: If the file says something else.
    """
    tables, columns = {}, {}
    for table, names in read_toml(path, error=UsageError).items():
        if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
            raise UsageError("the map is not understood", place=f"{path}: {table}", expected='column = "their column"')
        named = dict(names)
        if "@table" in named:
            tables[named.pop("@table")] = table
        columns[table] = _turned(named, f"{path}: {table}")
    return ColumnMap(tables, columns)


def _turned(names: Mapping[str, str], place: str) -> dict[str, str]:
    """Their name of a column = ours."""
    turned = {theirs: ours for ours, theirs in names.items()}
    if len(turned) < len(names):
        raise UsageError("a column stands for two", place=place, expected="another column for each", found=dict(names))
    return turned


def validate(
    domain: str | Path,
    data: Mapping[str, Any] | str | Path,
    *,
    columns: Mapping[str, Mapping[str, str]] | Path | None = None,
    reference_date: date | None = None,
) -> Verdict:
    """Hold tables against the contracts and rules of a domain.

    Args:
        domain: A domain, or the path of a pack.
        data: Tables by name (pandas, polars or Arrow), or the path of a file, of a folder of files, or of a run.
            Tables may be left out; rules that need them look at nothing.
        columns: Our table = our column = their column, or the path of such a TOML file.
        reference_date: The day that counts as today; else the pack's own.

    Returns:
        The verdict.

    Raises:
        UsageError: If the domain is unknown or has no contracts.
        DataError: If a table is unknown or cannot be read.

    Example:
        >>> import nonesuch as ns
        >>> data = ns.generate("medical", patients=50, seed=7)
        >>> ns.validate("medical", {"vitals": data["vitals"]}).ok
        True
        >>> broken = data["vitals"].assign(diastolic_mmhg=lambda frame: frame["systolic_mmhg"] + 1)
        >>> ns.validate("medical", {"vitals": broken})["diastolic_below_systolic"].passed
        False
    """
    pack = load_pack(find_pack(domain))
    checker = checker_of(pack, reference_date=reference_date)
    if checker is None:
        raise UsageError(f"{pack.name} has no contracts", place=str(pack.folder), expected="schemas/*.schema.json")
    if isinstance(data, Mapping):
        frames = {name: to_polars(frame) for name, frame in data.items()}
    else:
        frames = {name: read_parts(paths) for name, paths in find_tables(Path(data)).items()}
    if columns is not None:
        names = read_map(columns) if isinstance(columns, Path) else _map_of(columns)
        for table in names.columns:
            if table not in checker.contracts:
                raise UsageError(f"unknown table {table!r}", place="map", hint=nearest(table, checker.contracts))
        frames = names.apply(frames)
    return checker.check(_known(frames, checker, are_files=not isinstance(data, Mapping)))


def _map_of(columns: Mapping[str, Mapping[str, str]]) -> ColumnMap:
    return ColumnMap({}, {table: _turned(names, f"map.{table}") for table, names in columns.items()})


def _known(frames: dict[str, pl.DataFrame], checker: Checker, *, are_files: bool) -> dict[str, pl.DataFrame]:
    for name in frames:
        if name not in checker.contracts:
            hint = nearest(name, checker.contracts)
            if are_files and not (hint or "").startswith("did you mean"):
                hint = f'a map says which table it is: --map FILE, with a section [TABLE] that has "@table" = "{name}"'
            raise DataError(
                f"table {name!r} has no contract",
                place=name,
                expected=", ".join(checker.contracts),
                hint=hint,
            )
    return frames


def find_tables(path: Path) -> dict[str, list[Path]]:
    """Find the files of tables.

    Args:
        path: A file, a folder with one file or one folder of parts a table, or the folder of a run.

    Returns:
        Table = its files, in order.

    Raises:
        DataError: If there is none, or files that a run has written are missing.
    """
    try:
        is_file = path.is_file()
    except (OSError, ValueError) as problem:
        raise DataError("no file can have this name", place=str(path), found=str(problem)) from None
    if is_file:
        return {path.name.removesuffix(path.suffix): [path]}
    if not path.is_dir():
        raise DataError("the path does not exist", place=str(path), expected="a file or a folder of tables")
    lost = lost_files(path, read_manifest(path), sizes=False) if (path / MANIFEST).is_file() else []
    if lost:
        raise DataError(
            "a file of the run is missing",
            place=str(path / lost[0]),
            found=f"{len(lost)} missing",
            hint=f"without {MANIFEST} what is left is judged alone",
        )
    root = path / _DATA if (path / _DATA).is_dir() else path
    found = {file.stem: [file] for file in _files(root.iterdir())}
    for folder in sorted(child for child in root.iterdir() if child.is_dir() and not child.name.startswith(".")):
        parts = _files(folder.iterdir())
        if parts:
            found[folder.name] = parts
    if not found:
        raise DataError("the folder holds no table", place=str(path), expected="files ending in " + ", ".join(SUFFIXES))
    return found


def _files(paths: Iterable[Path]) -> list[Path]:
    return sorted(p for p in paths if p.suffix.lower() in SUFFIXES and p.is_file() and not p.name.startswith("."))
