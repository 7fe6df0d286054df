"""A twin that is made and judged, but not written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from nonesuch.generators.synthesizers import DatabaseSynthesizer, Metadata, Synthesizer
    from nonesuch.generators.synthesizers.constraints import Offer
    from nonesuch.twin.judging import Judgement

__all__ = ["Made"]


@dataclass(frozen=True)
class Made:
    """The twin before it is written; all but the model, the account and the rules by table.

    Attributes:
        model: What drew it.
        trains: Rows that the model was fitted to.
        holdouts: Rows that it never saw.
        twins: Rows that it drew.
        metadata: What the columns are.
        judgements: What was found; of tables with learned columns.
        originals: All real rows.
        privacy: The model's account of the privacy budget; empty if it has none.
        kept: Rules imposed on the twin.
        left: Rules that every real row keeps, and that are not imposed.
    """

    model: Synthesizer | DatabaseSynthesizer
    trains: Mapping[str, pl.DataFrame]
    holdouts: Mapping[str, pl.DataFrame]
    twins: Mapping[str, pl.DataFrame]
    metadata: Mapping[str, Metadata]
    judgements: Mapping[str, Judgement]
    originals: Mapping[str, pl.DataFrame]
    privacy: Mapping[str, Any]
    kept: tuple[Offer, ...] = ()
    left: tuple[Offer, ...] = ()
