from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from nonesuch.errors import UsageError
from nonesuch.twin.folder import clear_folder, take_folder

if TYPE_CHECKING:
    from pathlib import Path


def _twin(folder: Path, *files: str) -> None:
    for name in files:
        (folder / name).write_text("x", "utf-8")
    (folder / "report.json").write_text(json.dumps({"files": ["report.json", *files]}), "utf-8")


def test_a_free_or_empty_folder_is_taken(tmp_path: Path) -> None:
    take_folder(tmp_path)
    take_folder(tmp_path / "free")
    assert not (tmp_path / "free").exists()


def test_a_file_or_a_folder_of_something_else_is_refused_even_to_overwriting(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    for overwrite in (False, True):
        with pytest.raises(UsageError, match="holds something else"):
            take_folder(tmp_path, overwrite=overwrite)
        with pytest.raises(UsageError, match="is a file"):
            take_folder(tmp_path / "notes.txt", overwrite=overwrite)


def test_another_twin_is_removed_only_when_asked_and_other_files_stay(tmp_path: Path) -> None:
    _twin(tmp_path, "patients.csv", "model.nonesuch")
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="holds another twin"):
        take_folder(tmp_path)
    take_folder(tmp_path, overwrite=True)
    clear_folder(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_a_report_cannot_name_files_elsewhere(tmp_path: Path) -> None:
    inside = tmp_path / "out"
    inside.mkdir()
    (tmp_path / "mine.csv").write_text("x", "utf-8")
    (inside / "report.json").write_text(json.dumps({"files": ["../mine.csv", "..", 7]}), "utf-8")
    clear_folder(inside)
    assert (tmp_path / "mine.csv").exists()
