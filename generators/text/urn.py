"""Drawing from urns by place: weighted, without repeats, in any order, with nothing to remember.

A *place* numbers the texts of a run; a *path* is a hash of the choices a text has made so far. At every choice stands
an urn with whole numbers of balls. The texts that come along the same path to an urn take its balls in turn, from a
ball on that the path decides; when it is empty it is filled again. So

* the shares of the alternatives are exact over every emptied urn, and within one ball on the way,
* a text leaves an urn with a smaller place: how many texts have taken its alternative before it.

A text that arrives at the end with place 0 is the first of its derivation; with place r > 0 it is a repeat. The map
from places to (derivation, r) is one to one, hence places with r = 0 give every derivation once. Where place and path
come from the row alone (place 0, path a hash of the row), the draws are independent and weighted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.randomness import mix64

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Arrivals", "Urns", "step"]

_PHI = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_BITS = 20


@dataclass(frozen=True, eq=False)
class Arrivals:
    """The texts that come to a choice.

    Attributes:
        paths: Hash of the choices made so far, shape (n,), uint64.
        places: How many texts came along the same path before, shape (n,), uint64; None if nobody else ever does.
        halved: Whether the high half of the paths has served a choice already; only where there are no places.
    """

    paths: NDArray[np.uint64]
    places: NDArray[np.uint64] | None
    halved: bool = False

    @cached_property
    def first(self) -> bool:
        """Whether every text is the first on its path."""
        return self.places is None or not self.places.any()

    def take(self, rows: NDArray[np.int64]) -> Arrivals:
        """Some of them, in a new order."""
        places = None if self.places is None else self.places.take(rows)
        return Arrivals(self.paths.take(rows), places, self.halved)


def step(arrivals: Arrivals, picks: NDArray[np.integer], places: NDArray[np.uint64] | None) -> Arrivals:
    """Send every text on along the alternative it has picked.

    Args:
        arrivals: The texts as they came.
        picks: Number of the alternative of each, shape (n,), >= 0.
        places: How many texts picked it before, shape (n,); None for none.

    Returns:
        The texts as they leave.
    """
    paths = _onward(arrivals.paths, _salt(picks))
    if arrivals.places is None:
        return Arrivals(paths, None)
    return Arrivals(paths, np.zeros(len(paths), np.uint64) if places is None else places)


@dataclass(frozen=True, eq=False)
class Urns:
    """Urns side by side, of which every text draws from one.

    Attributes:
        weights: For each urn the balls of its alternatives, >= 1, int64; fewer than 2**20 in one urn.
        totals: Balls in each urn, uint64.
        picks: The alternative of each ball, urn after urn, int32.

    Example:
        >>> urn = Urns.of([np.array([1, 2])])
        >>> texts = Arrivals(np.zeros(6, np.uint64), np.arange(6, dtype=np.uint64))
        >>> picks, left = urn.draw(texts)
        >>> np.bincount(picks).tolist(), sorted(left.places[picks == 1].tolist())
        ([2, 4], [0, 1, 2, 3])
    """

    weights: tuple[NDArray[np.int64], ...]
    totals: NDArray[np.uint64]
    picks: NDArray[np.int32]

    @classmethod
    def of(cls, weights: Sequence[NDArray[np.int64]]) -> Urns:
        """Fill urns.

        Args:
            weights: For each urn the balls of its alternatives.

        Returns:
            The urns.
        """
        return cls((), np.empty(0, np.uint64), np.empty(0, np.int32)).plus(weights)

    def plus(self, weights: Sequence[NDArray[np.int64]]) -> Urns:
        """Put more urns beside these; what is known of these is kept."""
        if not len(weights):
            return self
        totals = np.array([balls.sum() for balls in weights], np.uint64)
        picks = [self.picks, *(_spread(balls.tobytes()) for balls in weights)]
        return Urns((*self.weights, *weights), np.concatenate([self.totals, totals]), np.concatenate(picks))

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return _before(self.totals.astype(np.int64))

    @cached_property
    def _offsets(self) -> NDArray[np.int64]:
        return _before(np.array([len(weights) for weights in self.weights]))

    @cached_property
    def _salts(self) -> NDArray[np.uint64]:
        """What the alternative of each ball adds to a path."""
        return _salt(self.picks)

    @cached_property
    def _flat_weights(self) -> NDArray[np.uint64]:
        return np.concatenate(self.weights).astype(np.uint64)

    @cached_property
    def _weighted(self) -> bool:
        return bool((self._flat_weights > 1).any())

    @cached_property
    def _spots(self) -> NDArray[np.int64]:
        """Balls sorted by alternative: number of the alternative, then place of the ball in its urn."""
        urn = np.repeat(np.arange(len(self.weights)), self.totals.astype(np.int64))
        place = np.arange(len(urn)) - self._starts[urn]
        return np.sort(((self._offsets[urn] + self.picks) << _BITS) | place)

    def draw(self, arrivals: Arrivals, which: NDArray[np.integer] | None = None) -> tuple[NDArray[np.int32], Arrivals]:
        """Draw an alternative for every text.

        Args:
            arrivals: The texts.
            which: The urn of each, shape (n,); None for the first and only one.

        Returns:
            Numbers of the alternatives, and the texts as they leave.
        """
        balls, left = self.draw_balls(arrivals, np.zeros(len(arrivals.paths), np.int64) if which is None else which)
        return self.picks.take(balls), left

    def draw_balls(self, arrivals: Arrivals, which: NDArray[np.integer]) -> tuple[NDArray[np.int64], Arrivals]:
        """Draw a ball for every text.

        Args:
            arrivals: The texts.
            which: The urn of each, shape (n,).

        Returns:
            Numbers of the balls, urn after urn, and the texts as they leave.
        """
        starts, totals = self._starts.take(which), self.totals.take(which)
        if arrivals.places is None:
            balls, left = _draw_alone(arrivals, totals)
            balls += starts
            return balls, left
        balls = _spin(arrivals.paths, totals)
        late, places = np.flatnonzero(arrivals.places), arrivals.places
        if len(late):
            places = np.zeros(len(balls), np.uint64)
            balls[late], places[late] = self._draw_late(arrivals.take(late), which.take(late))
        balls += starts
        return balls, Arrivals(_onward(arrivals.paths, self._salts.take(balls)), places)

    def _draw_late(self, late: Arrivals, urns: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Draw for texts that are not the first on their path: the ball of each, and its place as it leaves."""
        rounds, spin, ball = self._turn(late, self.totals.take(urns))
        if not self._weighted:
            return ball, rounds
        numbers = self.picks.take(self._starts.take(urns) + ball) + self._offsets.take(urns)
        return ball, self._count(numbers, rounds, spin, ball)

    @staticmethod
    def _turn(
        late: Arrivals, totals: NDArray[np.uint64]
    ) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
        """Give later texts the balls after those of earlier ones.

        Returns:
            How often their urns were emptied before, the ball their round began with, and the ball of each.
        """
        assert late.places is not None
        rounds = late.places // totals
        again = np.flatnonzero(rounds)
        paths = late.paths.copy()
        with np.errstate(over="ignore"):
            paths[again] = mix64(paths.take(again) + rounds.take(again) * _PHI)
            spin = _spin(paths, totals)
            ball = late.places - rounds * totals + spin.astype(np.uint64)
            ball = np.minimum(ball, ball - totals)  # modulo: below the total the difference wraps round and is larger
        return rounds, spin, ball.astype(np.int64)

    def _count(
        self, numbers: NDArray[np.int64], rounds: NDArray[np.uint64], spin: NDArray[np.int64], ball: NDArray[np.int64]
    ) -> NDArray[np.uint64]:
        """Count the texts that picked the same before: all balls of earlier rounds, and some of this one."""
        weights = self._flat_weights.take(numbers)
        some = np.flatnonzero(weights > 1)
        marks = numbers[some] << _BITS
        behind = np.searchsorted(self._spots, marks | ball[some]) - np.searchsorted(self._spots, marks | spin[some])
        counted = rounds * weights
        counted[some] += (behind % weights[some].astype(np.int64)).astype(np.uint64)
        return counted


