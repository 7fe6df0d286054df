"""Bars drawn by hand as SVG, of one frequency or of several side by side."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["bars"]

_WIDTH, _HEIGHT, _BASE = 300, 120, 96
_FILLED = 0.82
"""Part of the width that bars take; the rest stands between the groups."""
_LETTERS = 20


def bars(title: str, names: Sequence[str], shares: Mapping[str, Sequence[float]]) -> str:
    """Draw how a column is spread.

    Args:
        title: What the picture shows.
        names: A name for each group of bars.
        shares: By CSS class (``real``, ``twin``), the share of each group, 0 to 1.

    Returns:
        An SVG element; each bar tells its name and share.

    Example:
        >>> bars("sex", ["f", "m"], {"twin": [0.25, 0.75]}).count("<rect")
        2
        >>> "<title>f: real 25.0%</title>" in bars("sex", ["f"], {"real": [0.25], "twin": [0.5]})
        True
    """
    top = max((max(side) for side in shares.values()), default=0.0) or 1.0
    step = _WIDTH / len(names)
    width = _FILLED / len(shares) * step
    marks = []
    for side, (kind, heights) in enumerate(shares.items()):
        for place, (name, share) in enumerate(zip(names, heights, strict=True)):
            height = share / top * (_BASE - 8)
            x = (place + (1 - _FILLED) / 2) * step + side * width
            tip = f"{name}: {kind} {share:.1%}" if len(shares) > 1 else f"{name}: {share:.1%}"
            marks.append(
                f'<rect class="{kind}" x="{x:.1f}" y="{_BASE - height:.1f}" width="{width:.1f}" '
                f'height="{height:.1f}"><title>{escape(tip)}</title></rect>'
            )
    line = f'<line x1="0" y1="{_BASE}" x2="{_WIDTH}" y2="{_BASE}"/>'
    head = f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"><title>{escape(title)}</title>'
    return f"{head}{''.join(marks)}{line}{_ends(names)}</svg>"


def _ends(names: Sequence[str]) -> str:
    first = f'<text x="0" y="112">{escape(names[0][:_LETTERS])}</text>'
    last = f'<text x="{_WIDTH}" y="112" text-anchor="end">{escape(names[-1][:_LETTERS])}</text>'
    return first + last if len(names) > 1 else first
