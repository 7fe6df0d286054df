"""The manifest tells what was asked for and what was made; its checksums are those of the files."""

from __future__ import annotations

import hashlib
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest

from nonesuch.errors import DataError
from nonesuch.generators.pack import load_pack
from nonesuch.manifest import Origin, pack_digest, read_manifest, verify_files
from nonesuch.recipe import Output, Recipe
from nonesuch.run.runner import run
from tests.runs import SHOP, shop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run(shop(40, "csv", views=["order_row"], seed=3, inject={"order_after_joining": 0.1}), tmp_path / "run")
    return tmp_path / "run"


def files_of(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    rooms = [manifest["tables"], manifest["defects"]]
    return [file for room in rooms for table in room.values() for file in table["files"]]


def test_every_file_stands_there_with_rows_size_and_checksum(folder: Path) -> None:
    manifest = read_manifest(folder)
    files = files_of(manifest)
    assert len(files) == 8
    for file in files:
        content = (folder / file["path"]).read_bytes()
        assert file["bytes"] == len(content)
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert file["rows"] == content.count(b"\n") - 1
    assert verify_files(folder, manifest) == []


def test_it_tells_what_was_asked_for_and_by_what_it_was_made(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest["recipe"] == {
        "domain": str(SHOP), "seed": 3, "size": {"customers": 40}, "views": ["order_row"],
        "inject": {"order_after_joining": 0.1},
    }  # fmt: skip
    assert manifest["pack"] == {"name": "shop", "version": "1.0.0", "sha256": pack_digest(SHOP)}
    assert [*manifest["tables"]] == ["products", "customers", "addresses", "orders", "lines", "visits", "order_row"]
    assert manifest["format"] == "csv"
    assert manifest["quality"]["planted"] == manifest["defects"]["defects"]["rows"] > 0
    assert run(Recipe(**manifest["recipe"], output=Output(format="csv")), folder).resumed == 1


def test_files_that_were_changed_or_removed_are_found(folder: Path) -> None:
    manifest = read_manifest(folder)
    changed, gone = (file["path"] for file in files_of(manifest)[:2])
    (folder / changed).write_bytes((folder / changed).read_bytes() + b"\n")
    (folder / gone).unlink()
    assert verify_files(folder, manifest) == [changed, gone]


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]", b'{"run": 1, "tables": {}}', b"[" * 100_000])
def test_what_is_no_manifest_is_told_of(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(DataError, match="the manifest") as caught:
        read_manifest(tmp_path)
    assert caught.value.place == str(tmp_path / "manifest.json")


def test_a_folder_without_a_manifest_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not the folder of a run"):
        read_manifest(tmp_path)


def test_the_digest_of_a_pack_is_that_of_its_files_and_not_of_its_place(tmp_path: Path) -> None:
    pack = copytree(SHOP, tmp_path / "elsewhere")
    assert pack_digest(pack) == pack_digest(SHOP)
    (pack / ".hidden").write_text("x", "utf-8")
    assert pack_digest(pack) == pack_digest(SHOP)
    (pack / "priors" / "age.csv").rename(pack / "priors" / "ages.csv")
    assert pack_digest(pack) != pack_digest(SHOP)


def test_a_run_is_known_by_all_that_changes_its_files() -> None:
    pack = load_pack(SHOP)
    others = [
        shop(10), shop(11), shop(10, "csv"), shop(10, seed=1), shop(10, views=["order_row"]), shop(10, check=False),
        shop(10, given={"customers": {"age": 30}}), shop(10, inject={"order_after_joining": 0.1}),
    ]  # fmt: skip
    assert len({Origin.of(recipe, pack).run for recipe in others}) == len(others)
    assert Origin.of(shop(10), pack).run == Origin.of(shop(10), load_pack(SHOP)).run