def _draw_alone(arrivals: Arrivals, totals: NDArray[np.uint64]) -> tuple[NDArray[np.int64], Arrivals]:
    """Draw for texts whose paths nobody shares: what they chose need not be known, and a hash serves two choices."""
    if arrivals.halved:
        with np.errstate(over="ignore"):
            left = Arrivals(mix64(arrivals.paths + _PHI), None)
        return (((arrivals.paths & _LOW) * totals) >> _HALF).astype(np.int64), left
    return _spin(arrivals.paths, totals), Arrivals(arrivals.paths, None, halved=True)


def _salt(picks: NDArray[np.integer]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        return (picks + 1).astype(np.uint64) * _PHI


def _onward(paths: NDArray[np.uint64], salts: NDArray[np.uint64]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        return mix64(paths ^ salts)


def _spin(paths: NDArray[np.uint64], size: NDArray[np.uint64] | np.uint64) -> NDArray[np.int64]:
    """Map hashes to [0, size) by their high half (Lemire, ACM TOMACS 29(1), 2019)."""
    return (((paths >> _HALF) * size) >> _HALF).astype(np.int64)


def _before(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sum the sizes before each."""
    before: NDArray[np.int64] = np.cumsum(sizes) - sizes
    return before


@lru_cache(maxsize=4096)
def _spread(weights: bytes) -> NDArray[np.int32]:
    """Order the balls of an urn so that those of an alternative lie evenly apart, from a mixed beginning on."""
    counts = np.frombuffer(weights, np.int64)
    picks = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    turns = np.arange(len(picks)) - np.repeat(_before(counts), counts)
    phases = mix64(np.arange(1, len(counts) + 1, dtype=np.uint64) * _PHI) >> np.uint64(11)
    spots = (turns + (phases * 2.0**-53)[picks]) / counts[picks]
    return picks[np.argsort(spots, kind="stable")]
