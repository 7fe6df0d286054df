"""Synthesizers as documents of plain values and arrays."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from nonesuch.generators.synthesizers.metadata import metadata_to_sdv

if TYPE_CHECKING:
    from nonesuch.generators.synthesizers.synthesizer import Synthesizer

__all__ = ["to_document"]


def to_document(synthesizer: Synthesizer) -> dict[str, Any]:
    """Describe a synthesizer by plain values and arrays.

    Args:
        synthesizer: The synthesizer.

    Returns:
        What `load_synthesizer` reads.

    Raises:
        UsageError: If a constraint is code.
    """
    return {
        "engine": synthesizer.engine,
        "names": list(synthesizer.names),
        "fields": [[name, field.to_dict()] for name, field in synthesizer.table.fields.items()],
        "model": synthesizer.model.to_dict(),
        "generated": [[name, column.to_dict()] for name, column in synthesizer.generated.items()],
        "constraints": [rule.to_dict() for rule in synthesizer.constraints],
        "metadata": metadata_to_sdv(synthesizer.metadata),
        "kind": asdict(synthesizer.kind),
        "dtypes": dict(synthesizer.dtypes),
        "label": synthesizer.label,
        "privacy": dict(synthesizer.privacy),
    }
