"""Derivations drawn for the rows of a run: freely, fitted to a window, or each exactly once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from nonesuch.errors import RecipeError
from nonesuch.generators.permutation import Permutation
from nonesuch.generators.randomness import digest, mix64
from nonesuch.generators.text.assembly import Assembly
from nonesuch.generators.text.lines import Lines, gather_lines
from nonesuch.generators.text.urn import Arrivals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.demand import Demand
    from nonesuch.generators.text.fields import FieldTexts
    from nonesuch.generators.text.plan import Planner
    from nonesuch.generators.text.speaker import Outlook, Speaker

__all__ = ["Drawn", "Group", "Mode", "Run", "draw_texts"]

Mode = Literal["weights", "unique"]

_ATTEMPTS = 256
_CHUNK = 1 << 14
_FEW = 0.25
"""Below this acceptance fitting is faster than drawing again: it takes about three times as long, but once."""
_CROWDED = 16
"""Fewer texts than this many times the rows are given out one by one, whatever their weights."""
_PHI = np.uint64(0x9E3779B97F4A7C15)
_LOW = 0xFFFFFFFFFFFFFFFF


@dataclass(frozen=True, eq=False)
class Group:
    """The rows of one situation.

    Attributes:
        speaker: What can be said.
        at: Places of the rows in the run, shape (n,), int64.
        total: Rows that share their numbering with these.
        first: First place of this numbering.
        dense: Whether every number below ``total`` belongs to a row of this situation.
        whole: Whether all rows of the numbering are here.
        key: Of the numbering.
        situation: In words.
    """

    speaker: Speaker
    at: NDArray[np.int64]
    total: int
    first: int
    dense: bool
    whole: bool
    key: int
    situation: Callable[[], str]

    @property
    def shared(self) -> bool:
        """Whether all situations number their rows together."""
        return not self.dense


@dataclass(frozen=True, eq=False)
class Run:
    """What to draw.

    Attributes:
        groups: The rows by situation.
        numbers: Number of each row in the whole run, shape (n,), int64.
        planner: Holds the program of all situations.
        fields: Texts of the fields.
        demand: What is asked of every text.
        mode: Independent draws, or no text twice.
        total: Rows of the whole run.
        key: Of the run.
        after: Places taken by earlier rounds.
        repeat: Whether a text may come again rather than give way to a less likely one.
    """

    groups: Sequence[Group]
    numbers: NDArray[np.int64]
    planner: Planner
    fields: FieldTexts
    demand: Demand
    mode: Mode
    total: int
    key: int
    after: int
    repeat: bool

    @property
    def unique(self) -> bool:
        """Whether no text may come twice."""
        return self.mode == "unique"

    @cached_property
    def group_of(self) -> NDArray[np.int64]:
        """Place of each row's group."""
        places = np.zeros(len(self.numbers), np.int64)
        for place, group in enumerate(self.groups):
            places[group.at] = place
        return places

    @cached_property
    def elements(self) -> tuple[frozenset[int], ...]:
        """Slots of the required elements that not every derivation holds."""
        lacking = [group.speaker.lacking(self.demand) for group in self.groups]
        return tuple(slots for i, slots in enumerate(self.demand.required) if any(lacks[i] for lacks in lacking))


@dataclass(frozen=True, eq=False)
class Choice:
    """What fits the rows of a group.

    Attributes:
        kinds: The kind of each row, shape (n,), int64.
        outlook: How well the demand can be met for each kind.
    """

    kinds: NDArray[np.int64]
    outlook: Outlook


@dataclass(eq=False)
class Drawn:
    """What was drawn.

    Attributes:
        width: Most parts of a row.
        pieces: Rows, and the parts of their texts.
        moved: Rows whose first choice was taken already.
        repeated: Rows that repeat a text, where that was allowed.
        uniform: Rows whose texts were given out one by one, whatever their weights.
        places: First place that no row has used.
    """

    width: int
    pieces: list[tuple[NDArray[np.int64], Lines]] = field(default_factory=list)
    moved: int = 0
    repeated: int = 0
    uniform: int = 0
    places: int = 0

    def put(self, rows: NDArray[np.int64], lines: Lines, good: NDArray[np.bool_]) -> None:
        """Keep the texts of those rows that are good."""
        if good.all():
            self.pieces.append((rows, lines))
        else:
            here = np.flatnonzero(good)
            self.pieces.append((rows.take(here), lines.take(here)))

    def lines(self) -> Lines:
        """The texts of all rows, in their order."""
        return gather_lines(self.pieces, width=self.width)


