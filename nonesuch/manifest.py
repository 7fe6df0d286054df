"""The manifest of a run: what was asked for, what made it, which files there are, how they were judged."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from nonesuch.errors import DataError
from nonesuch.generators.columns.learned import LearnedSpec
from nonesuch.generators.learned import open_model
from nonesuch.run.shard import ROOMS
from nonesuch.sinks import checksum, whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nonesuch.generators.learned import ModelSpec
    from nonesuch.generators.pack import Pack
    from nonesuch.recipe import Recipe
    from nonesuch.run.shard import Part

__all__ = [
    "MANIFEST",
    "Origin",
    "build_manifest",
    "lost_files",
    "pack_digest",
    "privacy_of",
    "read_manifest",
    "verify_files",
    "write_manifest",
]

MANIFEST = "manifest.json"
"""Name of the manifest in a run's folder."""

_NOT_DERIVED = "not derived from persons"

_KEYS = {"nonesuch", "run", "pack", "recipe", "format", "tables", "quality"}


def pack_digest(folder: Path) -> str:
    """SHA-256 over the names and contents of all files of a pack.

    Args:
        folder: The pack's folder.

    Returns:
        The digest in hexadecimal.
    """
    state = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
        content = path.read_bytes()
        state.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return state.hexdigest()


def privacy_of(pack: Pack) -> str:
    """Say what the rows of a pack may be called: not derived from persons, unless models were fitted to their data.

    Args:
        pack: The pack.

    Returns:
        The strictest label of its models; that the privacy gate was overruled is said.

    Raises:
        PackError: If a model cannot be read.

    Example:
        >>> from nonesuch.generators.pack import load_pack
        >>> from nonesuch.packs import find_pack
        >>> privacy_of(load_pack(find_pack("medical")))
        'not derived from persons'
    """
    used = _models_of(pack)
    if not used:
        return _NOT_DERIVED
    from nonesuch.twin.labels import label_together  # noqa: PLC0415 - imports that packs without models do not need

    accounts = [
        open_model(pack.folder, model.file, place=f"{pack.name}: {name}").privacy for name, model in used.items()
    ]
    forced = any(model.gate == "forced" for model in used.values())
    return label_together(accounts) + (", released by force" if forced else "")


def _models_of(pack: Pack) -> dict[str, ModelSpec]:
    """The models that draw columns, by where they stand."""
    used: dict[str, ModelSpec] = {}
    for table, spec in {**pack.tables, **pack.views}.items():
        laid = [scenario.columns for scenario in pack.scenarios.values() if scenario.table == table]
        columns = [column for columns in (spec.columns, *laid) for column in columns.values()]
        names = {column.model for column in columns if isinstance(column, LearnedSpec)}
        used |= {f"{table}.models.{name}": spec.models[name] for name in spec.models if name in names}
    return used


@dataclass(frozen=True)
class Origin:
    """What a run comes from, in two digests.

    Attributes:
        run: What makes two runs the same run: recipe, pack, version, format.
        pack: The files of the pack, as `pack_digest` gives it.
    """

    run: str
    pack: str

    @classmethod
    def of(cls, recipe: Recipe, pack: Pack) -> Origin:
        """Read the files of a pack, and of the tables that a recipe supplies.

        Args:
            recipe: What is wanted.
            pack: The pack that makes it.

        Returns:
            The digests in hexadecimal.
        """
        supplied = {name: checksum(path)[0] for name, path in recipe.tables.items()}
        digest = pack_digest(pack.folder)
        parts = [
            recipe.to_dict(),
            *([supplied] if supplied else []),
            digest,
            version("nonesuch"),
            recipe.output.format,
            recipe.output.one_file,
        ]
        return cls(hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest(), digest)


def build_manifest(
    recipe: Recipe, pack: Pack, parts: Iterable[Part], quality: dict[str, Any] | None, *, origin: Origin
) -> dict[str, Any]:
    """Set the manifest together.

    Args:
        recipe: What was wanted.
        pack: The pack that made it.
        parts: The files: rows that are delivered, rows set aside, keys to defects.
        quality: How the rows were judged; None if they were not.
        origin: Digests of recipe and pack, taken when the run began.

    Returns:
        Plain data, the same for the same run whenever and however it was made.
    """
    parts = sorted(parts, key=lambda part: part.path)
    order = [*pack.tables, *pack.views]
    rooms: dict[str, dict[str, Any]] = {"data": {}}
    for part in parts:
        table = rooms.setdefault(part.room, {}).setdefault(part.table, {"rows": 0, "files": []})
        table["rows"] += part.rows
        table["files"].append({"path": part.path, "rows": part.rows, "bytes": part.bytes, "sha256": part.sha256})
    tables = rooms.pop("data")
    return {
        "nonesuch": version("nonesuch"),
        "run": origin.run,
        "privacy": privacy_of(pack),
        "pack": {"name": pack.name, "version": pack.spec.version, "sha256": origin.pack},
        "recipe": recipe.to_dict(),
        "format": recipe.output.format,
        "tables": {name: tables[name] for name in order if name in tables},
        **rooms,
        "quality": quality,
    }


def write_manifest(folder: Path, manifest: dict[str, Any]) -> Path:
    """Write the manifest, whole or not at all.

    Args:
        folder: The run's folder.
        manifest: Plain data.

    Returns:
        Where it lies.
    """
    path = folder / MANIFEST
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    with whole(path) as aside:
        aside.write_text(text, "utf-8")
    return path


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a run.

    Args:
        folder: The run's folder.

    Returns:
        Plain data.

    Raises:
        DataError: If there is none, or it is not a manifest.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise DataError("this is not the folder of a run", place=str(folder), expected=f"a {MANIFEST}") from None
    except (ValueError, RecursionError, OSError) as problem:
        raise DataError("the manifest cannot be read", place=str(path), found=str(problem)) from None
    if not isinstance(manifest, dict) or not manifest.keys() >= _KEYS or not isinstance(manifest["recipe"], dict):
        expected = "keys " + ", ".join(sorted(_KEYS))
        raise DataError("the manifest is not one of nonesuch", place=str(path), expected=expected)
    return manifest


def verify_files(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Hold the files of a run against their checksums.

    Args:
        folder: The run's folder.
        manifest: Its manifest.

    Returns:
        Paths of files that are missing or changed.
    """
    return [
        file["path"]
        for file in _files(manifest)
        if not (folder / file["path"]).is_file() or checksum(folder / file["path"])[0] != file["sha256"]
    ]


def lost_files(folder: Path, manifest: dict[str, Any], *, sizes: bool = True) -> list[str]:
    """See whether the files of a run are there, at a glance.

    Args:
        folder: The run's folder.
        manifest: Its manifest.
        sizes: Whether files of another size count as lost.

    Returns:
        Paths of files that are missing or of another size.
    """
    paths = [(file, folder / file["path"]) for file in _files(manifest)]
    return [
        file["path"] for file, path in paths if not path.is_file() or (sizes and path.stat().st_size != file["bytes"])
    ]


def _files(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        rooms = [manifest["tables"], *(manifest.get(room, {}) for room in ROOMS)]
        files = [file for tables in rooms for table in tables.values() for file in table["files"]]
        return [{"path": str(file["path"]), "bytes": file["bytes"], "sha256": file["sha256"]} for file in files]
    except (AttributeError, KeyError, TypeError):
        raise DataError(
            "the manifest is not one of nonesuch", place=MANIFEST, expected="files with checksums"
        ) from None
