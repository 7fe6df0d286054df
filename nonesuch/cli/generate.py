"""``nonesuch generate``: make rows and write them to a folder."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from nonesuch.cli.app import EXIT_BROKEN_RULES, app
from nonesuch.cli.console import console, progress
from nonesuch.cli.verdict import tell_quality
from nonesuch.cli.words import day, nested, numbers, values
from nonesuch.design import as_recipe
from nonesuch.errors import UsageError
from nonesuch.plural import counted
from nonesuch.recipe import Format, Output, Recipe
from nonesuch.run.runner import RunReport, run

__all__ = ["generate"]

_EXAMPLES = """
[bold]Examples[/]

  nonesuch generate fraud --size customers=10k --out out/fraud
  nonesuch generate medical --size case=50 --given encounters.age=65 --format csv
  nonesuch generate reviews --size reviews=1000 --target reviews.sentiment.positive=500
  nonesuch generate fraud --inject payment_during_validity=0.01
  nonesuch generate samples/medical_case.toml
"""


@app.command(epilog=_EXAMPLES)
def generate(  # noqa: PLR0917 - options, each by its name
    what: Annotated[str, typer.Argument(help="A domain, the path of a pack, or a recipe (.toml).", metavar="DOMAIN")],
    size: Annotated[list[str], typer.Option(help="Rows: table=number, also of one view. Again for each.")] = [],  # noqa: B006
    seed: Annotated[int | None, typer.Option(help="Another seed gives other people.")] = None,
    out: Annotated[Path | None, typer.Option(help="The run's folder; else out/DOMAIN.")] = None,
    format: Annotated[str | None, typer.Option(help="parquet, csv, jsonl or arrow.")] = None,  # noqa: A002
    view: Annotated[list[str], typer.Option(help="A flat view to make besides the tables. Again for each.")] = [],  # noqa: B006
    locale: Annotated[str | None, typer.Option(help="Locale of names and words.")] = None,
    reference_date: Annotated[str | None, typer.Option(help="The day that counts as today: YYYY-MM-DD.")] = None,
    given: Annotated[
        list[str],
        typer.Option(help="table.column=value: every record has a row with it. Again for each."),
    ] = [],  # noqa: B006
    target: Annotated[list[str], typer.Option(help="An exact share or number: table.column.category=0.2.")] = [],  # noqa: B006
    scenario: Annotated[list[str], typer.Option(help="Share of a scenario: name=0.001.")] = [],  # noqa: B006
    augment: Annotated[list[str], typer.Option(help="Variants of texts: table.column=number. Again for each.")] = [],  # noqa: B006
    inject: Annotated[list[str], typer.Option(help="A rule to break on purpose: rule=share. Again for each.")] = [],  # noqa: B006
    no_check: Annotated[bool, typer.Option("--no-check", help="Hold no row against contracts and rules.")] = False,  # noqa: FBT002
    one_file: Annotated[bool, typer.Option("--one-file", help="One file a table instead of parts.")] = False,  # noqa: FBT002
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Remove the files of another run.")] = False,  # noqa: FBT002
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes; else as many as pay.")] = None,
) -> None:
    """Make the rows of a domain or recipe and write them to a folder.

    A run that was killed goes on where it stopped when the same command is given again.
    """
    recipe = as_recipe(
        what,
        numbers(size, "--size"),
        seed=seed,
        locale=locale,
        reference_date=day(reference_date),
        views=view or None,
        given=nested(values(given, "--given"), 2, "--given") or None,
        targets=nested(values(target, "--target"), 3, "--target") or None,
        scenarios=values(scenario, "--scenario") or None,
        augment=_variants(augment) or None,
        inject=values(inject, "--inject") or None,
        check=False if no_check else None,
    )
    recipe = _with_output(recipe, out, format, one_file=one_file)
    assert recipe.output.folder is not None
    start = time.monotonic()
    with progress(Path(recipe.domain).name) as show:
        report = run(recipe, recipe.output.folder, workers=workers, overwrite=overwrite, progress=show)
    _tell(report, time.monotonic() - start)
    if not tell_quality(report.manifest["quality"], report.folder):
        raise typer.Exit(EXIT_BROKEN_RULES)


def _variants(words: list[str]) -> dict[str, Any]:
    wanted = nested(values(words, "--augment"), 2, "--augment")
    return {table: {name: {"factor": factor} for name, factor in columns.items()} for table, columns in wanted.items()}


def _with_output(recipe: Recipe, out: Path | None, name: str | None, *, one_file: bool) -> Recipe:
    formats = Format.__args__  # type: ignore[attr-defined]
    if name is not None and name not in formats:
        raise UsageError("unknown format", place="--format", expected=", ".join(formats), found=name)
    folder = out or recipe.output.folder or Path("out") / Path(recipe.domain).name
    output = Output(folder=folder, format=name or recipe.output.format, one_file=one_file or recipe.output.one_file)
    return recipe.model_copy(update={"output": output})


def _tell(report: RunReport, seconds: float) -> None:
    out = console()
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("table")
    table.add_column("rows", justify="right")
    table.add_column("files", justify="right")
    for name, rows in report.rows.items():
        table.add_row(name, f"{rows:,}", str(len(report.manifest["tables"][name]["files"])))
    out.print(table)
    total = sum(report.rows.values())
    if report.resumed == report.shards:
        out.print(f"{counted(total, 'row was', 'rows were')} there already: {report.folder}")
        return
    rate = f", {total / seconds / 1e6:.2f} M rows a second" if total > 100_000 else ""
    resumed = f" (shards that were there already: {report.resumed} of {report.shards})" if report.resumed else ""
    out.print(f"{counted(total, 'row')} in {seconds:.1f} s{rate}{resumed}: {report.folder}")
