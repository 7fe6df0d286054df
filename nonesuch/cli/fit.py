"""``nonesuch fit``: a pack whose statistical core is fitted to private data."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer reads annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from nonesuch.cli.app import EXIT_BROKEN_RULES, app
from nonesuch.cli.console import console, error_console
from nonesuch.cli.gate import gate_table
from nonesuch.cli.words import bounds as read_bounds
from nonesuch.plural import counted

if TYPE_CHECKING:
    from nonesuch.fitting import FitResult

__all__ = ["fit"]

_EXAMPLES = """
[bold]Examples[/]

  nonesuch fit medical --data mine.csv --table vitals --columns temperature_c --given sex,age --out packs/mine
  nonesuch fit medical --data mine.csv --table vitals --columns heart_rate_bpm --engine private --out packs/mine
"""


@app.command(epilog=_EXAMPLES)
def fit(  # noqa: PLR0917 - options, each by its name
    domain: Annotated[str, typer.Argument(help="A domain, or the path of a pack.")],
    data: Annotated[Path, typer.Option(help="CSV or Parquet file with the private rows, or a folder of them.")],
    table: Annotated[str, typer.Option(help="Table of the pack.")],
    columns: Annotated[str, typer.Option(help="Its columns that are learned: a,b,c.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the new pack; its name is the pack's.")],
    given: Annotated[str, typer.Option(help="Columns that the model is told: sex,age or patients.sex.")] = "",
    map: Annotated[Path | None, typer.Option(help="TOML file that says how the data call tables and columns.")] = None,  # noqa: A002
    engine: Annotated[str, typer.Option(help="tree, copula or private.")] = "tree",
    epsilon: Annotated[float | None, typer.Option(help="Privacy budget of the private engine.")] = None,
    bounds: Annotated[
        list[str] | None,
        typer.Option(
            help="COLUMN=LOW:HIGH, public limits of a number, for private where no contract says them. Repeatable."
        ),
    ] = None,
    label: Annotated[str | None, typer.Option(help="Learned column that is drawn first.")] = None,
    holdout: Annotated[float, typer.Option(help="Share of rows kept back for the gate.")] = 0.3,
    seed: Annotated[int, typer.Option(help="Seed of the split, the fit and the attacks.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Write although the gate refuses; recorded.")] = False,  # noqa: FBT002
) -> None:
    """Copy a pack and learn columns of it from private data; exit with 1 if the privacy gate refuses."""
    from nonesuch.fitting import fit_pack  # noqa: PLC0415 - half a second of imports that other commands do not need

    options: dict[str, Any] = {} if epsilon is None else {"epsilon": epsilon}
    result = fit_pack(
        domain, data, table=table, columns=_names(columns), given=_names(given), out=out, map=map, engine=engine,
        label=label, holdout=holdout, seed=seed, force=force, bounds=read_bounds(bounds or [], "--bounds"),
        tell=error_console().print, **options,
    )  # fmt: skip
    _print(result, table)
    if result.folder is None:
        raise typer.Exit(EXIT_BROKEN_RULES)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _print(result: FitResult, table: str) -> None:
    out = console()
    if result.verdict is not None:
        out.print(gate_table(table, [asdict(check) for check in result.verdict.checks]))
    for note in result.notes:
        out.print(Text(f"note: {note}"), soft_wrap=True)
    if result.folder is None:
        words = "nothing is written; --force writes it all the same and records that"
        out.print(f"{result.outcome}; {words}", soft_wrap=True)
        return
    for rule, found in result.broken.items():
        out.print(Text.assemble(("no longer holds", "yellow"), f": {rule} ({found})"), soft_wrap=True)
    if result.redrawn or result.set_aside:
        redrawn = counted(result.redrawn, "family", "families")
        out.print(f"{redrawn} drawn again, {result.set_aside:,} set aside, since rows broke a rule")
    forced = f" by force ({result.outcome})" if result.forced else ""
    out.print(f"{result.folder} is made{forced}: {result.label}", soft_wrap=True)
    out.print(f"look at it with\n  nonesuch check {result.folder}\n  nonesuch generate {result.folder}", markup=False)
