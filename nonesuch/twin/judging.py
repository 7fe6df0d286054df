"""Judging one twin table against the rows it was fitted on and the rows it never saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.generators.identifiers import find_identifiers, quasi_identifiers
from nonesuch.generators.synthesizers.codes.moment import read_moments
from nonesuch.twin.fresh_ids import count_real_ids, id_columns
from nonesuch.validators.fidelity import Fidelity, assess_fidelity
from nonesuch.validators.privacy import (
    CanaryAudit,
    GateThresholds,
    Privacy,
    Verdict,
    assess_privacy,
    audit_canaries,
    judge,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.generators.identifiers import QuasiIdentifiers
    from nonesuch.generators.synthesizers import Metadata

__all__ = ["Judgement", "comparable", "judge_table"]

_AUDITED = 20_000
_DIRECT = {"card", "email", "iban", "ip", "mac", "phone", "ssn", "url", "uuid"}


@dataclass(frozen=True)
class Judgement:
    """All that was found about one table.

    Attributes:
        fidelity: How much the twin is like its original.
        privacy: What it gives away.
        canaries: What planted rows gave away; None if no audit was made.
        verdict: What the gate says.
        quasi: How few rows share a combination of quasi-identifiers, in the original and in the twin.
    """

    fidelity: Fidelity
    privacy: Privacy
    canaries: CanaryAudit | None
    verdict: Verdict
    quasi: tuple[QuasiIdentifiers | None, QuasiIdentifiers | None]


def comparable(table: pl.DataFrame, metadata: Metadata) -> pl.DataFrame:
    """Read moments and numbers that come as texts, so that they are compared as what they are.

    Args:
        table: Shape (n, columns).
        metadata: What the columns are.

    Returns:
        Shape (n, columns).
    """
    read = []
    for series in table:
        column = metadata.columns.get(series.name)
        if column is not None and series.dtype == pl.String and column.sdtype == "datetime":
            read.append(read_moments(series, column.format))
        elif column is not None and series.dtype == pl.String and column.sdtype == "numerical":
            read.append(series.str.strip_chars().cast(pl.Float64, strict=False))
        else:
            read.append(series)
    return pl.DataFrame(read)


def judge_table(
    train: pl.DataFrame,
    holdout: pl.DataFrame,
    twin: pl.DataFrame,
    metadata: Metadata,
    *,
    original: pl.DataFrame | None = None,
    label: str | None = None,
    synthesize: Callable[[pl.DataFrame, int], pl.DataFrame] | None = None,
    epsilon: float | None = None,
    thresholds: GateThresholds | None = None,
    learners: bool = True,
    seed: int = 0,
) -> Judgement:
    """Measure fidelity and privacy of a twin table, and let the gate judge.

    Args:
        train: Shape (n, columns), the rows it was fitted on.
        holdout: Shape (h, columns), rows it never saw.
        twin: Shape (m, columns).
        metadata: What the columns are; only learned ones are compared.
        original: All real rows, whose ids the twin should not have; None if it has no ids.
        label: Column for utility.
        synthesize: Fits a table and draws as many rows; for the canary audit.
        epsilon: What a differentially private twin claims.
        thresholds: What the gate asks for.
        learners: Whether to train classifiers, which takes scikit-learn.
        seed: Of samples and attacks.

    Returns:
        The judgement.

    Raises:
        DataError: If there are too few rows.
        SystemFault: If scikit-learn is wanted and not installed.
    """
    columns = [name for name in train.columns if metadata.columns[name].learned]
    tables = [comparable(table, metadata) for table in (train, holdout, twin)]
    label = label if label in columns else None
    fidelity = assess_fidelity(*tables, columns=columns, label=label, seed=seed, learners=learners)
    privacy = assess_privacy(*tables, columns=columns, label=label, seed=seed)
    canaries = _audit(train, metadata, columns, synthesize, seed) if synthesize else None
    left = _still_identifying(twin, columns)
    real = None if original is None else count_real_ids(twin, original, id_columns(original, metadata))
    verdict = judge(privacy, canaries=canaries, identifiers=left, real_ids=real, epsilon=epsilon, thresholds=thresholds)
    quasi = quasi_identifiers(train.select(columns)), quasi_identifiers(twin.select(columns))
    return Judgement(fidelity, privacy, canaries, verdict, quasi)


def _still_identifying(twin: pl.DataFrame, columns: list[str]) -> list[str]:
    """Learned columns of the twin whose values follow the pattern of a direct identifier."""
    found = find_identifiers(twin.select(columns))
    return [finding.column for finding in found if finding.kind in _DIRECT]


def _audit(
    train: pl.DataFrame,
    metadata: Metadata,
    columns: list[str],
    synthesize: Callable[[pl.DataFrame, int], pl.DataFrame],
    seed: int,
) -> CanaryAudit:
    rows = train.select(columns).head(_AUDITED)
    return audit_canaries(comparable(rows, metadata), synthesize, columns=columns, seed=seed)
