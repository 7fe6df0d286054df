"""Learned tables: engines that fit a real table and sample a twin of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nonesuch.generators.synthesizers.conditions import Condition
from nonesuch.generators.synthesizers.database import DatabaseSynthesizer, load_database
from nonesuch.generators.synthesizers.metadata import Column, Metadata, metadata_from_sdv, metadata_to_sdv
from nonesuch.generators.synthesizers.relationships import Relationship
from nonesuch.generators.synthesizers.restoring import load_synthesizer
from nonesuch.generators.synthesizers.sdtypes import detect_metadata
from nonesuch.generators.synthesizers.sdv import SdvDatabase, SdvSynthesizer
from nonesuch.generators.synthesizers.sequences import SequenceSynthesizer
from nonesuch.generators.synthesizers.synthesizer import Synthesizer

if TYPE_CHECKING:
    from nonesuch.generators.synthesizers.frames import Frame

__all__ = [
    "Column",
    "Condition",
    "DatabaseSynthesizer",
    "Metadata",
    "Relationship",
    "SdvDatabase",
    "SdvSynthesizer",
    "SequenceSynthesizer",
    "Synthesizer",
    "detect_metadata",
    "fit",
    "load_database",
    "load_synthesizer",
    "metadata_from_sdv",
    "metadata_to_sdv",
]


def fit(engine: str, frame: Frame, **options: Any) -> Synthesizer | SdvSynthesizer:
    """Fit an engine to a table.

    Args:
        engine: ``tree``, ``copula``, ``private``, or one of SDV's (``sdv:ctgan`` and so on) where it is installed.
        frame: Shape (n, columns), pandas or polars.
        **options: As for `Synthesizer.fit` or `SdvSynthesizer.fit`.

    Returns:
        The synthesizer.

    Raises:
        DataError: If the table is empty, cannot be read, or breaks a constraint.
        UsageError: If an engine, a column or a setting is unknown.
        SystemFault: If SDV is asked for and not installed.
    """
    if engine.startswith("sdv:"):
        return SdvSynthesizer.fit(frame, engine=engine, **options)
    return Synthesizer.fit(frame, engine=engine, **options)
