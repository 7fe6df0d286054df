"""The JSON Schema of grammar files, for editors that check and complete TOML while it is written."""

from __future__ import annotations

from typing import Any

from nonesuch.generators.text.model import GrammarFile

__all__ = ["grammar_schema"]

_TEXT = {"type": "string"}
_SHORT_FORMS: dict[str, list[dict[str, Any]]] = {
    "AlternativeModel": [_TEXT],
    "SymbolModel": [_TEXT, {"type": "array", "items": {"$ref": "#/$defs/AlternativeModel"}}],
    "WordModel": [_TEXT],
    "LemmaModel": [{"type": "array", "items": {"$ref": "#/$defs/WordModel"}, "minItems": 1}],
}


def grammar_schema() -> dict[str, Any]:
    """Give the schema of a grammar file; ``schemas/text.schema.json`` is its committed copy.

    Returns:
        A JSON Schema (2020-12). The models' short forms (a string for an alternative, a list for a symbol) are added to
        what pydantic derives.

    Example:
        >>> sorted(grammar_schema()["properties"])[:4]
        ['adjectives', 'adverbs', 'language', 'locale']
    """
    schema = GrammarFile.model_json_schema()
    for name, short in _SHORT_FORMS.items():
        schema["$defs"][name] = {"anyOf": [*short, schema["$defs"][name]]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
