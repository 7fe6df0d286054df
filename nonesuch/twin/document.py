"""The report of a twin as plain data."""

from __future__ import annotations

import math
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from nonesuch.generators.identifiers import find_identifiers
from nonesuch.generators.synthesizers.constraints import find_constraints
from nonesuch.twin.labels import label_of

if TYPE_CHECKING:
    from nonesuch.twin.made import Made
    from nonesuch.twin.order import Order

__all__ = ["document_of"]


def document_of(source: str, made: Made, order: Order, *, passed: bool, forced: bool) -> dict[str, Any]:
    """Set the report of a twin together.

    Args:
        source: Name of the original.
        made: The twin, judged.
        order: What was asked for.
        passed: Whether it may be released as tested.
        forced: Whether it is released all the same.

    Returns:
        Plain data that JSON can hold.
    """
    document: dict[str, Any] = _plain(
        {
            "source": source,
            "version": version("nonesuch"),
            "engine": order.engine,
            "seed": order.seed,
            "label": label_of(made.privacy),
            "passed": passed,
            "forced": forced,
            "reasons": {name: judgement.verdict.reasons for name, judgement in made.judgements.items()},
            "holdout": order.holdout,
            "privacy": dict(made.privacy),
            "tables": {name: _table_document(name, made) for name in made.judgements},
        }
    )
    return document


def _table_document(name: str, made: Made) -> dict[str, Any]:
    judgement = made.judgements[name]
    fidelity = asdict(judgement.fidelity)
    fidelity["pairs"] = [[*pair, kept] for pair, kept in judgement.fidelity.pairs.items()]
    original = made.originals[name]
    tables = {"train": made.trains[name], "holdout": made.holdouts[name], "twin": made.twins[name]}
    generated = {column for column, entry in made.metadata[name].columns.items() if not entry.learned}
    return {
        "rows": {kind: table.height for kind, table in tables.items()},
        "columns": {column: entry.sdtype for column, entry in made.metadata[name].columns.items()},
        "identifiers": [
            asdict(found)
            for found in find_identifiers(original.select(name for name in original.columns if name in generated))
        ],
        "quasi_identifiers": [asdict(found) if found else None for found in judgement.quasi],
        "offered_constraints": [offer.evidence for offer in find_constraints(original, made.metadata[name])],
        "kept_constraints": [offer.statement for offer in made.kept],
        "left_constraints": [
            {"rule": offer.statement, "holds": offer.holds(made.twins[name], made.metadata[name])}
            for offer in made.left
        ],
        "fidelity": fidelity,
        "checks": [asdict(check) for check in judgement.verdict.checks],
        "canaries": asdict(judgement.canaries) if judgement.canaries else None,
        "power": {"copied": judgement.privacy.copied_leak, "near": judgement.privacy.near_leak},
    }


def _plain(value: Any) -> Any:
    """Reduce a document to what JSON can hold."""
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return round(value, 8) if math.isfinite(value) else None
    return value
