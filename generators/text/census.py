"""How many rows of a run are in each situation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.text.questions import Situations

__all__ = ["Census", "rank_rows"]


@dataclass(frozen=True)
class Census:
    """Rows in each situation.

    Attributes:
        counts: Number of rows by the situation's answers.

    Example:
        >>> (Census({(0,): 2}) + Census({(0,): 1, (1,): 5})).counts
        {(0,): 3, (1,): 5}
    """

    counts: Mapping[tuple[int, ...], int] = field(default_factory=dict)

    def __add__(self, other: Census) -> Census:
        """Count the rows of both."""
        together = dict(self.counts)
        for answers, count in other.counts.items():
            together[answers] = together.get(answers, 0) + count
        return Census(together)

    @property
    def total(self) -> int:
        """Rows of all situations."""
        return sum(self.counts.values())

    def before(self, answers: tuple[int, ...]) -> int:
        """Rows of the situations before one, in the order of their answers."""
        return sum(count for other, count in self.counts.items() if other < answers)

    @staticmethod
    def of(situations: Situations) -> Census:
        """Count sorted records."""
        counts = np.bincount(situations.codes, minlength=len(situations.answers)).tolist()
        return Census(dict(zip(situations.answers, counts, strict=True)))


def rank_rows(situations: Situations, before: Census | None) -> NDArray[np.int64]:
    """Number the rows of each situation.

    Args:
        situations: The sorted records, in the order of the run.
        before: Rows of earlier parts of the run.

    Returns:
        The number of each row among those of its situation, shape (n,), int64.
    """
    order = np.argsort(situations.codes, kind="stable")
    codes = situations.codes[order]
    ranks = np.empty(len(codes), np.int64)
    ranks[order] = np.arange(len(codes)) - np.searchsorted(codes, codes)
    first = [before.counts.get(answers, 0) if before else 0 for answers in situations.answers]
    return ranks + np.array(first, np.int64)[situations.codes] if len(codes) else ranks
