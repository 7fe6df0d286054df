"""``nonesuch twin``: a statistical twin of real data, with the evidence."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nonesuch.cli.app import app
from nonesuch.cli.console import console
from nonesuch.cli.gate import gate_table

if TYPE_CHECKING:
    from nonesuch.twin import TwinResult

__all__ = ["twin_command"]


_EXAMPLES = """
[bold]Examples[/]

  nonesuch twin patients.csv --out twin --label died
  nonesuch twin tables/ --out twin --engine private --epsilon 2
"""


@app.command("twin", epilog=_EXAMPLES)
def twin_command(  # noqa: PLR0917 - the command's options
    data: Annotated[Path, typer.Argument(help="CSV or Parquet file, or a folder of tables.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the twin, its model and the report.")],
    label: Annotated[str | None, typer.Option(help="Column that later users will predict.")] = None,
    engine: Annotated[str, typer.Option(help="tree, copula or private.")] = "tree",
    epsilon: Annotated[float | None, typer.Option(help="Privacy budget of the private engine.")] = None,
    rows: Annotated[int | None, typer.Option(help="Rows of the twin; as many as the original by default.")] = None,
    holdout: Annotated[float, typer.Option(help="Share of rows kept back for the tests.")] = 0.3,
    seed: Annotated[int, typer.Option(help="Seed of the split, the sample and the attacks.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Release all the same; recorded.")] = False,  # noqa: FBT002 - a flag
    keep: Annotated[bool, typer.Option("--keep", help="Impose the rules that every row of DATA keeps.")] = False,  # noqa: FBT002 - a flag
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Remove the files of another twin.")] = False,  # noqa: FBT002 - a flag
    learners: Annotated[bool, typer.Option(help="Measure detection and utility (needs nonesuch\\[report]).")] = True,  # noqa: FBT002 - a flag
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
        learners=learners,
        overwrite=overwrite,
        keep=keep,
        **options,
    )
    _print(result)
    if not result.passed and not result.forced:
        raise typer.Exit(1)


def _print(result: TwinResult) -> None:
    out = console()
    for name, entry in result.report["tables"].items():
        out.print(gate_table(name, entry["checks"]))
    verdict = "released" if result.passed else "released by force" if result.forced else "refused"
    out.print(f"{verdict}: {result.label}; report in {result.folder / 'report.html'}")
