"""``nonesuch validate`` and ``nonesuch schema``: hold data against contracts and rules, print the contracts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import Annotated

import typer

from nonesuch.cli.app import EXIT_BROKEN_RULES, app
from nonesuch.cli.console import console
from nonesuch.cli.verdict import tell_verdict
from nonesuch.cli.words import day
from nonesuch.contracts import contracts_of
from nonesuch.errors import DataError, UsageError, nearest
from nonesuch.generators.pack import load_pack
from nonesuch.manifest import MANIFEST, read_manifest
from nonesuch.packs import find_pack
from nonesuch.plural import counted
from nonesuch.quality import Quality
from nonesuch.sinks import writing
from nonesuch.validation import validate as hold

__all__ = ["schema", "validate"]

_EXAMPLES = """
[bold]Examples[/]

  nonesuch validate fraud out/fraud
  nonesuch validate medical measured.csv --map columns.toml --out verdict

  columns.toml:  \\[vitals]
                 "@table" = "measured"
                 systolic_mmhg = "SBP"
"""


@app.command(epilog=_EXAMPLES)
def validate(  # noqa: PLR0917 - options, each by its name
    domain: Annotated[str, typer.Argument(help="A domain, or the path of a pack.")],
    data: Annotated[Path, typer.Argument(help="A file, a folder of files or parts by table, or the folder of a run.")],
    map: Annotated[Path | None, typer.Option(help="TOML file that says how the data call tables and columns.")] = None,  # noqa: A002
    reference_date: Annotated[str | None, typer.Option(help="The day that counts as today: YYYY-MM-DD.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Tell of all rules, not of broken ones alone.")] = False,  # noqa: A002, FBT002
    out: Annotated[Path | None, typer.Option(help="Folder for quality/rules.csv and quality/violations.csv.")] = None,
) -> None:
    """Hold data that anybody made against the contracts and rules of a domain; exit with 1 if they break one."""
    verdict = hold(domain, data, columns=map, reference_date=day(reference_date) or _day_of(data))
    tell_verdict(verdict, everything=all)
    if out is not None:
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
        Quality(verdict).write(out)
    if not verdict.ok:
        raise typer.Exit(EXIT_BROKEN_RULES)


def _day_of(data: Path) -> date | None:
    """The reference date of a run, if the data are one."""
    path = data / MANIFEST
    try:
        there = path.is_file()
    except OSError:  # a name that no file can have: whoever reads the data says so
        return None
    found = read_manifest(data)["recipe"].get("reference_date") if there else None
    try:
        return None if found is None else date.fromisoformat(found)
    except (TypeError, ValueError):
        place = f"{path}: recipe.reference_date"
        raise DataError("this is no date", place=place, expected="YYYY-MM-DD", found=found) from None


_SCHEMA_EXAMPLES = """
[bold]Examples[/]

  nonesuch schema medical case
  nonesuch schema fraud --out contracts
"""


@app.command(epilog=_SCHEMA_EXAMPLES)
def schema(
    domain: Annotated[str, typer.Argument(help="A domain, or the path of a pack.")],
    table: Annotated[str | None, typer.Argument(help="A table or view; else their names are listed.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the contracts of all tables and views.")] = None,
) -> None:
    """Print the contract of a table as JSON Schema 2020-12, or write all of them to a folder."""
    contracts = contracts_of(load_pack(find_pack(domain)))
    if not contracts:
        raise UsageError("the domain has no contracts", place=domain, expected="schemas/*.schema.json in its folder")
    if out is not None:
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
            for contract in contracts.values():
                (out / contract.path.name).write_text(contract.path.read_text("utf-8"), "utf-8")
        console().print(f"{counted(len(contracts), 'contract')}: {out}", soft_wrap=True)
        return
    if table is None:
        for name, contract in contracts.items():
            console().print(f"{name}  {contract.schema.title}", markup=False)
        return
    if table not in contracts:
        hint = nearest(table, contracts)
        raise UsageError(f"unknown table {table!r}", place=domain, expected=", ".join(contracts), hint=hint)
    print(json.dumps(contracts[table].document, indent=2, ensure_ascii=False))  # noqa: T201 - the result, unwrapped
