from __future__ import annotations

import json
import tomllib
from datetime import date, time
from pathlib import Path, PurePath
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from nonesuch.authoring import DIRECTIVE, authoring_schemas, schema_of, with_directive, write_schemas
from nonesuch.cli import main
from nonesuch.generators.pack import load_pack

ROOT = Path(__file__).parents[2]
SCHEMAS = authoring_schemas()
PACKS = sorted(
    path.parent
    for folder in ("domains", "tests/packs", "benchmarks/packs")
    for path in ROOT.glob(f"{folder}/*/pack.toml")
)
FILES = [(pack, path) for pack in PACKS for path in sorted(pack.rglob("*.toml"))]
RECIPES = sorted((ROOT / "samples").rglob("*.toml"))


def json_values(value: Any) -> Any:
    """TOML as JSON Schema sees it: dates and times are texts."""
    if isinstance(value, dict):
        return {key: json_values(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [json_values(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | time) else value


def read(path: Path) -> Any:
    return json_values(tomllib.loads(path.read_text("utf-8")))


def named_schema(path: Path) -> Path:
    """The file that the directive of a TOML file names."""
    first = path.read_text("utf-8").partition("\n")[0]
    assert first.startswith(f"{DIRECTIVE} "), path
    return (path.parent / first.removeprefix(DIRECTIVE).strip()).resolve()


def name(value: object) -> str:
    return str(value.relative_to(ROOT)) if isinstance(value, Path) else str(value)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_committed_schemas_are_those_of_the_models(schema: str) -> None:
    written = json.loads((ROOT / "schemas" / f"{schema}.schema.json").read_text("utf-8"))
    assert written == SCHEMAS[schema], "refresh them: python -m nonesuch.authoring schemas"
    Draft202012Validator.check_schema(written)


@pytest.mark.parametrize(("pack", "path"), FILES, ids=name)
def test_every_file_of_every_pack_meets_its_schema_and_names_it(pack: Path, path: Path) -> None:
    kind = schema_of(path.relative_to(pack))
    assert kind is not None
    Draft202012Validator(SCHEMAS[kind]).validate(read(path))
    assert named_schema(path) == ROOT / "schemas" / f"{kind}.schema.json"


@pytest.mark.parametrize("path", RECIPES, ids=name)
def test_every_recipe_meets_its_schema(path: Path) -> None:
    Draft202012Validator(SCHEMAS["recipe"]).validate(read(path))


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("pack", 'name = "shop"'),
        ("pack", 'name = "Shop"\nversion = "1.0.0"\ntitle = "x"\nlicence = "x"\ntables = ["a"]\nsize = { a = 1 }'),
        ("table", 'title = "x"'),
        ("table", 'title = "x"\ncolumns = { a = { kind = "nubmer" } }'),
        ("table", 'title = "x"\ncolumns = { a = { distribution = "normal" } }'),
        ("table", 'title = "x"\ncolumns = { a = { kind = "key", strat = 1 } }'),
        ("table", 'title = "x"\nrows = { kind = "roots" }\ncolumns = { a = "1" }'),
        ("table", 'title = "x"\ncolumns = { a = 1 }'),
        ("scenario", 'title = "x"\ntable = "t"\nshare = 0.7'),
        ("path", 'title = "x"\nstart = "a"\nsteps = { a = { next = [] } }'),
        ("path", 'title = "x"\nstart = "a"'),
        ("recipe", 'domain = "x"\nsede = 1'),
        ("recipe", 'domain = "x"\ngiven = { a = { b = { least = 1, max = 2 } } }'),
        ("recipe", 'domain = "x"\noutput = { format = "xlsx" }'),
    ],
)
def test_mistakes_break_the_schema(schema: str, text: str) -> None:
    assert not Draft202012Validator(SCHEMAS[schema]).is_valid(json_values(tomllib.loads(text)))


@pytest.mark.parametrize(
    "text",
    [
        'domain = "medical"\nreference_date = 2026-01-01\n[given.encounters]\nage = 65\ncomplaint = ["headache"]',
        'domain = "x"\n[given.t]\nat = 03:21:15\nday = { min = 2026-01-01, max = 2026-01-31 }\namount = 8888.0',
        'domain = "x"\n[targets.reviews.sentiment]\npositive = 500\nnegative = 0.5',
    ],
)
def test_recipes_may_say_what_recipes_can(text: str) -> None:
    Draft202012Validator(SCHEMAS["recipe"]).validate(json_values(tomllib.loads(text)))


def test_everything_that_can_be_written_is_described() -> None:
    for schema in ("pack", "table", "scenario", "path", "recipe"):
        for part in (SCHEMAS[schema], *SCHEMAS[schema].get("$defs", {}).values()):
            assert part["title"]
            assert part["description"]
            for key, value in part["properties"].items():
                assert key == "kind" or "$ref" in value or value["description"], (schema, part["title"], key)


def test_the_schemas_know_no_null_which_toml_does_not_have() -> None:
    for schema in ("pack", "table", "scenario", "path", "recipe"):
        assert '"null"' not in json.dumps(SCHEMAS[schema])


def test_a_new_pack_names_schemas_that_lie_in_it(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["new", "my_domain", "--out", str(tmp_path)])
    assert stop.value.code == 0
    pack = tmp_path / "my_domain"
    assert load_pack(pack).name == "my_domain"
    files = list(pack.rglob("*.toml"))
    assert len(files) >= 5
    for path in files:
        schema = json.loads(named_schema(path).read_text("utf-8"))
        assert schema == SCHEMAS[schema_of(path.relative_to(pack)) or ""]
        assert named_schema(path).is_relative_to(pack)
        assert path.read_text("utf-8").count(DIRECTIVE) == 1


def test_directives_are_put_where_there_are_none_and_replaced_where_there_are() -> None:
    path = PurePath("text/en_US/plot.toml")
    once = with_directive("# Words\n", path, "../../schemas")
    assert once == "#:schema ../../../../schemas/text.schema.json\n# Words\n"
    assert with_directive(once, path, "../../schemas") == once
    assert with_directive(once, path, ".schemas") == "#:schema ../../.schemas/text.schema.json\n# Words\n"
    assert with_directive("a,b\n", PurePath("priors/a.csv"), "x") == "a,b\n"


def test_schemas_that_say_the_same_are_left_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "path.schema.json").write_text(json.dumps(SCHEMAS["path"]), "utf-8")
    (tmp_path / "pack.schema.json").write_text("{}", "utf-8")
    write_schemas(tmp_path, {"path", "pack"})
    assert (tmp_path / "path.schema.json").read_text("utf-8").count("\n") == 0
    assert json.loads((tmp_path / "pack.schema.json").read_text("utf-8")) == SCHEMAS["pack"]
    assert len(list(tmp_path.iterdir())) == 2
