"""The files of a twin: report, tables, model."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from nonesuch.errors import SystemFault
from nonesuch.twin.charts import heat_map, overlay
from nonesuch.twin.folder import clear_folder
from nonesuch.twin.judging import comparable
from nonesuch.twin.page import render_page
from nonesuch.twin.tables import write_table
from nonesuch.validators.encoding import TableView

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import polars as pl

    from nonesuch.twin.made import Made

__all__ = ["write_twin"]

_PICTURES = 40


def write_twin(
    folder: Path,
    made: Made,
    released: Mapping[str, pl.DataFrame],
    document: dict[str, Any],
    suffixes: Mapping[str, str],
) -> None:
    """Write the report of a twin and, if it is released, its tables and its model: whole or not at all.

    Args:
        folder: Where to.
        made: The twin.
        released: Its tables as they are handed out.
        document: The report.
        suffixes: Suffix of the file of each table; none if it is not released.

    Raises:
        SystemFault: If files cannot be written.
    """
    aside = folder.with_name(folder.name + ".part")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        (aside / "report.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (aside / "report.html").write_text(_page(made, document), "utf-8")
        for name, suffix in suffixes.items():
            write_table(released[name], aside / f"{name}{suffix}")
        if suffixes:
            made.model.save(aside / "model.nonesuch")
        folder.mkdir(parents=True, exist_ok=True)
        clear_folder(folder)
        for file in aside.iterdir():
            file.replace(folder / file.name)
    except OSError as problem:
        raise SystemFault(
            "the twin cannot be written", place=str(folder), found=problem.strerror or str(problem)
        ) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _page(made: Made, document: dict[str, Any]) -> str:
    pictures, maps = {}, {}
    for name, judgement in made.judgements.items():
        shapes = judgement.fidelity.shapes
        worst = sorted(shapes, key=lambda column: (shapes[column], column))[:_PICTURES]
        real, drawn = (comparable(table, made.metadata[name]) for table in (made.trains[name], made.twins[name]))
        view = TableView.learn(real, worst)
        pictures[name] = {column.name: overlay(column, real, drawn) for column in view.columns}
        maps[name] = heat_map(list(shapes), judgement.fidelity.pairs)
    return render_page(document, pictures, maps)
