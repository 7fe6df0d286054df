"""The diversity of the texts of a run: measured on its first part, beside the band that texts of people lie in."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from nonesuch.generators.columns import TEXT_KINDS
from nonesuch.validators.diversity import judge_diversity, measure_diversity

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from nonesuch.generators.pack import Pack

__all__ = ["diversity_of"]

_FEWEST, _MOST = 1000, 5000


def diversity_of(frames: Mapping[str, pl.DataFrame], pack: Pack, locale: str) -> dict[str, dict[str, Any]]:
    """Measure how varied the texts of tables are, those of each role by themselves.

    Args:
        frames: First rows of the tables.
        pack: The pack that made them.
        locale: Their locale; bands exist for English and Chinese.

    Returns:
        ``table.column`` or ``table.column of role`` = the figures, and the names of those outside of the band
        ``must`` (of ``chinese`` for Chinese). Texts that are fewer than 1,000 say nothing; of many 5,000 are read.
    """
    band = "chinese" if locale.startswith("zh") else "must"
    found = {}
    for name, texts in _voices(frames, pack):
        known = texts.drop_nulls()
        if len(known) >= _FEWEST:
            figures = measure_diversity(known.gather_every(-(-len(known) // _MOST)))
            outside = [finding.figure for finding in judge_diversity(figures, band)]
            found[name] = {**asdict(figures), "band": band, "outside": outside}
    return found


def _voices(frames: Mapping[str, pl.DataFrame], pack: Pack) -> list[tuple[str, pl.Series]]:
    voices = []
    for table, frame in frames.items():
        for column in frame.columns:
            spec = pack.table(table).columns.get(column)
            if spec is None or spec.kind not in TEXT_KINDS:
                continue
            if "role" not in frame.columns:
                voices.append((f"{table}.{column}", frame[column]))
                continue
            for (role,), part in frame.group_by("role", maintain_order=True):
                voices.append((f"{table}.{column} of {role}", part[column]))
    return sorted(voices, key=lambda voice: voice[0])
