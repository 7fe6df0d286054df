"""All probes of a domain asked of all its generators."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.environments import programs_of
from benchmarks.truth.generator import OURS, read_generators
from benchmarks.truth.making import make
from benchmarks.truth.probe import Finding, judge
from benchmarks.truth.probes import DOMAINS
from benchmarks.truth.reading import read_frames

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from benchmarks.truth.generator import Generator
    from benchmarks.truth.making import Making
    from benchmarks.truth.probe import Probe

__all__ = ["Entry", "Scoreboard", "score"]


@dataclass(frozen=True)
class Entry:
    """A generator with what was found in its data.

    Args:
        generator: The generator.
        making: How its data were made.
        sizes: Rows of each file.
        findings: What each probe found, by the probe's id.
    """

    generator: Generator
    making: Making
    sizes: Mapping[str, int]
    findings: Mapping[str, Finding]

    def count(self, verdict: str) -> int:
        """How many probes came to a verdict."""
        return sum(finding.verdict == verdict for finding in self.findings.values())


@dataclass(frozen=True)
class Scoreboard:
    """The table of one domain.

    Args:
        domain: The domain.
        probes: The rows.
        entries: The columns.
    """

    domain: str
    probes: tuple[Probe, ...]
    entries: tuple[Entry, ...]


def score(domain: str, *, peers: Path | None, work: Path, seed: int) -> Scoreboard:
    """Make every generator's data and ask every probe.

    Args:
        domain: The domain.
        peers: Folder of the peers' environments; None for ours alone.
        work: Where the data go.
        seed: The seed of every generator.

    Returns:
        The scoreboard; peers that are not installed are left out.
    """
    entries = []
    for generator in read_generators(domain):
        programs = Path(sys.executable).parent if generator.name == OURS else programs_of(generator.name, peers)
        if programs is None:
            continue
        folder = work / domain / generator.name
        making = make(generator, folder, programs=programs, seed=seed)
        frames = read_frames(generator, folder / "data")
        findings = {probe.id: _ask(probe, generator, frames) for probe in DOMAINS[domain]}
        entries.append(Entry(generator, making, dict(frames["sizes"].iter_rows()), findings))
    return Scoreboard(domain, DOMAINS[domain], tuple(entries))


def _ask(probe: Probe, generator: Generator, frames: Mapping[str, pl.DataFrame]) -> Finding:
    excuse = generator.excused.get(probe.id)
    return Finding(probe, "none", reason=excuse) if excuse else judge(probe, frames)
