"""A probe: one question of sense with the band its answer must lie in, and what came of asking it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from benchmarks.truth.band import Band

__all__ = ["Finding", "Probe", "judge", "probe"]

Figure = float | None
Verdict = Literal["pass", "fail", "none"]


@dataclass(frozen=True)
class Probe:
    """A question whose answer is one figure.

    Args:
        id: Its name, a noun phrase with underscores.
        claim: What is true of real records, one sentence.
        figure: Computes the answer from the frames named in ``needs``, in that order; None when it cannot tell.
        band: Where the answer must lie.
        source: Who says so.
        needs: Tables and columns, in the probes' words; rows in which one of them is null are left out.
        unit: Unit of figure and band.
        least: The fewest rows of the first table from which the probe speaks.
    """

    id: str
    claim: str
    figure: Callable[..., Figure]
    band: Band
    source: str
    needs: Mapping[str, tuple[str, ...]]
    unit: str = ""
    least: int = 30

    @property
    def wanted(self) -> str:
        """Band and unit in words."""
        return f"{self.band} {self.unit}".strip()


@dataclass(frozen=True)
class Finding:
    """What a probe found.

    Args:
        probe: The probe.
        verdict: ``pass``, ``fail``, or ``none`` where the generator has no such data.
        value: The figure, if there is one.
        rows: Rows it was computed from.
        reason: Why there is no figure.
    """

    probe: Probe
    verdict: Verdict
    value: float | None = None
    rows: int = 0
    reason: str = ""


def probe(
    *, claim: str, band: Band, source: str, needs: Mapping[str, tuple[str, ...]], unit: str = "", least: int = 30
) -> Callable[[Callable[..., Figure]], Probe]:
    """Turn a function into a probe that bears its name."""

    def make(figure: Callable[..., Figure]) -> Probe:
        return Probe(figure.__name__, claim, figure, band, source, needs, unit, least)

    return make


def judge(asked: Probe, frames: Mapping[str, pl.DataFrame]) -> Finding:
    """Ask a probe of a data set.

    Args:
        asked: The probe.
        frames: Tables in the probes' words.

    Returns:
        Its finding.
    """
    missing = _missing(asked, frames)
    if missing:
        return Finding(asked, "none", reason=f"no {missing}")
    given = [frames[table].drop_nulls(list(columns)) for table, columns in asked.needs.items()]
    rows = given[0].height
    if rows < asked.least:
        return Finding(asked, "none", rows=rows, reason=f"{rows} rows, {asked.least} needed")
    value = asked.figure(*given)
    if value is None or math.isnan(value):
        return Finding(asked, "none", rows=rows, reason="too few rows of a group")
    return Finding(asked, "pass" if value in asked.band else "fail", value, rows)


def _missing(asked: Probe, frames: Mapping[str, pl.DataFrame]) -> str:
    for table, columns in asked.needs.items():
        if table not in frames:
            return table
        for column in columns:
            if column not in frames[table].columns:
                return f"{table}.{column}"
    return ""
