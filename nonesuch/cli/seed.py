"""``nonesuch seed``: make rows and put them into a database."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from nonesuch.cli.app import app
from nonesuch.cli.console import console, progress
from nonesuch.cli.words import day, numbers
from nonesuch.design import as_recipe
from nonesuch.plural import counted

__all__ = ["seed"]

_EXAMPLES = """
[bold]Examples[/]

  nonesuch seed sqlite:///dev.db medical
  nonesuch seed postgresql://me@localhost/dev fraud --size customers=10k --seed 7
  nonesuch seed sqlite:///dev.db medical --view case --replace
  nonesuch seed sqlite:///dev.db customer_service --prefix service_
"""


@app.command(epilog=_EXAMPLES)
def seed(  # noqa: PLR0917 - options, each by its name
    url: Annotated[str, typer.Argument(help="sqlite:///file.db, or postgresql://user:password@host/database.")],
    what: Annotated[str, typer.Argument(help="A domain, the path of a pack, or a recipe (.toml).", metavar="DOMAIN")],
    size: Annotated[list[str], typer.Option(help="Rows: table=number, also of one view. Again for each.")] = [],  # noqa: B006
    seed: Annotated[int | None, typer.Option(help="Another seed gives other people.")] = None,
    view: Annotated[list[str], typer.Option(help="A flat view to store besides the tables. Again for each.")] = [],  # noqa: B006
    locale: Annotated[str | None, typer.Option(help="Locale of names and words.")] = None,
    reference_date: Annotated[str | None, typer.Option(help="The day that counts as today: YYYY-MM-DD.")] = None,
    prefix: Annotated[str, typer.Option(help="What stands before the name of each table, such as fraud_.")] = "",
    schema: Annotated[str | None, typer.Option(help="Schema of PostgreSQL for the tables; made if need be.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Drop tables of the same names first.")] = False,  # noqa: FBT002
) -> None:
    """Make tables with keys, references and checks in a database, and fill them: all or none."""
    from nonesuch.sql import seed as store  # noqa: PLC0415 - an extra, and other commands do not need it

    recipe = as_recipe(
        what,
        numbers(size, "--size"),
        seed=seed,
        views=view or None,
        locale=locale,
        reference_date=day(reference_date),
    )
    start = time.monotonic()
    with progress(Path(recipe.domain).name) as show:
        rows = store(url, recipe, replace=replace, prefix=prefix, schema=schema, progress=show)
    _tell(rows, time.monotonic() - start)


def _tell(rows: dict[str, int], seconds: float) -> None:
    out = console()
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("table")
    table.add_column("rows", justify="right")
    for name, count in rows.items():
        table.add_row(name, f"{count:,}")
    out.print(table)
    out.print(f"{counted(sum(rows.values()), 'row')} in {seconds:.1f} s")
