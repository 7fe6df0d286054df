"""Renew what the documentation takes from the program: ``python -m scripts.renew_docs [PAGE ...]``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from scripts.cli_page import cli_page
from scripts.figures import with_figures
from scripts.pages import ROOT, executed, steady

__all__ = ["EXECUTED", "renew"]

EXECUTED = ("README.md", "docs/index.md", "docs/packs.md", "docs/recipes.md")
"""Pages whose examples are executed by `scripts.pages`."""


def renew(name: str) -> bool:
    """Execute the examples of a page, and write it anew if they print something else.

    Args:
        name: The page's path in the repository.

    Returns:
        Whether the page has changed.
    """
    path = ROOT / name
    page = path.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        made = with_figures(executed(page, Path(folder).resolve()))
    changed = steady(made) != steady(page)
    if changed:
        path.write_text(made, "utf-8")
    return changed


if __name__ == "__main__":
    (ROOT / "docs" / "cli.md").write_text(cli_page(), "utf-8")
    for name in sys.argv[1:] or EXECUTED:
        print(f"{name}: {'renewed' if renew(name) else 'as it was'}")
