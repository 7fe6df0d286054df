from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.fitting.sections import rewrite_sections

DOMAINS = Path(__file__).parents[3] / "domains"
TABLES = sorted(path for path in DOMAINS.glob("*/tables/*.toml"))

TABLE = '''#:schema x
title = "A table"  # for people

# how rows come
[rows]
kind = "root"

# the columns
[columns]
a = "1 + 1"
b = """
CASE WHEN a > 1
THEN '[columns.c]' END
"""  # two lines
c = { kind = "key" }

# about d
[columns.d]
kind = "number"  # inner
where = { x = "1" }
# the last line of d

# about e
[columns.e]
kind = "category"

[columns.e.weights]
"a b" = 1.0

# the end
[columns."f"]
kind = "key"
'''
LEARNED = {"kind": "learned", "model": "m"}


def rewritten(**columns: object) -> str:
    return rewrite_sections(TABLE, columns=columns, models={}, place="t.toml")


def test_a_section_is_replaced_and_all_else_stays() -> None:
    made = rewritten(d=LEARNED)
    gone = '[columns.d]\nkind = "number"  # inner\nwhere = { x = "1" }\n# the last line of d\n'
    put = '[columns.d]\nkind = "learned"\nmodel = "m"\n# the last line of d\n'
    assert made == TABLE.replace(gone, put)


def test_a_section_goes_with_those_below_it() -> None:
    made = rewritten(e=LEARNED)
    assert "weights" not in made
    assert '# about e\n[columns.e]\nkind = "learned"\nmodel = "m"\n\n# the end\n' in made


@pytest.mark.parametrize(("name", "lines"), [("a", 1), ("b", 4), ("c", 1)])
def test_a_line_is_replaced_in_its_place(name: str, lines: int) -> None:
    made = rewritten(**{name: LEARNED})
    assert f'{name} = {{ kind = "learned", model = "m" }}' in made
    assert len(made.splitlines()) == len(TABLE.splitlines()) - lines + 1
    assert list(tomllib.loads(made)["columns"]) == list("abcdef")


def test_models_stand_before_the_columns_and_can_go() -> None:
    model = {"file": "models/m.nonesuch", "given": {"sex": "patients.sex"}}
    made = rewrite_sections(TABLE, columns={"d": LEARNED}, models={"m": model}, place="t.toml")
    assert tomllib.loads(made)["models"] == {"m": model}
    assert made.index("[models.m]") < made.index("# the columns")
    again = rewrite_sections(made, columns={}, models={"n": model}, drop=["m"], place="t.toml")
    assert list(tomllib.loads(again)["models"]) == ["n"]
    assert "# the columns\n[columns]" in again


@pytest.mark.parametrize("text", ['columns = { a = "1", b = "2" }\n', '[columns]\na.kind = "key"\n'])
def test_what_cannot_be_edited_is_said(text: str) -> None:
    with pytest.raises(PackError, match="piece by piece"):
        rewrite_sections(text, columns={"a": LEARNED}, models={}, place="t.toml")


@given(st.text())
def test_any_text_is_written_as_toml_reads_it(text: str) -> None:
    content = {**LEARNED, "description": text}
    assert tomllib.loads(rewritten(d=content))["columns"]["d"] == content


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_every_column_of_every_domain_can_be_rewritten(path: Path) -> None:
    text = path.read_text("utf-8")
    before = tomllib.loads(text)
    for name in before["columns"]:
        made = rewrite_sections(text, columns={name: LEARNED}, models={}, place=str(path))
        after = tomllib.loads(made)
        assert after == {**before, "columns": {**before["columns"], name: LEARNED}}
        assert list(after["columns"]) == list(before["columns"])
