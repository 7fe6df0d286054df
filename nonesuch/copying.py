"""A copy of a pack under another name, whole enough to stand alone."""

from __future__ import annotations

import re
import shutil
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from nonesuch.authoring import with_directive, write_schemas
from nonesuch.sinks import writing

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["TEMPLATE", "copy_pack", "copy_template"]

TEMPLATE = "_template"
"""Folder of the pack that new ones begin as, among the built-in domains."""

_SCHEMAS = ".schemas"
"""Folder of a copied pack that editors read its JSON Schemas from; ``schemas`` is that of its contracts."""

_NAMED = {"pack", "path", "rules", "scenario", "table", "text"}


def copy_template(folder: Path, name: str) -> None:
    """Begin a pack as a copy of the template.

    Args:
        folder: Where to; must not be there.
        name: The new domain's name.

    Raises:
        SystemFault: If it cannot be written.
    """
    with as_file(files("nonesuch") / "domains" / TEMPLATE) as template:
        copy_pack(template, folder, name)


def copy_pack(source: Path, folder: Path, name: str, *, contracts: Path | None = None) -> None:
    """Copy a pack and give it another name; editors find the schemas of its files beside it.

    Args:
        source: The pack's folder.
        folder: Where to; must not be there.
        name: The copy's name.
        contracts: Folder of the pack's contracts, if it is not its own.

    Raises:
        SystemFault: If it cannot be written.
    """
    with writing(folder):
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        if contracts is not None and contracts != source / "schemas":
            shutil.copytree(contracts, folder / "schemas", dirs_exist_ok=True)
        (folder / _SCHEMAS).mkdir()
        write_schemas(folder / _SCHEMAS, _NAMED)
        for path in folder.rglob("*.toml"):
            text = path.read_text("utf-8")
            if path == folder / "pack.toml":
                text = re.sub(r'^name\s*=\s*"[^"\n]*"', f'name = "{name}"', text, count=1, flags=re.MULTILINE)
            path.write_text(with_directive(text, path.relative_to(folder), _SCHEMAS), "utf-8")
