from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from faker import Faker

from nonesuch.generators.text.grammar import Grammar, load_grammar
from nonesuch.packs import find_pack

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.generators.text.compiled import Compiled

Write = Callable[..., Grammar]
Records = Callable[[int], pl.DataFrame]

GENRES = ["horror", "comedy", "thriller", "romance", "adventure", "drama"]
MOODS = ["positive", "negative"]
FIRST = ["Silent", "Broken", "Last", "Golden", "Paper", "Winter", "Crimson", "Hollow", "Midnight", "Distant", "Glass"]
SECOND = ["Harbor", "Letters", "River", "Garden", "Orchard", "Lighthouse", "Promise", "Road", "House", "Season", "Tide"]


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


@pytest.fixture(scope="session")
def films() -> Records:
    """Records of films as the review grammar wants them: as many positive as negative ones."""
    fake = Faker("en_US")
    fake.seed_instance(1)
    names = [fake.last_name() for _ in range(1500)]

    def make(n: int) -> pl.DataFrame:
        rng = np.random.Generator(np.random.Philox(4))
        name, first, second, pattern = (rng.integers(0, k, n) for k in (len(names), len(FIRST), len(SECOND), 3))
        titles = [
            (f"The {FIRST[a]} {SECOND[b]}", f"{names[c]}'s {SECOND[b]}", f"{FIRST[a]} {SECOND[b]}")[p]
            for a, b, c, p in zip(first, second, name, pattern, strict=True)
        ]
        return pl.DataFrame(
            {
                "title": titles,
                "lead": [names[i] for i in rng.integers(0, len(names), n)],
                "genre": pl.Series([GENRES[i] for i in rng.integers(0, 6, n)], dtype=pl.Enum(GENRES)),
                "sentiment": pl.Series([MOODS[i % 2] for i in range(n)], dtype=pl.Enum(MOODS)),
            }
        )

    return make


@pytest.fixture(scope="session")
def reviews(films: Records) -> Compiled:
    """The review pack's grammar, compiled."""
    return load_grammar(find_pack("reviews") / "text" / "en_US").compile("review", films(1).schema)
