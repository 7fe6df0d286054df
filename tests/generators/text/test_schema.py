from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from nonesuch.generators.text.schema import grammar_schema

COMMITTED = files("nonesuch") / "schemas" / "text.schema.json"
GRAMMARS = sorted(Path(str(files("nonesuch") / "domains")).glob("*/text/*/*.toml"))


def test_the_committed_schema_is_that_of_the_models() -> None:
    assert json.loads(COMMITTED.read_text("utf-8")) == grammar_schema(), (
        "write json.dumps(grammar_schema(), indent=2, ensure_ascii=False) to schemas/text.schema.json"
    )


@pytest.mark.parametrize("path", GRAMMARS, ids=lambda path: "/".join(path.parts[-4:]))
def test_grammars_meet_the_schema(path: Path) -> None:
    Draft202012Validator(grammar_schema()).validate(tomllib.loads(path.read_text("utf-8")))


@pytest.mark.parametrize(
    "grammar",
    [
        {"symbols": {"a": 3}},
        {"symbols": {"a": [{"sya": "x"}]}},
        {"nouns": {"x": []}},
        {"verb": {}},
        {"locale": "english"},
    ],
)
def test_mistakes_break_the_schema(grammar: dict[str, object]) -> None:
    assert not Draft202012Validator(grammar_schema()).is_valid(grammar)
