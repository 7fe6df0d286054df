"""``python -m benchmarks.truth``: make the data, ask the probes, print the table, write the page."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from benchmarks.truth.page import page
from benchmarks.truth.probes import DOMAINS
from benchmarks.truth.scoreboard import score
from benchmarks.truth.terminal import table
from nonesuch.errors import NonesuchError

_WIDE = 220


def main() -> int:
    """Run the scoreboard; returns 2 when something is wrong, never the number of failed probes."""
    options = _options()
    try:
        boards = [score(name, peers=options.peers, work=options.work, seed=options.seed) for name in options.domain]
    except NonesuchError as problem:
        print(problem, file=sys.stderr)
        return 2
    console = Console(width=None if sys.stdout.isatty() else _WIDE)
    for board in boards:
        console.print(table(board))
    if options.page:
        options.page.parent.mkdir(parents=True, exist_ok=True)
        options.page.write_text(page(boards, on=datetime.now(UTC).date(), seed=options.seed), "utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.truth", description=__doc__)
    parser.add_argument(
        "--domain", action="append", choices=sorted(DOMAINS), help="a domain; again for each; all if none"
    )
    parser.add_argument("--peers", type=Path, help="folder of the peers' environments (python -m benchmarks.peers)")
    parser.add_argument("--work", type=Path, default=Path("out/truth"), help="where data go; a peer's are made once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", type=Path, help="write the table as Markdown, such as docs/truth.md")
    options = parser.parse_args()
    options.domain = options.domain or sorted(DOMAINS)
    options.work = options.work.resolve()
    options.peers = options.peers and options.peers.resolve()
    return options


if __name__ == "__main__":
    sys.exit(main())
