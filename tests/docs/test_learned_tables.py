"""The examples of docs/learned-tables.md do what the text says."""

from __future__ import annotations

import doctest
import json
import re
import tomllib
from pathlib import Path

import pytest

from nonesuch.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "learned-tables.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_a_pack_is_fitted_as_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 8
    assert result.failed == 0
    columns, sections = blocks("toml")
    (tmp_path / "columns.toml").write_text(columns, "utf-8")
    (commands,) = blocks("console")
    codes = []
    for line in commands.splitlines():
        words = line.removeprefix("$ nonesuch ").split()
        with pytest.raises(SystemExit) as stop:
            main(words)
        codes.append(stop.value.code)
    assert codes[0] == 0
    assert codes[1] in (0, 1)  # 1: rules are broken, as told
    made = tomllib.loads((tmp_path / "packs" / "my_medical" / "tables" / "vitals.toml").read_text("utf-8"))
    shown = tomllib.loads(sections)
    assert made["models"] == shown["models"]
    assert made["columns"]["systolic_mmhg"] == shown["columns"]["systolic_mmhg"]
    manifest = json.loads((tmp_path / "out" / "my_medical" / "manifest.json").read_text("utf-8"))
    assert manifest["privacy"] == "empirically tested, no guarantee"
