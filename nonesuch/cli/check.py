"""``nonesuch check``: is a pack whole, and do its rows hold its own rules?"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from nonesuch.cli.app import EXIT_BROKEN_RULES, app
from nonesuch.cli.console import console, plain
from nonesuch.pack_check import check_pack
from nonesuch.packs import find_pack

__all__ = ["check"]


@app.command(epilog="[bold]Examples[/]\n\n  nonesuch check packs/my_domain\n\n  nonesuch check medical --rows 5000\n")
def check(
    pack: Annotated[str, typer.Argument(help="The path of a pack, or a domain.")],
    rows: Annotated[int, typer.Option(min=1, help="Rows of the root table that are drawn.")] = 1000,
) -> None:
    """Check a pack: files, sources of figures, contracts, rules, texts, and a draw against its own rules."""
    out = console()
    broken = False
    for finding in check_pack(find_pack(pack), rows=rows):
        broken |= finding.problem is not None
        mark = Text("ok    ", "green") if finding.problem is None else Text("BROKEN", "red")
        out.print(Text.assemble(mark, plain(f" {finding.step}: {finding.problem or finding.note}")), soft_wrap=True)
    if broken:
        raise typer.Exit(EXIT_BROKEN_RULES)
