"""JSON Schemas of the files that people write: editors complete and check packs and recipes with them.

``python -m nonesuch.authoring schemas`` writes them into the folder ``schemas``; a test holds the two against each
other.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nonesuch.generators.pack import PackSpec
from nonesuch.generators.paths import PathSpec
from nonesuch.generators.scenarios import ScenarioSpec
from nonesuch.generators.table import TableSpec
from nonesuch.generators.text.schema import grammar_schema
from nonesuch.recipe import Recipe
from nonesuch.validators.contract.annotation import annotation_schema
from nonesuch.validators.rules import rules_schema

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import PurePath

    from pydantic import BaseModel

__all__ = ["DIRECTIVE", "authoring_schemas", "schema_of", "with_directive", "write_schemas"]

DIRECTIVE = "#:schema"
"""How the first line of a TOML file names its schema, for Taplo and Even Better TOML."""

_MODELS: dict[str, tuple[type[BaseModel], str]] = {
    "pack": (PackSpec, "pack.toml: what a domain is called, which tables it has and how many rows"),
    "table": (TableSpec, "tables/*.toml and views/*.toml: where rows come from, and their columns"),
    "scenario": (ScenarioSpec, "scenarios/*.toml: bursts of other events laid over a table of events"),
    "path": (PathSpec, "paths/*.toml: steps, and the ways on from them"),
    "recipe": (Recipe, "A recipe: what is wanted of a domain"),
}
_FOLDERS = {"tables": "table", "views": "table", "scenarios": "scenario", "paths": "path"}
_FILES = {"pack.toml": "pack", "rules.toml": "rules"}


def authoring_schemas() -> dict[str, dict[str, Any]]:
    """Describe every kind of file that people write.

    Returns:
        JSON Schemas (2020-12) by name; ``schemas/<name>.schema.json`` holds each of them.

    Example:
        >>> sorted(authoring_schemas())
        ['annotation', 'pack', 'path', 'recipe', 'rules', 'scenario', 'table', 'text']
    """
    own = {name: _schema(model, title) for name, (model, title) in _MODELS.items()}
    return {**own, "annotation": annotation_schema(), "rules": rules_schema(), "text": grammar_schema()}


def schema_of(path: PurePath) -> str | None:
    """Name the schema of a file of a pack.

    Args:
        path: The file's path inside the pack.

    Returns:
        Name of the schema; None for files that are none of a pack's.

    Example:
        >>> from pathlib import PurePath
        >>> schema_of(PurePath("views/case.toml")), schema_of(PurePath("text/en_US/words.toml"))
        ('table', 'text')
    """
    if path.suffix != ".toml":
        return None
    if len(path.parts) == 1:
        return _FILES.get(path.name)
    return "text" if path.parts[0] == "text" else _FOLDERS.get(path.parts[0])


def with_directive(text: str, path: PurePath, schemas: str) -> str:
    """Let the first line of a pack's file name its schema.

    Args:
        text: The file's content.
        path: Its path inside the pack.
        schemas: Folder of the schemas as seen from the pack's folder.

    Returns:
        The content with the directive for that place; unchanged if the file has no schema.

    Example:
        >>> from pathlib import PurePath
        >>> with_directive('title = "A case"', PurePath("views/case.toml"), "../../schemas").splitlines()[0]
        '#:schema ../../../schemas/table.schema.json'
    """
    name = schema_of(path)
    if name is None:
        return text
    first, _, rest = text.partition("\n")
    content = rest if first.startswith(DIRECTIVE) else text
    return f"{DIRECTIVE} {'../' * (len(path.parts) - 1)}{schemas}/{name}.schema.json\n{content}"


def write_schemas(folder: Path, names: Collection[str] | None = None) -> None:
    """Write schemas into a folder; files that say the same already are left as they are.

    Args:
        folder: The folder.
        names: Which ones; None for all.
    """
    for name, schema in authoring_schemas().items():
        path = folder / f"{name}.schema.json"
        wanted = names is None or name in names
        if wanted and not (path.is_file() and json.loads(path.read_text("utf-8")) == schema):
            path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    schema: dict[str, Any] = _for_editors(model.model_json_schema())
    for part in schema.get("$defs", {}).values():
        kind = part["properties"].get("kind", {}).get("const")
        part["title"] = part["title"] if kind is None else f'kind = "{kind}"'
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}


def _for_editors(part: Any) -> Any:
    """Drop what says nothing in an editor of TOML: null, which TOML does not have, and titles that repeat keys."""
    if isinstance(part, list):
        return [_for_editors(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    kept = {key: value if key == "default" else _for_editors(value) for key, value in part.items()}
    if kept.get("default", 0) is None or isinstance(kept.get("default"), dict):
        del kept["default"]
    for name, inner in kept.get("properties", {}).items():
        if isinstance(inner, dict):
            kept["properties"][name] = {key: value for key, value in inner.items() if key != "title"}
    if isinstance(kept.get("description"), str):
        kept["description"] = " ".join(kept["description"].split())
    choices = kept.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        rest = [choice for choice in choices if choice != {"type": "null"}]
        del kept["anyOf"]
        return {**rest[0], **kept} if len(rest) == 1 else {"anyOf": rest, **kept}
    if "discriminator" in kept:
        kept["oneOf"] = [{**choice, "required": ["kind"]} for choice in kept["oneOf"]]
        del kept["discriminator"]
    return kept


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
