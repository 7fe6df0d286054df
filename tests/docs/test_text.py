"""The examples of docs/text.md do what the text says."""

from __future__ import annotations

import doctest
import io
import re
from pathlib import Path

import polars as pl
import pytest

from nonesuch.errors import PackError
from nonesuch.generators.text.formats import FORMATS
from nonesuch.generators.text.grammar import load_grammar
from nonesuch.generators.text.languages import load_language
from nonesuch.generators.text.model import (
    AlternativeModel,
    GrammarFile,
    LemmaModel,
    ParaphraseModel,
    SymbolModel,
    WordModel,
)
from nonesuch.recipe import TextWish
from scripts.pages import executed

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "text.md").read_text("utf-8")
RECORDS = pl.read_csv(
    io.StringIO(re.findall(r"^```csv\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]), try_parse_dates=True
)
EXAMPLES = re.findall(r"^```toml\n((?:(?!```).)*?)^```\n\n```(text|error)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def said(folder: Path, grammar: str) -> set[str]:
    """What a grammar of the page can say of its records."""
    locale = re.search(r'^locale = "(\w+)"', grammar, re.MULTILINE)
    place = folder / (locale[1] if locale else "en_US")
    place.mkdir()
    (place / "notes.toml").write_text(grammar, "utf-8")
    compiled = load_grammar(place).compile("note", RECORDS.schema)
    return {text for key in range(300) for text in compiled.render(RECORDS, key=key).texts}


def test_there_are_examples_of_everything() -> None:
    assert len(EXAMPLES) >= 15


@pytest.mark.parametrize(("grammar", "kind", "box"), EXAMPLES)
def test_grammars_say_what_is_printed(tmp_path: Path, grammar: str, kind: str, box: str) -> None:
    if kind == "error":
        with pytest.raises(PackError) as caught:
            said(tmp_path, grammar)
        assert re.sub(r"/\S*/en_US/", "", str(caught.value)) == box.rstrip("\n")
        return
    lines = box.splitlines()
    found = said(tmp_path, grammar)
    if lines[-1] == "...":
        assert set(lines[:-1]) < found
    else:
        assert set(lines) == found


def test_python_examples_give_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(
        str(ROOT / "docs" / "text.md"),
        module_relative=False,
        optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL,
    )
    assert result.attempted > 10
    assert result.failed == 0


def test_the_dialogue_grows_as_printed(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^```console\n.*?^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert executed(shown, tmp_path) == shown


def test_every_key_and_every_format_is_explained() -> None:
    models = (AlternativeModel, GrammarFile, LemmaModel, ParaphraseModel, SymbolModel, WordModel, TextWish)
    names = {field.alias or name for model in models for name, field in model.model_fields.items()}
    agree = set(load_language("en_US").data.agree) - {"verb"}
    missing = sorted(
        name for name in names | agree | {form for form in FORMATS if form} if not re.search(rf"\b{name}\b", PAGE)
    )
    assert not missing
