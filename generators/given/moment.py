"""Events at a given time: the focus is moved there with its burst, and the rows are put in order again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nonesuch.errors import RecipeError
from nonesuch.generators.batch import gather

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.given.wanted import Wanted
    from nonesuch.generators.rows.events import EventMaker

__all__ = ["Moments", "choose_moments", "move_rows"]

_DAY = 86_400


@dataclass(frozen=True)
class Moments:
    """A wanted moment for each row.

    Attributes:
        second: Shape (rows,), seconds since 1970-01-01.
        log_weight: Shape (rows,), logarithm of how likely an event is there.
    """

    second: NDArray[np.int64]
    log_weight: NDArray[np.float64]


def choose_moments(batch: Batch, maker: EventMaker, u: NDArray[np.float64], wanted: Wanted) -> Moments:
    """Choose a wanted moment for each event.

    A wanted time of day leaves the day as it is; a wanted date leaves the time.

    Args:
        batch: The events.
        maker: What made them.
        u: Shape (rows,), in [0, 1).
        wanted: Moments, dates or times of day, or a range of them.

    Returns:
        The moments; weight 0 outside of the time in which the row's parent has events.

    Raises:
        RecipeError: If something else is wanted.
    """
    now = batch.columns[maker.spec.time].dt.epoch("s").to_numpy()
    low, high = _seconds(wanted)
    pick = np.minimum((u * len(low)).astype(np.int64), len(low) - 1)
    chosen = low[pick] + (u * len(low) % 1 * (high[pick] - low[pick] + 1)).astype(np.int64)
    kind = next(iter(wanted.values), wanted.low)
    if isinstance(kind, time):
        chosen += now // _DAY * _DAY
    elif not isinstance(kind, datetime):
        chosen = chosen // _DAY * _DAY + now % _DAY
    return Moments(chosen, _log_intensity(batch, maker, chosen))


def _seconds(wanted: Wanted) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    pairs = [(value, value) for value in wanted.values] or [(wanted.low, wanted.high)]
    return tuple(np.array([_second(pair[side], wanted) for pair in pairs]) for side in (0, 1))  # type: ignore[return-value]


def _second(value: Any, wanted: Wanted) -> int:
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, datetime):
        return int((value.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001 - local times have no zone
    if isinstance(value, date):
        return (value - date(1970, 1, 1)).days * _DAY
    raise RecipeError(
        "a moment is wanted here", place=wanted.place, expected="a date, a time, or both", found=repr(value)
    )


def _log_intensity(batch: Batch, maker: EventMaker, second: NDArray[np.int64]) -> NDArray[np.float64]:
    parent, owner = _owners(batch)
    stratum = maker.hours.locate(parent)
    rows = np.zeros(batch.size, dtype=np.int64) if stratum is None else stratum[owner].astype(np.int64)
    hours = maker.hours.weights.log_probability(second % _DAY // 3600, rows)
    with np.errstate(divide="ignore"):
        days = np.log(maker.calendar.weight(second // _DAY))
    return np.where(_inside(batch, maker, second), hours + days, -np.inf)


def _owners(batch: Batch) -> tuple[Batch, NDArray[np.integer]]:
    """The rows above, and which of them each event belongs to."""
    link = next(iter(batch.links.values()))
    return link.batch, np.arange(batch.size) if link.index is None else link.index


def _inside(batch: Batch, maker: EventMaker, second: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which moments lie in the time in which their row's parent has events."""
    parent, owner = _owners(batch)
    window = maker.window(parent)
    return np.asarray((second // _DAY >= window.first[owner]) & (second // _DAY < window.last[owner]))


def move_rows(
    batch: Batch, maker: EventMaker, rows: NDArray[np.int64], second: NDArray[np.int64], campaign: str | None
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Move events, and those of the same campaign with them, and put all events in order again.

    Args:
        batch: The events; their columns are changed.
        maker: What made them.
        rows: Shape (m,), places of the events to move.
        second: Shape (m,), where to.
        campaign: Column that numbers campaigns, if there is one.

    Returns:
        The new places of the moved events, and whether each, with those of its campaign, is far enough from its
        neighbours and within the time in which its parent has events; both of shape (m,).
    """
    now = batch.columns[maker.spec.time].dt.epoch("s").to_numpy().copy()
    shift = np.zeros(batch.size, dtype=np.int64)
    shift[rows] = second - now[rows]
    number = np.zeros(batch.size, dtype=np.int64)
    if campaign is not None:
        number = batch.columns[campaign].fill_null(0).to_numpy()
        moved = {int(n): int(s) for n, s in zip(number[rows], shift[rows], strict=True) if n}
        together = pl.Series(number).replace_strict(moved, default=None, return_dtype=pl.Int64)
        shift = np.where(together.is_null().to_numpy(), shift, together.fill_null(0).to_numpy())
    now += shift
    inside = _inside(batch, maker, now)
    owner = _owners(batch)[1]
    order = np.lexsort((now, owner))
    batch.columns[maker.spec.time] = pl.Series(now * 1_000_000).cast(pl.Datetime("us"))
    for name, series in batch.columns.items():
        batch.columns[name] = gather(series, order)
    place = np.empty(batch.size, dtype=np.int64)
    place[order] = np.arange(batch.size)
    fits = inside & _far_enough(now[order], owner, maker.spec.apart_seconds)[place]
    spoilt = np.unique(number[~fits & (number > 0)])
    return place[rows], fits[rows] & ~np.isin(number[rows], spoilt)


def _far_enough(second: NDArray[np.int64], owner: NDArray[np.integer], apart: int) -> NDArray[np.bool_]:
    """Which of the events, in order of owner and time, stand far enough from the one before and the one after."""
    close = (np.diff(second) < apart) & (owner[1:] == owner[:-1])
    return ~(np.append(close, False) | np.append(False, close))[: len(second)]
