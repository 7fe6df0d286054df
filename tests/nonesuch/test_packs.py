"""Packs are found by path, in the folders of NONESUCH_PATH, among installed distributions, and built in."""

from __future__ import annotations

import os
from shutil import copytree
from typing import TYPE_CHECKING

import pytest

from nonesuch.errors import NonesuchError, PackError, UsageError
from nonesuch.packs import find_pack, known_packs
from tests.runs import DOMAINS, SHOP, TEMPLATE

if TYPE_CHECKING:
    from pathlib import Path


def named(folder: Path, name: str) -> Path:
    """A pack of some name in a folder."""
    pack = copytree(TEMPLATE, folder)
    path = pack / "pack.toml"
    path.write_text(path.read_text("utf-8").replace('"template"', f'"{name}"'), "utf-8")
    return pack


def test_built_in_packs_are_found_by_name() -> None:
    assert [place.name for place in known_packs() if place.origin == "built-in"] == [
        "customer_service", "fraud", "medical", "reviews",
    ]  # fmt: skip
    assert find_pack("fraud").resolve() == DOMAINS / "fraud"


@pytest.mark.parametrize("path", [SHOP, str(SHOP), "./shop", "../packs/shop", "shop"])
def test_a_path_finds_the_pack_that_lies_there(path: str | Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SHOP.parent)
    assert find_pack(path).resolve() == SHOP


def test_an_unknown_name_is_told_with_the_nearest_also_of_this_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named(tmp_path / "library", "library")
    with pytest.raises(UsageError, match="unknown domain 'libary'") as told:
        find_pack("libary")
    assert told.value.hint == "did you mean 'library'?"


def test_folders_of_the_environment_are_searched_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = named(tmp_path / "a" / "one", "one"), named(tmp_path / "b", "two")
    monkeypatch.setenv("NONESUCH_PATH", os.pathsep.join(["", str(tmp_path / "a"), str(tmp_path / "b"), "/nowhere"]))
    assert [place.name for place in known_packs()][:2] == ["one", "two"]
    assert (find_pack("one"), find_pack("two")) == (first, second)


def test_two_packs_of_one_name_are_an_error_that_names_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = named(tmp_path / "mine", "fraud")
    monkeypatch.setenv("NONESUCH_PATH", str(tmp_path))
    with pytest.raises(PackError, match="two packs are called 'fraud'") as caught:
        find_pack("fraud")
    assert str(pack) in str(caught.value.found)
    assert "built-in" in str(caught.value.found)
    assert find_pack(pack) == pack


def test_a_broken_pack_nearby_does_not_hide_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in {"a": b"=", "b": b"\xff", "c": b"x = " + b"[" * 9999, "d": b"name = 5\n"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.toml").write_bytes(content)
    monkeypatch.setenv("NONESUCH_PATH", str(tmp_path))
    assert [place.name for place in known_packs()][:4] == ["a", "b", "c", "d"]
    assert find_pack("medical").name == "medical"


@pytest.mark.parametrize("name", ["", "medicol", "x" * 9999, "a\0b", "no/pack", "/", ".."])
def test_what_is_no_pack_is_told_of(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_pack(name)
    assert caught.value.place
    assert isinstance(caught.value, NonesuchError)
