"""Alternatives that say the same because a part of one falls away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonesuch.generators.text.template import LEVELS

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from nonesuch.generators.text.pieces import Chain
    from nonesuch.generators.text.template import Alternative

__all__ = ["told_apart"]


def told_apart(built: Sequence[tuple[int, Alternative, Chain]], level: int) -> list[tuple[int, Alternative, Chain]]:
    """Leave out what repeats another alternative only because a part of it falls away.

    Parts fall away because the level does not tell them, or because a value is missing. What repeats another without
    such a reason stays: that is the author's mistake, and reported.

    Args:
        built: Places, alternatives and what they say.
        level: Index of the level of detail.

    Returns:
        Those that are told apart, in their order.
    """
    below = level < len(LEVELS) - 1
    cut = [below or alternative.falls_away for _, alternative, _ in built]
    if not any(cut):
        return list(built)
    said: set[str] = set()
    seen: set[Hashable] = set()
    kept = []
    for place in sorted(range(len(built)), key=cut.__getitem__):
        chain = built[place][2]
        texts = set(chain.plain_texts()) if chain.parts else {""}
        signature = chain.signature if below else None
        if cut[place] and (texts & said or (below and signature in seen)):
            continue
        said |= texts
        seen.add(signature)
        kept.append(place)
    return [built[place] for place in sorted(kept)]
