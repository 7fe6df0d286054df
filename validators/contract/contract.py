"""Contracts: what a valid record of a table is, hand-written as JSON Schema."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nonesuch.errors import PackError, SystemFault, nearest
from nonesuch.tomlfile import load_model
from nonesuch.validators.contract.pattern import check_pattern
from nonesuch.validators.contract.schema import TableSchema

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.validators.contract.annotation import Reference
    from nonesuch.validators.contract.schema import ColumnSchema

__all__ = ["Contract", "load_contract", "load_contracts"]

SUFFIX = ".schema.json"

_MAX_BYTES = 4 * 2**20


@dataclass(frozen=True)
class Contract:
    """What a valid record of one table or view is.

    Attributes:
        table: Name of the table, from the name of the file.
        schema: What the file says.
        document: The JSON Schema as it was read, for any other validator.
        path: The file.
    """

    table: str
    schema: TableSchema
    document: dict[str, Any] = field(repr=False, compare=False)
    path: Path

    @property
    def columns(self) -> dict[str, ColumnSchema]:
        """The declared columns, in order."""
        return self.schema.properties

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that identify a row; none if the table has no key."""
        key = self.schema.notes.key
        return () if key is None else (key,) if isinstance(key, str) else tuple(key)

    @property
    def references(self) -> dict[str, Reference]:
        """Columns that point to keys of other tables."""
        return self.schema.notes.references


def load_contract(path: Path) -> Contract:
    """Load a contract and check that nonesuch understands all of it.

    Args:
        path: A file named ``<table>.schema.json``.

    Returns:
        The contract.

    Raises:
        PackError: If the file is missing, is not JSON, uses a keyword outside of the supported part of JSON Schema, or
            names a column that it does not declare.
        SystemFault: If the file cannot be read.
    """
    if not path.name.endswith(SUFFIX):
        raise PackError("the file is not named like a contract", place=str(path), expected=f"<table>{SUFFIX}")
    document = _read(path)
    contract = Contract(path.name.removesuffix(SUFFIX), load_model(TableSchema, document, path=path), document, path)
    _check_names(contract)
    _check_key(contract)
    return contract


def load_contracts(folder: Path) -> dict[str, Contract]:
    """Load all contracts of a folder.

    Args:
        folder: A folder with files named ``<table>.schema.json``, one a table or view.

    Returns:
        Contracts by table.

    Raises:
        PackError: About the first thing that is wrong, or if the folder holds no contract.
    """
    paths = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    if not paths:
        raise PackError("the folder holds no contract", place=str(folder), expected=f"files named <table>{SUFFIX}")
    contracts = [load_contract(path) for path in paths]
    return {contract.table: contract for contract in contracts}


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise PackError("the file is too large", place=str(path), expected="at most 4 MiB")
        return json.loads(path.read_text("utf-8"), object_pairs_hook=_once)
    except FileNotFoundError:
        raise PackError("the file does not exist", place=str(path), expected="a JSON Schema") from None
    except _TwiceError as problem:
        raise PackError(f"key {str(problem)!r} stands twice", place=str(path), expected="each key once") from None
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise PackError("the file is not valid JSON", place=str(path), found=str(problem)) from None
    except OSError as problem:
        raise SystemFault("the file cannot be read", place=str(path), found=problem.strerror or str(problem)) from None


class _TwiceError(ValueError):
    """A key stands twice in an object; JSON readers would silently keep the last."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return found


def _check_names(contract: Contract) -> None:
    notes = contract.schema.notes
    used = {
        "required": contract.schema.required,
        "x-nonesuch.key": contract.key,
        "x-nonesuch.references": notes.references,
        "x-nonesuch.order": notes.order,
        "x-nonesuch.reserved": notes.reserved,
    }
    for name in (contract.table, *contract.columns):
        if not name.isascii() or not name.isidentifier():
            raise PackError(f"{name!r} is no name", place=str(contract.path), expected="letters, digits and _")
    for key, names in used.items():
        for name in names:
            if name not in contract.columns:
                raise PackError(
                    f"unknown column {name!r}", place=f"{contract.path}: {key}", hint=nearest(name, contract.columns)
                )
    for name, pattern in notes.reserved.items():
        place = f"{contract.path}: x-nonesuch.reserved.{name}"
        if contract.columns[name].kind != "string":
            raise PackError("only texts have reserved values", place=place, found=contract.columns[name].kind)
        check_pattern(pattern, place=place)


def _check_key(contract: Contract) -> None:
    for name in contract.key:
        column = contract.columns[name]
        if column.nullable or name not in contract.schema.required or column.kind not in ("integer", "string"):
            raise PackError(
                f"column {name!r} cannot be a key",
                place=f"{contract.path}: properties.{name}",
                expected="a whole number or a text that is required and never null",
                found=column.type,
            )
