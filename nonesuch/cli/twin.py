"""``nonesuch twin``: a statistical twin of real data, with the evidence."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path  # noqa: TC003 - typer reads annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from nonesuch.cli.app import app
from nonesuch.cli.console import console, plain
from nonesuch.cli.gate import gate_table
from nonesuch.cli.twin_lines import twin_lines
from nonesuch.cli.words import bounds as read_bounds

if TYPE_CHECKING:
    from nonesuch.twin import TwinResult

__all__ = ["twin_command"]


_EXAMPLES = """
[bold]Examples[/]

  nonesuch twin patients.csv --out twin --label died
  nonesuch twin tables/ --out twin
  nonesuch twin staff.csv --out twin --engine private --epsilon 2 --bounds age=16:80 --bounds income=0:200000
"""


@app.command("twin", epilog=_EXAMPLES)
def twin_command(  # noqa: PLR0917 - the command's options
    data: Annotated[Path, typer.Argument(help="CSV or Parquet file, or a folder of tables.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the twin, its model and the report.")],
    label: Annotated[str | None, typer.Option(help="Column that later users will predict.")] = None,
    engine: Annotated[str, typer.Option(help="tree, copula or private.")] = "tree",
    epsilon: Annotated[float | None, typer.Option(help="Privacy budget of the private engine.")] = None,
    bounds: Annotated[
        list[str] | None,
        typer.Option(
            help="COLUMN=LOW:HIGH, publicly known limits of a number; private needs them of each. Repeatable."
        ),
    ] = None,
    rows: Annotated[
        int | None, typer.Option(help="Rows of the twin, at least 1; as many as the original by default.")
    ] = None,
    holdout: Annotated[
        float,
        typer.Option(help="Share of rows kept back for the tests; tables of fewer than 3,000 rows keep half back."),
    ] = 0.3,
    seed: Annotated[int, typer.Option(help="Seed of the split, the sample and the attacks.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Release all the same; recorded.")] = False,  # noqa: FBT002 - a flag
    keep: Annotated[bool, typer.Option("--keep", help="Impose the rules that every row of DATA keeps.")] = False,  # noqa: FBT002 - a flag
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Remove the files of another twin.")] = False,  # noqa: FBT002 - a flag
    learners: Annotated[
        bool | None,
        typer.Option(help="Measure detection and utility (needs nonesuch\\[report]); by default if that is there."),
    ] = None,
    all_tests: Annotated[bool, typer.Option("--all", help="Show every test of the gate.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Fit, sample and judge a twin of DATA; exit with 1 if the gate refuses."""
    from nonesuch.twin import twin  # noqa: PLC0415 - half a second of imports that other commands do not need

    options: dict[str, Any] = {} if epsilon is None else {"epsilon": epsilon}
    result = twin(
        data,
        out,
        engine=engine,
        label=label,
        rows=rows,
        holdout=holdout,
        seed=seed,
        force=force,
        learners=find_spec("sklearn") is not None if learners is None else learners,
        overwrite=overwrite,
        keep=keep,
        bounds=read_bounds(bounds or [], "--bounds"),
        **options,
    )
    _print(result, all_tests=all_tests, unwanted=learners is False)
    if not result.passed and not result.forced:
        raise typer.Exit(1)


def _print(result: TwinResult, *, all_tests: bool, unwanted: bool) -> None:
    out = console()
    tables = result.report["tables"]
    for line in twin_lines(result.report, result.folder / "report.html", unwanted=unwanted):
        out.print(Text(plain(line)), soft_wrap=True)
    if all_tests:
        for name, entry in tables.items():
            out.print(gate_table(plain(name), entry["checks"]))
    else:
        tests = sum(len(entry["checks"]) for entry in tables.values())
        out.print(f"--all shows the {tests} tests of the gate", markup=False)
