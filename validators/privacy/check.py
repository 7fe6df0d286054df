"""One test of a twin: what was measured, beside what, and whether it passes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Check"]


@dataclass(frozen=True)
class Check:
    """One test.

    Attributes:
        name: What is tested.
        value: What the twin shows.
        baseline: What rows show that the synthesizer never saw; None where there is no such thing.
        low: Lower bound of the value's 95 % interval; None if there is none.
        high: Upper bound.
        p: Probability of such a value or worse if nothing leaks; None if the test has none.
        limit: The threshold, in words.
        passed: Whether it passes; None if it is only reported.
    """

    name: str
    value: float
    baseline: float | None
    low: float | None
    high: float | None
    p: float | None
    limit: str
    passed: bool | None
