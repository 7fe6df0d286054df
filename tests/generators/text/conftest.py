from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from nonesuch.generators.text.grammar import Grammar, load_grammar

if TYPE_CHECKING:
    from pathlib import Path

Write = Callable[..., Grammar]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files of a grammar and load them."""

    def load(*files: str, locale: str = "en_US") -> Grammar:
        folder = tmp_path / locale
        folder.mkdir(exist_ok=True)
        for i, text in enumerate(files):
            (folder / f"part{i}.toml").write_text(text, "utf-8")
        return load_grammar(folder)

    return load
