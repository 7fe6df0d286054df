"""Counted things in words: one row, two rows."""

from __future__ import annotations

__all__ = ["counted"]


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with the name of what is counted.

    Args:
        number: How many.
        one: The name of one of them.
        many: The name of several; ``one`` with an s if None.

    Returns:
        Thousands are parted by commas.

    Example:
        >>> counted(1, "view"), counted(0, "view"), counted(1200, "family", "families")
        ('1 view', '0 views', '1,200 families')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
