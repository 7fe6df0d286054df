"""Values that are a promise: the first rows of every pack, and what the recipes of ``samples/`` make.

``python -m tests.goldens`` writes them anew. Do that only where values have to change, and say so in the CHANGELOG.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import nonesuch as ns
from nonesuch.generators.pack import load_pack
from nonesuch.packs import find_pack, known_packs
from nonesuch.sinks.csv import flattened

if TYPE_CHECKING:
    import polars as pl

ROOT = Path(__file__).parent.parent
HASHES = ROOT / "tests" / "goldens.json"
SAMPLES = ROOT / "samples"
SHOWN = {"medical_case": "case", "fraud_record": "transaction", "dialogue": "dialogue", "reviews": "reviews"}
"""The table or view of each sample that is kept beside its recipe."""

_ROOTS = 96
_ROWS = 40


def packs() -> list[tuple[str, str]]:
    """Every built-in pack in each of its locales."""
    built_in = [place for place in known_packs() if place.origin == "built-in"]
    return [(place.name, locale) for place in built_in for locale in load_pack(place.folder).spec.locales]


def hashes(domain: str, locale: str) -> dict[str, str]:
    """A hash for each column of the first rows of a pack."""
    pack = load_pack(find_pack(domain))
    recipe = ns.Recipe(domain=domain, locale=locale, size={pack.root: _ROOTS}, views=list(pack.views), check=False)
    data = ns.generate(recipe)
    return {
        f"{table}.{column}": _digest(frame.select(column))
        for table, frame in data.frames.items()
        for column in frame.columns
    }


def _digest(column: pl.DataFrame) -> str:
    return hashlib.sha256(flattened(column).write_csv().encode()).hexdigest()[:16]


def sample(name: str) -> str:
    """What a sample's recipe makes, as JSON Lines; of many rows the first."""
    data = ns.generate(SAMPLES / f"{name}.toml")
    return data.polars(SHOWN[name]).head(_ROWS).write_ndjson()


def write() -> None:
    """Write all of them."""
    found = {f"{domain} {locale}": hashes(domain, locale) for domain, locale in packs()}
    HASHES.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    for name in SHOWN:
        (SAMPLES / f"{name}.jsonl").write_text(sample(name), "utf-8")


if __name__ == "__main__":
    write()
