"""Learned tables: engines that fit a real table and sample a twin of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nonesuch.generators.synthesizers.conditions import Condition
from nonesuch.generators.synthesizers.metadata import Column, Metadata, metadata_from_sdv, metadata_to_sdv
from nonesuch.generators.synthesizers.restoring import load_synthesizer
from nonesuch.generators.synthesizers.sdtypes import detect_metadata
from nonesuch.generators.synthesizers.synthesizer import Synthesizer

if TYPE_CHECKING:
    from nonesuch.generators.synthesizers.frames import Frame

__all__ = [
    "Column",
    "Condition",
    "Metadata",
    "Synthesizer",
    "detect_metadata",
    "fit",
    "load_synthesizer",
    "metadata_from_sdv",
    "metadata_to_sdv",
]


def fit(engine: str, frame: Frame, **options: Any) -> Synthesizer:
    """Fit an engine to a table.

    Args:
        engine: ``tree``, ``copula`` or ``private``.
        frame: Shape (n, columns), pandas or polars.
        **options: As for `Synthesizer.fit`.

    Returns:
        The synthesizer.

    Raises:
        DataError: If the table is empty, cannot be read, or breaks a constraint.
        UsageError: If an engine, a column or a setting is unknown.
    """
    return Synthesizer.fit(frame, engine=engine, **options)