def draw_texts(run: Run) -> Drawn:
    """Draw a derivation for every row.

    Args:
        run: What to draw.

    Returns:
        The derivations.

    Raises:
        RecipeError: If fewer texts meet the demand than rows want one.
    """
    width = max((group.speaker.plan.width for group in run.groups), default=0)
    drawn = Drawn(width, places=run.after)
    free = np.ones(len(run.numbers), bool)
    if not run.demand.open or run.unique:
        for group in run.groups:
            free[group.at[_draw_group(run, group, drawn)]] = False
    _draw_freely(run, drawn, np.flatnonzero(free))
    return drawn


def _draw_group(run: Run, group: Group, drawn: Drawn) -> NDArray[np.bool_]:
    """Serve the rows of a group that should not be drawn freely; say which these are."""
    vectors, kinds = group.speaker.vectors(run.demand, run.fields, group.at)
    choice = Choice(kinds, group.speaker.outlook(run.demand, vectors))
    _check_room(run, group, choice)
    crowded = (choice.outlook.texts < _CROWDED * group.total) & (run.unique and not run.repeat)
    fitted = ~crowded & (choice.outlook.share < _FEW)
    if crowded.any():
        _deal(run, group, drawn, np.flatnonzero(crowded[kinds]), choice)
    if fitted.any():
        _draw_fitted(run, group, drawn, np.flatnonzero(fitted[kinds]), choice)
    return (crowded | fitted)[kinds]


def _check_room(run: Run, group: Group, choice: Choice) -> None:
    texts = choice.outlook.texts
    wanted = np.bincount(choice.kinds, minlength=len(texts))
    least = wanted if run.unique and not run.repeat else np.minimum(wanted, 1)
    short = np.flatnonzero(texts < least)
    if len(short):
        worst = int(short[np.argmin(texts[short] - wanted[short])])
        raise _too_few(run, group, int(texts[worst]), int(wanted[worst]))


def _too_few(run: Run, group: Group, texts: int, wanted: int) -> RecipeError:
    return RecipeError(
        f"only {texts:,} texts {run.demand.in_words}, {wanted:,} wanted",
        place=group.situation() or None,
        found="rounds before this one count too" if run.after else None,
        hint="widen the window, want fewer rows, or add words to the grammar",
    )


