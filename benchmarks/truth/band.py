"""The band a figure must lie in."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Band", "at_least", "at_most", "between", "exactly"]


@dataclass(frozen=True)
class Band:
    """A closed interval; None leaves a side open.

    Example:
        >>> str(Band(8.0, 25.0)), str(Band(None, 5.0)), 30 in Band(8.0, 25.0)
        ('8 to 25', 'at most 5', False)
    """

    low: float | None
    high: float | None

    def __contains__(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        if self.low is None:
            return f"at most {self.high:g}"
        if self.high is None:
            return f"at least {self.low:g}"
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"


def between(low: float, high: float) -> Band:
    """From low to high, both within."""
    return Band(low, high)


def at_least(low: float) -> Band:
    """From low upwards."""
    return Band(low, None)


def at_most(high: float) -> Band:
    """From nothing up to high; for figures that cannot be negative."""
    return Band(None, high)


def exactly(value: float) -> Band:
    """One value and no other."""
    return Band(value, value)
