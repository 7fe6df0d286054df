"""Runs: the same files whoever makes them and in whatever order; what is there already is left alone."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from shutil import copytree
from typing import TYPE_CHECKING

import pytest

from nonesuch.errors import PackError, SystemFault, UsageError
from nonesuch.manifest import read_manifest, verify_files
from nonesuch.recipe import Recipe
from nonesuch.run.runner import run
from tests.runs import CHANCY, Reversed, bytes_of, chancy, shop

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = chancy(2200, views=["note"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a run of three shards, made in one process in order."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    assert run(WHOLE, folder, workers=1).shards == 3
    return folder


def test_four_workers_write_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    run(WHOLE, tmp_path / "run", workers=4)
    assert bytes_of(tmp_path / "run") == bytes_of(whole)


def test_shards_in_reversed_order_give_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    run(WHOLE, tmp_path / "run", executor=Reversed(3))
    assert bytes_of(tmp_path / "run") == bytes_of(whole)


def test_nothing_but_the_files_of_the_manifest_is_left(whole: Path) -> None:
    manifest = read_manifest(whole)
    rooms = [manifest["tables"], manifest["quarantine"]]
    listed = {file["path"] for room in rooms for table in room.values() for file in table["files"]}
    told = {"manifest.json", "quality/rules.csv", "quality/violations.csv", "report.html"}
    assert {*bytes_of(whole)} == listed | told
    assert verify_files(whole, manifest) == []


def test_each_table_has_a_part_a_shard_and_shared_tables_have_one(whole: Path) -> None:
    tables = read_manifest(whole)["tables"]
    assert {name: len(table["files"]) for name, table in tables.items()} == {
        "places": 1, "people": 3, "notes": 3, "note": 3,
    }  # fmt: skip


def test_one_file_a_table_holds_the_same_rows(whole: Path, tmp_path: Path) -> None:
    one = WHOLE.model_copy(update={"output": WHOLE.output.model_copy(update={"one_file": True})})
    report = run(one, tmp_path / "run")
    assert {len(table["files"]) for table in report.manifest["tables"].values()} == {1}
    assert report.rows == {name: table["rows"] for name, table in read_manifest(whole)["tables"].items()}
    assert report.manifest["quality"] == read_manifest(whole)["quality"]


def test_a_run_that_is_done_is_left_as_it_is(tmp_path: Path) -> None:
    folder, recipe = tmp_path / "run", shop(100)
    first = run(recipe, folder)
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    again = run(recipe, folder)
    assert (first.resumed, again.resumed) == (0, again.shards)
    assert again.manifest == first.manifest
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == times


@pytest.mark.parametrize(
    "other",
    [shop(101), shop(100, "csv"), shop(100, seed=1), shop(100, check=False)],
    ids=["size", "format", "seed", "check"],
)
def test_another_run_does_not_take_the_folder(other: Recipe, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run(shop(100), folder)
    before = bytes_of(folder)
    with pytest.raises(UsageError, match="holds another run") as caught:
        run(other, folder)
    assert caught.value.hint == "--overwrite (overwrite=True) replaces it"
    assert bytes_of(folder) == before


def test_overwrite_removes_the_other_run_and_nothing_else(tmp_path: Path) -> None:
    folder, fresh = tmp_path / "run", tmp_path / "fresh"
    run(chancy(300, "csv"), folder)
    (folder / "mine.txt").write_text("keep", "utf-8")
    run(shop(50), folder, overwrite=True)
    run(shop(50), fresh)
    assert bytes_of(folder) == bytes_of(fresh) | {"mine.txt": b"keep"}


def test_a_folder_of_somebody_else_is_never_cleared(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "thesis.txt").write_text("years", "utf-8")
    with pytest.raises(UsageError, match="holds something else"):
        run(shop(5), tmp_path, overwrite=True)
    assert bytes_of(tmp_path) == {"data/thesis.txt": b"years"}


def test_a_run_without_rows_has_files_with_columns(tmp_path: Path) -> None:
    report = run(shop(0, "csv", views=["order_row"]), tmp_path / "run")
    assert {name: rows for name, rows in report.rows.items() if rows} == {"products": 40}
    orders = (tmp_path / "run" / "data" / "orders" / "part-00000.csv").read_text("utf-8")
    assert orders == "order_id,customer_id,ordered_on,ordered_at,total,zone,note\n"


def test_a_run_that_fails_at_once_leaves_nothing(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    copytree(CHANCY, pack)
    notes = pack / "tables" / "notes.toml"
    notes.write_text(notes.read_text("utf-8").replace("within = [0, 8]", "within = [1_000_000_000, 2_000_000_000]"))
    with pytest.raises(PackError, match="does not fit into memory"):
        run(Recipe(domain=str(pack), check=False), tmp_path / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_progress_counts_up_to_all_roots(tmp_path: Path) -> None:
    seen: list[tuple[int, int, int]] = []
    report = run(WHOLE, tmp_path / "run", progress=lambda *numbers: seen.append(numbers))
    assert [done for done, _, _ in seen] == [1024, 2048, 2200, 2200]
    assert {wanted for _, wanted, _ in seen} == {2200}
    assert seen[-1][2] == sum(report.rows.values())


def test_a_worker_that_is_killed_is_told_of_in_one_error(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(int)
        victim = next(iter(pool._processes.values()))
        victim.kill()
        with pytest.raises(SystemFault, match="a worker process was killed"):
            run(WHOLE, tmp_path / "run", executor=pool)
    assert list(tmp_path.iterdir()) == []
