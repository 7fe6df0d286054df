"""``nonesuch domains``, ``nonesuch show`` and ``nonesuch new``: look at packs, begin one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from nonesuch.cli.app import app
from nonesuch.cli.console import console, plain
from nonesuch.contracts import checker_of, contracts_of
from nonesuch.copying import copy_template
from nonesuch.diagram import as_mermaid, relations_of
from nonesuch.errors import NonesuchError, UsageError, nearest
from nonesuch.generators.pack import Pack, load_pack
from nonesuch.generators.plan import Settings, make_plan
from nonesuch.generators.table import NAME
from nonesuch.packs import PackPlace, find_pack, known_packs, packs_here
from nonesuch.plural import counted

__all__ = ["domains", "new", "show"]


@app.command(epilog="[bold]Example[/]\n\n  nonesuch domains\n")
def domains() -> None:
    """List the domains that can be made, with their origin and version, and the packs in this folder."""
    table = Table(box=None, pad_edge=False, show_edge=False)
    for heading in ("domain", "version", "what it makes", "origin"):
        table.add_column(heading, no_wrap=heading != "what it makes")
    for place in known_packs():
        table.add_row(place.name, *_told(place), place.origin)
    for place in packs_here(Path()):
        table.add_row(place.origin, *_told(place), "this folder")
    console().print(table)


def _told(place: PackPlace) -> tuple[str, str]:
    """Version and title of a pack; a broken one hides no others."""
    try:
        spec = load_pack(place.folder).spec
    except NonesuchError:
        return "-", "broken: nonesuch check says how"
    return spec.version, spec.title


_SHOW_EXAMPLES = """
[bold]Examples[/]

  nonesuch show fraud
  nonesuch show fraud --table transactions
  nonesuch show medical --mermaid
"""


@app.command(epilog=_SHOW_EXAMPLES)
def show(
    domain: Annotated[str, typer.Argument(help="A domain, or the path of a pack.")],
    table: Annotated[str | None, typer.Option(help="Show the columns of one table or view.")] = None,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="Print the entity diagram as Mermaid source.")] = False,  # noqa: FBT002
) -> None:
    """Show the tables of a domain, how they belong together, and their columns."""
    pack = load_pack(find_pack(domain))
    out = console()
    if mermaid:
        out.print(as_mermaid(pack), markup=False)
        return
    if table is not None:
        _show_table(pack, table)
        return
    out.print(Text.assemble((pack.spec.title, "bold"), f" ({pack.name} {pack.spec.version}, {pack.spec.licence})"))
    if pack.spec.summary:
        out.print(pack.spec.summary)
    out.print(_tree(pack))
    for name, scenario in pack.scenarios.items():
        out.print(f"scenario {name}: {scenario.title} ({scenario.share:.2%} of {scenario.table})")
    _show_rules(pack)


def _tree(pack: Pack) -> Tree:
    tree = Tree("tables", guide_style="dim")
    branches: dict[str | None, Tree] = {}
    for name in [*pack.shown, *pack.views]:
        spec = pack.table(name)
        parent = pack.parent(name)
        trunk = tree if parent is None else branches[parent]
        kind = "view" if name in pack.views else _rows(pack, name)
        branches[name] = trunk.add(Text.assemble((name, "bold"), f"  {kind}  ", (spec.title, "dim")))
        for reference in relations_of(pack, name):
            branches[name].add(Text(f"{reference.column} -> {reference.table}", style="cyan"))
    return tree


def _rows(pack: Pack, name: str) -> str:
    spec = pack.tables[name]
    if name in pack.spec.size:
        return counted(pack.spec.size[name], "row")
    fixed, most = spec.rows.fixed, spec.rows.most_rows
    if spec.parent is None:
        return "listed"
    return f"{fixed} each" if fixed is not None else f"{spec.rows.kind}, at most {most:,} each"


_TYPES: dict[type[pl.DataType], str] = {
    pl.Int64: "whole number",
    pl.Int32: "whole number",
    pl.Float64: "number",
    pl.String: "text",
    pl.Boolean: "true or false",
    pl.Date: "date",
    pl.Datetime: "moment",
    pl.Time: "time of day",
}


def _type_name(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.Enum):
        return f"one of {counted(len(dtype.categories), 'word')}"
    if isinstance(dtype, pl.List):
        return "list"
    return _TYPES.get(type(dtype), str(dtype))


def _show_rules(pack: Pack) -> None:
    checker = checker_of(pack)
    if checker is None:
        return
    tree = Tree(
        f"{counted(len(checker.rules.rules), 'rule')}, and {counted(len(checker.checks), 'check')} in all",
        guide_style="dim",
    )
    by_table: dict[str, list[str]] = {}
    for rule in checker.rules.rules:
        by_table.setdefault(rule.table, []).append(rule.id)
    for name, rules in by_table.items():
        tree.add(Text.assemble((name, "bold"), f"  {', '.join(rules)}"))
    console().print(tree)


def _show_table(pack: Pack, name: str) -> None:
    if name not in pack.tables and name not in pack.views:
        raise UsageError(f"unknown table {name!r}", place=pack.name, hint=nearest(name, [*pack.tables, *pack.views]))
    plan = make_plan(pack, Settings(views=(name,) if name in pack.views else ()))
    columns = pack.table(name).columns
    table = Table(box=None, pad_edge=False, show_edge=False, title=pack.table(name).title, title_justify="left")
    for heading in ("column", "type", "kind", "unit", "description"):
        table.add_column(heading)
    contract = contracts_of(pack).get(name)
    declared = {} if contract is None else contract.columns
    for column, dtype in plan.schema(name).items():
        spec, said = columns.get(column), declared.get(column)
        kind = pack.table(name).rows.kind if spec is None else spec.kind
        unit = (spec and spec.unit) or (said and said.notes.unit) or ""
        text = (spec and spec.description) or (said and said.description) or ""
        table.add_row(column, _type_name(dtype), kind, Text(plain(unit)), Text(plain(text)))
    console().print(table)


@app.command(epilog="[bold]Example[/]\n\n  nonesuch new my_domain --out packs\n")
def new(
    domain: Annotated[str, typer.Argument(help="Name of the new domain: small letters, digits and _.")],
    out: Annotated[Path, typer.Option(help="The folder in which the pack's folder is made.")] = Path(),
) -> None:
    """Begin a pack: a copy of the template, which works at once."""
    if not NAME.fullmatch(domain):
        raise UsageError(
            "this is no name of a domain", place="domain", expected="small letters, digits and _", found=domain
        )
    folder = out / domain
    if folder.exists():
        raise UsageError("the folder exists already", place=str(folder), expected="a free name")
    copy_template(folder, domain)
    console().print(
        f"{folder} is made; look at it with\n  nonesuch check {folder}\n  nonesuch generate {folder}", markup=False
    )