def _chunks(rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def _draw_freely(run: Run, drawn: Drawn, waiting: NDArray[np.int64]) -> None:
    """Draw by weight, again and again until every row has a text that fits and that no other place gives first."""
    cells = np.array([group.speaker.plan.cell for group in run.groups], np.int32)[run.group_of]
    depth = max((group.speaker.plan.depth for group in run.groups), default=0)
    for attempt in range(_ATTEMPTS):
        missed = []
        for rows in _chunks(waiting):
            arrivals = _arrive(run, drawn, rows, attempt)
            lines, repeats = run.planner.program.run(arrivals, cells[rows], width=drawn.width, depth=depth)
            good = _settle(run, drawn, _fits(run, lines, rows), repeats, attempt)
            drawn.put(rows, lines, good)
            missed.append(rows[~good])
        waiting = np.concatenate(missed) if missed else waiting[:0]
        if not len(waiting):
            return
    raise _ran_out(run, waiting)


def _arrive(run: Run, drawn: Drawn, rows: NDArray[np.int64], attempt: int) -> Arrivals:
    """Give rows their places: those of an attempt are a permutation of a range that no other attempt uses.

    All situations begin with the same path and no two rows with the same place. Where the urns are alike in two
    situations, their texts are different too.
    """
    if not run.unique:
        key = np.uint64(digest(run.key, attempt) & _LOW)
        with np.errstate(over="ignore"):
            return Arrivals(mix64(mix64(run.numbers[rows].astype(np.uint64) * _PHI + key) + key), None)
    places = np.empty(len(rows), np.uint64)
    groups = run.group_of[rows]
    for place, group in enumerate(run.groups):
        mine = slice(None) if group.shared else np.flatnonzero(groups == place)
        shuffle = Permutation(group.total, digest(group.key, "rows", attempt))
        first = run.after + attempt * run.total + group.first
        places[mine] = (shuffle(run.numbers[rows[mine]]) + first).astype(np.uint64)
        if group.shared:
            break
    drawn.places = max(drawn.places, int(places.max(initial=np.uint64(0))) + 1)
    return Arrivals(np.full(len(rows), np.uint64(digest(run.key, "paths") & _LOW)), places)


def _fits(run: Run, lines: Lines, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    good = np.ones(len(rows), bool)
    if run.demand.open:
        return good
    pool = run.planner.pool
    assembly = Assembly(lines, rows, pool.now, pool.blanks, run.fields)
    if run.demand.measured:
        lengths = assembly.lengths(unit=run.demand.unit)
        good &= (lengths >= run.demand.low) & (lengths <= run.demand.high)
    for slots in run.elements:
        good &= assembly.holds(slots)
    return good


def _settle(
    run: Run, drawn: Drawn, good: NDArray[np.bool_], repeats: NDArray[np.uint64] | None, attempt: int
) -> NDArray[np.bool_]:
    """Send rows whose text another place gives first on to another attempt, unless weights come before uniqueness."""
    if repeats is None:
        return good
    taken = good & (repeats > 0)
    if run.repeat:
        drawn.repeated += int(taken.sum())
        return good
    if attempt == 0:
        drawn.moved += int(taken.sum())
    return good & ~taken


def _ran_out(run: Run, waiting: NDArray[np.int64]) -> RecipeError:
    group = run.groups[int(run.group_of[waiting[0]])]
    return RecipeError(
        "the texts ran out",
        place=group.situation() or None,
        expected=f"texts for {len(run.numbers):,} rows",
        found=f"{len(waiting):,} rows without one",
        hint="add words to the grammar, or allow repeats",
    )


def _draw_fitted(run: Run, group: Group, drawn: Drawn, waiting: NDArray[np.int64], choice: Choice) -> None:
    """Draw among the derivations that fit; only those that another place gives first are drawn again."""
    plan = group.speaker.fitted(run.demand, uniform=False)
    marks = np.array([digest(fits.tobytes().hex()) & _LOW for fits in choice.outlook.fits], np.uint64)
    for attempt in range(_ATTEMPTS):
        missed = []
        for part in _chunks(waiting):
            rows, kinds = group.at[part], choice.kinds[part]
            came = _arrive(run, drawn, rows, attempt)
            arrivals = Arrivals(mix64(came.paths ^ marks[kinds]), came.places)
            numbers, repeats = plan.numbers(arrivals, kinds, choice.outlook.fits)
            good = _settle(run, drawn, np.ones(len(part), bool), repeats, attempt)
            drawn.put(rows, Lines.of(numbers), good)
            missed.append(part[~good])
        waiting = np.concatenate(missed) if missed else waiting[:0]
        if not len(waiting):
            return
    raise _ran_out(run, group.at[waiting])


def _deal(run: Run, group: Group, drawn: Drawn, part: NDArray[np.int64], choice: Choice) -> None:
    """Give the texts out one by one where there are few: then the weights cannot hold anyway."""
    drawn.uniform += len(part)
    plan = group.speaker.fitted(run.demand, uniform=True)
    for kind in np.unique(choice.kinds[part]).tolist():
        rows = group.at[part[choice.kinds[part] == kind]]
        texts = int(choice.outlook.texts[kind])
        first = _ranks(run, group, rows, texts) + run.after
        if int(first.max()) >= texts:
            raise _too_few(run, group, texts, int(first.max()) + 1)
        places = Permutation(texts, digest(group.key, "each once", kind))(first)
        drawn.places = max(drawn.places, int(first.max()) + 1)
        arrivals = Arrivals(np.zeros(len(rows), np.uint64), places.astype(np.uint64))
        numbers, _ = plan.numbers(arrivals, np.full(len(rows), kind), choice.outlook.fits)
        drawn.put(rows, Lines.of(numbers), np.ones(len(rows), bool))


def _ranks(run: Run, group: Group, rows: NDArray[np.int64], texts: int) -> NDArray[np.int64]:
    """Number the rows so that no two share a text; by their own numbers where there are texts enough for that."""
    alike = not (run.demand.measured and group.speaker.fields)
    if texts >= run.after + group.total or (alike and group.dense):
        return run.numbers[rows]
    if group.whole:
        ranks = np.empty(len(rows), np.int64)
        ranks[np.argsort(run.numbers[rows], kind="stable")] = np.arange(len(rows))
        return ranks
    raise RecipeError(
        f"{texts:,} texts for up to {group.total:,} rows cannot be given out in slices",
        place=group.situation() or None,
        hint="render all rows in one call, give a census, or allow repeats",
    )
