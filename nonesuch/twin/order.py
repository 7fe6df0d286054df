"""What a twin is asked to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nonesuch.generators.synthesizers import Metadata, Relationship
    from nonesuch.generators.synthesizers.constraints import Constraint
    from nonesuch.validators.privacy import GateThresholds

__all__ = ["Order"]


@dataclass(frozen=True)
class Order:
    """What was asked for; see `nonesuch.twin.release.twin`.

    Attributes:
        engine: ``tree``, ``copula`` or ``private``.
        label: Column that later users will predict.
        rows: How many rows; None for as many as the original.
        holdout: Share of rows kept back.
        seed: Of the split, the sample and the attacks.
        metadata: By table, what is known about columns.
        constraints: Rules to keep.
        relationships: Which rows belong to which; None: they are found.
        thresholds: What the gate asks for.
        learners: Whether detection and utility are measured.
        options: Settings of the engine.
        keep: Whether rules that every row is found to keep are imposed on the twin.
        bounds: By column of numbers its public bounds, for the private engine.
    """

    engine: str
    label: str | None
    rows: int | None
    holdout: float
    seed: int
    metadata: Mapping[str, Metadata]
    constraints: Sequence[Constraint]
    relationships: Sequence[Relationship] | None
    thresholds: GateThresholds | None
    learners: bool
    options: Mapping[str, Any]
    keep: bool = False
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
