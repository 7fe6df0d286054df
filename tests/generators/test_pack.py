from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nonesuch.errors import PackError
from nonesuch.generators.pack import load_pack
from tests.packmaker import KEY, figures, frames_of, write_pack

if TYPE_CHECKING:
    from pathlib import Path

WORDS = {"kind": "category", "tables": ["words.csv"], "value": "word"}


def write(folder: Path, *words: str) -> Path:
    table = figures("word,weight", *(f"{word},1" for word in words))
    return write_pack(folder, {"a": {"columns": {"a_id": KEY, "said": WORDS}}}, files={"words.csv": table})


def said(folder: Path) -> set[str]:
    return set(frames_of(load_pack(folder), rows=50)["a"]["said"])


def test_a_pack_is_loaded_once(tmp_path: Path) -> None:
    pack = load_pack(write(tmp_path, "x"))
    assert load_pack(tmp_path) is pack


def test_a_changed_pack_is_another_one(tmp_path: Path) -> None:
    assert said(write(tmp_path, "x", "y")) == {"x", "y"}
    assert said(write(tmp_path, "x", "z", "q")) == {"x", "z", "q"}
    table = tmp_path / "tables" / "a.toml"
    table.write_text(table.read_text("utf-8").replace("category", "catgory"), "utf-8")
    with pytest.raises(PackError, match="catgory"):
        load_pack(tmp_path)


@pytest.mark.parametrize("place", ["words.csv", "priors/words.csv", "priors/deep/words.csv"])
def test_a_changed_table_of_figures_is_read_again_wherever_it_lies(tmp_path: Path, place: str) -> None:
    specs = {"a": {"columns": {"a_id": KEY, "said": {**WORDS, "tables": [place]}}}}
    write_pack(tmp_path, specs, files={place: figures("word,weight", "x,1")})
    assert said(tmp_path) == {"x"}
    (tmp_path / place).write_text(figures("word,weight", "other,1"), "utf-8")
    assert said(tmp_path) == {"other"}


def test_a_changed_grammar_is_read_again(tmp_path: Path) -> None:
    specs = {"a": {"columns": {"a_id": KEY, "said": {"kind": "text", "start": "hail"}}}}
    place = "text/en_US/hail.toml"
    for word in ("Hello.", "Goodbye."):
        words = f'starts = ["hail"]\n[symbols]\nhail = ["{word}"]\n'
        write_pack(tmp_path, specs, files={place: words})
        assert said(tmp_path) == {word}
