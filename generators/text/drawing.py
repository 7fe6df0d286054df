"""Derivations drawn for the rows of one situation: freely, fitted to a window, or each exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from nonesuch.errors import RecipeError
from nonesuch.generators.permutation import Permutation
from nonesuch.generators.randomness import digest, mix64
from nonesuch.generators.text.assembly import Assembly
from nonesuch.generators.text.urn import Arrivals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.text.demand import Demand
    from nonesuch.generators.text.fields import FieldTexts
    from nonesuch.generators.text.speaker import Outlook, Speaker

__all__ = ["Drawn", "Job", "Mode", "draw_texts"]

Mode = Literal["weights", "unique"]

_ATTEMPTS = 256
_CHUNK = 1 << 16
_FEW = 0.25
"""Below this acceptance, fitting is faster than drawing again (measured: 3x slower a text, but none is thrown away)."""
_CROWDED = 16
"""Fewer texts than this many times the rows are given out one by one, whatever their weights."""
_PHI = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Job:
    """What to draw in one situation.

    Attributes:
        speaker: What can be said.
        demand: What is asked of every text.
        at: Which records of the frame the rows are, shape (n,), int64.
        rows: Number of each row in the whole run, shape (n,), int64.
        key: Of the run and the situation.
        mode: Independent draws, or no text twice.
        total: Rows of the whole run that share the numbering.
        after: Places taken by earlier rounds.
        dense: Whether every number below ``total`` belongs to a row of this situation.
        whole: Whether all rows of the run are here.
        repeat: Whether texts may come again when they run out.
        situation: In words.
        fields: Texts of the fields.
    """

    speaker: Speaker
    demand: Demand
    at: NDArray[np.int64]
    rows: NDArray[np.int64]
    key: int
    mode: Mode
    total: int
    after: int
    dense: bool
    whole: bool
    repeat: bool
    situation: str
    fields: FieldTexts


@dataclass(eq=False)
class Drawn:
    """What was drawn for the rows of a job.

    Attributes:
        columns: For each column of the layout the number of each row's part.
        moved: Rows whose first choice was taken already.
        repeated: Rows that repeat a text, where that was allowed.
        places: First place that no row has used.
        uniform: Rows whose texts were given out one by one, whatever their weights.
    """

    columns: list[NDArray[np.int32]]
    moved: int = 0
    repeated: int = 0
    places: int = 0
    uniform: int = 0

    def put(self, columns: list[NDArray[np.int32]], rows: NDArray[np.int64]) -> None:
        """Write the numbers of some rows."""
        for into, values in zip(self.columns, columns, strict=False):
            into[rows] = values


def draw_texts(job: Job) -> Drawn:
    """Draw a derivation for every row of a job.

    Args:
        job: What to draw.

    Returns:
        The derivations.

    Raises:
        RecipeError: If fewer texts meet the demand than rows want one.
    """
    drawn = Drawn([np.zeros(len(job.at), np.int32) for _ in range(job.speaker.plan.width)], places=job.after)
    everyone = np.arange(len(job.at))
    if job.demand.open and job.mode == "weights":
        for part in _chunks(everyone):
            drawn.put(job.speaker.plan.numbers(_free_arrivals(job, part, 0))[0], part)
        return drawn
    kinds, outlook = _kinds(job)
    _check_room(job, kinds, outlook)
    crowded = (outlook.texts < _CROWDED * job.total) & (job.mode == "unique") & (not job.repeat)
    fitted = ~crowded & (outlook.share < _FEW)
    _draw_uniform(job, drawn, np.flatnonzero(crowded[kinds]), kinds, outlook)
    for part in _chunks(np.flatnonzero(fitted[kinds])):
        _draw_again(job, drawn, part, kinds, outlook, fitted=True)
    for part in _chunks(np.flatnonzero(~(crowded | fitted)[kinds])):
        _draw_again(job, drawn, part, kinds, outlook, fitted=False)
    return drawn


def _chunks(rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]


def _kinds(job: Job) -> tuple[NDArray[np.int64], Outlook]:
    """Sort the rows by the lengths of their fields, on which it depends what fits."""
    vectors, kinds = job.speaker.vectors(job.demand, job.fields, job.at)
    return kinds, job.speaker.outlook(job.demand, vectors)


def _check_room(job: Job, kinds: NDArray[np.int64], outlook: Outlook) -> None:
    wanted = np.bincount(kinds, minlength=len(outlook.texts))
    least = np.minimum(wanted, 1) if job.mode == "weights" or job.repeat else wanted
    short = np.flatnonzero(outlook.texts < least)
    if len(short):
        worst = int(short[np.argmin(outlook.texts[short] - wanted[short])])
        demand = str(job.demand) or "are there"
        raise RecipeError(
            f"only {outlook.texts[worst]:,.0f} texts {'fit ' if job.demand.measured else ''}{demand}, "
            f"{wanted[worst]:,} wanted",
            place=job.situation or None,
            expected=f"at least {wanted[worst]:,}",
            hint="widen the window, want fewer rows, or add words to the grammar",
        )


def _free_arrivals(job: Job, part: NDArray[np.int64], attempt: int) -> Arrivals:
    rows = job.rows[part].astype(np.uint64)
    key = np.uint64(digest(job.key, attempt) & 0xFFFFFFFFFFFFFFFF)
    with np.errstate(over="ignore"):
        return Arrivals(mix64(mix64(rows * _PHI + key) + key), None)


def _placed_arrivals(job: Job, part: NDArray[np.int64], attempt: int) -> tuple[Arrivals, NDArray[np.int64]]:
    """Give rows their places: the places of an attempt are a permutation of a range that no other attempt uses."""
    shuffle = Permutation(job.total, digest(job.key, "rows", attempt))
    places = shuffle(job.rows[part]) + (job.after + attempt * job.total)
    paths = np.full(len(part), np.uint64(digest(job.key, "paths") & 0xFFFFFFFFFFFFFFFF))
    return Arrivals(paths, places.astype(np.uint64)), places


def _draw_again(
    job: Job, drawn: Drawn, part: NDArray[np.int64], kinds: NDArray[np.int64], outlook: Outlook, *, fitted: bool
) -> None:
    """Draw until every row has a text that fits and, in unique mode, that no other place gives first."""
    for attempt in range(_ATTEMPTS):
        if not len(part):
            return
        placed = job.mode == "unique"
        if placed:
            arrivals, places = _placed_arrivals(job, part, attempt)
            drawn.places = max(drawn.places, int(places.max()) + 1)
        else:
            arrivals = _free_arrivals(job, part, attempt)
        if fitted:
            arrivals = _turned(arrivals, kinds[part], outlook)
            columns, repeats = job.speaker.fitted(job.demand, uniform=False).numbers(
                arrivals, kinds[part], outlook.fits
            )
            good = np.ones(len(part), bool)
        else:
            columns, repeats = job.speaker.plan.numbers(arrivals)
            good = _fits(job, columns, part)
        if repeats is not None:
            if attempt == 0:
                drawn.moved += int((good & (repeats > 0)).sum())
            if job.repeat and attempt >= _ATTEMPTS // 8:
                drawn.repeated += int((good & (repeats > 0)).sum())
            else:
                good &= repeats == 0
        drawn.put([column[good] for column in columns], part[good])
        part = part[~good]
    if len(part):
        raise RecipeError(
            "the texts ran out",
            place=job.situation or None,
            expected=f"texts for {len(job.at):,} rows",
            found=f"{len(part):,} rows without one",
            hint="add words to the grammar, or allow repeats",
        )


def _turned(arrivals: Arrivals, kinds: NDArray[np.int64], outlook: Outlook) -> Arrivals:
    """Give kinds of records that may say the same measures the same path, and others another."""
    marks = np.array([digest(fits.tobytes().hex()) & 0xFFFFFFFFFFFFFFFF for fits in outlook.fits], np.uint64)
    return Arrivals(mix64(arrivals.paths ^ marks[kinds]), arrivals.places)


def _fits(job: Job, columns: list[NDArray[np.int32]], part: NDArray[np.int64]) -> NDArray[np.bool_]:
    good = np.ones(len(part), bool)
    if job.demand.open:
        return good
    pool = job.speaker.planner.pool
    assembly = Assembly(columns, job.at[part], pool.now, pool.blanks, job.fields)
    if job.demand.measured:
        lengths = assembly.lengths(unit=job.demand.unit)
        good &= (lengths >= job.demand.low) & (lengths <= job.demand.high)
    for slots in job.demand.required:
        good &= assembly.holds(slots)
    return good


def _draw_uniform(job: Job, drawn: Drawn, part: NDArray[np.int64], kinds: NDArray[np.int64], outlook: Outlook) -> None:
    """Give the texts out one by one where there are few: then the weights cannot hold anyway."""
    drawn.uniform += len(part)
    for kind in np.unique(kinds[part]).tolist():
        plan = job.speaker.fitted(job.demand, uniform=True)
        here = part[kinds[part] == kind]
        texts = int(outlook.texts[kind])
        first = _ranks(job, here, texts) + job.after
        if int(first.max()) >= texts:
            raise RecipeError(
                f"only {texts:,} texts {job.demand or 'are there'}, {int(first.max()) + 1:,} wanted",
                place=job.situation or None,
                hint="earlier rounds count" if job.after else None,
            )
        places = Permutation(texts, digest(job.key, "each once", kind))(first)
        drawn.places = max(drawn.places, int(first.max()) + 1)
        arrivals = Arrivals(np.zeros(len(here), np.uint64), places.astype(np.uint64))
        drawn.put(plan.numbers(arrivals, np.full(len(here), kind), outlook.fits)[0], here)


def _ranks(job: Job, here: NDArray[np.int64], texts: int) -> NDArray[np.int64]:
    """Number the rows so that no two share a text; by their own numbers where there are texts enough for that."""
    alike = not (job.demand.measured and job.speaker.fields)
    if texts >= job.after + job.total or (alike and job.dense):
        return job.rows[here]
    if job.whole:
        ranks = np.empty(len(here), np.int64)
        ranks[np.argsort(job.rows[here], kind="stable")] = np.arange(len(here))
        return ranks
    raise RecipeError(
        f"{texts:,} texts for up to {job.total:,} rows cannot be given out in slices",
        place=job.situation or None,
        hint="render all rows in one call, give a census, or allow repeats",
    )
