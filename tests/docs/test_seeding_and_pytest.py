"""The examples of docs/seeding.md and docs/pytest.md do what the text says."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from nonesuch.cli import main
from nonesuch.fixture import Fixture
from nonesuch.validators.contract.keywords import KEYWORDS

pytest_plugins = ["pytester"]

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_examples_of_seeding_give_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    flags = doctest.ELLIPSIS
    result = doctest.testfile(str(DOCS / "seeding.md"), module_relative=False, optionflags=flags)
    assert result.attempted > 8
    assert result.failed == 0


def test_commands_of_seeding_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks("seeding.md", "sh") for line in block.splitlines()]
    ours = [shlex.split(line)[1:] for line in lines if line.startswith("nonesuch ")]
    assert len(ours) == 4
    for words in (ours[0], ours[2]):
        with pytest.raises(SystemExit) as stop:
            main(words)
        assert stop.value.code == 0
    assert (tmp_path / "dev.db").is_file()
    with pytest.raises(SystemExit) as stop:
        main([*ours[1][:1], "sqlite:///fraud.db", *ours[1][2:-1], "customers=10"])
    assert stop.value.code == 0
    with pytest.raises(SystemExit) as stop:
        main([*ours[3][:1], "sqlite:///schema.db", *ours[3][2:]])  # it is understood, and SQLite has no schemas
    assert stop.value.code == 2


def test_every_option_of_seed_and_every_keyword_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    text = (DOCS / "seeding.md").read_text("utf-8")
    with pytest.raises(SystemExit):
        main(["seed", "--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help", "--given", "--target"}
    assert {"--size", "--seed", "--replace"} <= options
    assert [option for option in options if option not in text] == []
    said = {"items", "minItems", "maxItems", "uniqueItems", "properties", "required", "additionalProperties", "type"}
    assert [word for word in KEYWORDS if word not in said and f"`{word}`" not in text] == []


def test_tests_shown_pass(pytester: pytest.Pytester) -> None:
    tests = blocks("pytest.md", "python")
    pytester.makepyfile(test_shown="\n\n".join(tests))
    count = sum(block.count("def test_") for block in tests)
    assert count == 5
    pytester.runpytest_inprocess().assert_outcomes(passed=count)


def test_the_seed_is_told_as_shown(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_cases="def test_age(nonesuch):\n    assert not nonesuch.seed")
    told = pytester.runpytest_inprocess().stdout.str()
    (shown,) = blocks("pytest.md", "text")
    shape = re.sub(r"\d+", r"\\d+", re.escape(shown.splitlines()[1]).replace("\\ ", " "))
    assert re.search(shape, told)


def test_everything_the_fixture_has_is_explained() -> None:
    text = (DOCS / "pytest.md").read_text("utf-8")
    for name in [name for name in vars(Fixture) if not name.startswith("_")]:
        assert f"`nonesuch.{name}" in text, name
    assert "seed" in Fixture.__dataclass_fields__
