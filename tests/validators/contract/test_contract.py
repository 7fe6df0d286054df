from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from nonesuch.errors import PackError
from nonesuch.validators.contract import load_contract, load_contracts
from nonesuch.validators.contract.annotation import annotation_schema

ROOT = Path(__file__).parents[3]
SOUND: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "x",
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": ["string", "null"]}},
    "required": ["a"],
}


def write(folder: Path, document: Any) -> Path:
    path = folder / "things.schema.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return path


def test_a_contract_is_read(tmp_path: Path) -> None:
    notes = {"key": "a", "references": {"b": {"to": "others.id", "alias": "friend"}}, "order": ["a"]}
    contract = load_contract(write(tmp_path, SOUND | {"x-nonesuch": notes}))
    assert contract.table == "things"
    assert contract.key == ("a",)
    assert contract.references["b"].alias == "friend"
    assert contract.columns["b"].nullable
    assert contract.document == SOUND | {"x-nonesuch": notes}
    assert load_contracts(tmp_path) == {"things": contract}


@pytest.mark.parametrize(
    ("column", "problem", "where"),
    [
        ({"type": "int"}, "unknown type 'int'", "properties.a.type"),
        ({"type": ["integer", "string"]}, "a value has one type", "properties.a.type"),
        ({"type": "integer", "minimun": 3}, "unknown key 'minimun'", "properties.a.minimun"),
        ({"type": "integer", "minimum": True}, "wrong value for 'minimum'", "properties.a.minimum"),
        ({"type": "integer", "minLength": 3}, "'minLength' says nothing", "properties.a: minLength"),
        ({"type": ["string", "null"], "enum": ["x"]}, "null is allowed by 'type', but not", "properties.a: enum"),
        ({"type": "string", "enum": ["x", 1]}, "1 is not of type 'string'", "properties.a: enum"),
        ({"type": "integer", "enum": [1, True]}, "True is not of type 'integer'", "properties.a: enum"),
        ({"type": "string", "pattern": "(?=x)"}, "leaves the portable subset", "properties.a: pattern"),
        ({"type": "string", "format": "ipv4"}, "unknown value for 'format'", "properties.a.format"),
        ({"type": "number", "multipleOf": 0.1}, "cannot tell multiples", "properties.a: multipleOf"),
        ({"type": "integer", "minimum": 3, "maximum": 2}, "no value can be valid", "properties.a"),
        ({"type": "object"}, "a column cannot hold objects", "properties.a"),
        ({"type": "array"}, "an array says what its items are", "properties.a: items"),
        ({"type": "array", "items": {"type": ["string", "null"]}}, "items are texts", "properties.a: items.type"),
        ({"$ref": "#/$defs/x"}, "key 'type' is missing", "properties.a.type"),
        ({"type": "integer", "x-nonesuch": {"unt": "mg"}}, "unknown key 'unt'", "properties.a.x-nonesuch.unt"),
        ({"type": "integer", "x-nonesuch": {"decimals": 2}}, "only numbers have decimals", "x-nonesuch.decimals"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, column: Any, problem: str, where: str) -> None:
    with pytest.raises(PackError, match=problem) as caught:
        load_contract(write(tmp_path, SOUND | {"properties": {"a": column}}))
    assert "things.schema.json" in str(caught.value.place)
    assert where in str(caught.value.place)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"required": ["c"]}, "unknown column 'c'"),
        ({"if": {}}, "unknown key 'if'"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "unknown value for '.schema'"),
        ({"properties": {"a b": {"type": "integer"}}, "required": []}, "'a b' is no name"),
        ({"x-nonesuch": {"key": "c"}}, "unknown column 'c'"),
        ({"x-nonesuch": {"key": "b"}}, "column 'b' cannot be a key"),
        ({"x-nonesuch": {"order": ["c"]}}, "unknown column 'c'"),
        ({"x-nonesuch": {"references": {"a": "others"}}}, "wrong value for 'to'"),
        ({"x-nonesuch": {"reserved": {"a": "^x"}}}, "only texts have reserved values"),
        ({"x-nonesuch": {"reserved": {"b": "[["}}}, "leaves the portable subset"),
    ],
)
def test_wrong_contracts_are_refused(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    with pytest.raises(PackError, match=problem) as caught:
        load_contract(write(tmp_path, SOUND | change))
    assert "things.schema.json" in str(caught.value.place)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "not valid JSON"),
        ('{"a": 1, "a": 2}', "key 'a' stands twice"),
        ("[" * 100_000, "not valid JSON"),
        ("3", "wrong value"),
    ],
)
def test_files_that_are_no_json_objects_are_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(PackError, match=problem):
        load_contract(write(tmp_path, text))


def test_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="the file does not exist"):
        load_contract(tmp_path / "things.schema.json")
    with pytest.raises(PackError, match="not named like a contract"):
        load_contract(tmp_path / "things.json")
    with pytest.raises(PackError, match="the folder holds no contract"):
        load_contracts(tmp_path)


def test_the_schema_of_annotations_is_in_step_and_takes_those_of_all_contracts() -> None:
    written = json.loads((ROOT / "schemas" / "annotation.schema.json").read_text("utf-8"))
    assert written == annotation_schema()
    validator = Draft202012Validator(written)
    paths = [*ROOT.glob("schemas/*/*.schema.json"), *ROOT.glob("tests/packs/*/schemas/*.schema.json")]
    assert len(paths) > 6
    for path in paths:
        document = json.loads(path.read_text("utf-8"))
        for part in (document, *document["properties"].values()):
            assert validator.is_valid(part.get("x-nonesuch", {})), path
    assert not validator.is_valid({"unt": "mg"})


def test_contracts_know_nothing_of_how_keys_are_numbered() -> None:
    keys = 0
    for path in ROOT.glob("schemas/*/*.schema.json"):
        document = json.loads(path.read_text("utf-8"))
        for name, column in document["properties"].items():
            if name.endswith("_id") and "integer" in column["type"]:
                keys += 1
                assert column.get("minimum") == 1, f"{path}: {name}"
    assert keys > 40
