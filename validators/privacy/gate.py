"""The gate: written thresholds that pass or refuse a release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nonesuch.validators.privacy.check import Check
from nonesuch.validators.privacy.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nonesuch.validators.privacy.attacks import Risk
    from nonesuch.validators.privacy.canaries import CanaryAudit
    from nonesuch.validators.privacy.copies import Copies
    from nonesuch.validators.privacy.report import Privacy

__all__ = ["GateThresholds", "Verdict", "judge"]

_KNOWN = 0.5


@dataclass(frozen=True)
class GateThresholds:
    """What a release must meet.

    Attributes:
        p: A test against the hold-out fails below this probability: 0.01, shared by the five tests.
        share: The share of rows nearer to training fails if its interval lies above this.
        auc: The membership attack fails if the upper bound of its AUC lies above this.
        risk: Singling out, linkability and inference fail if their upper bounds lie above this (EMA policy 0070 and
            Health Canada take 0.09 as the highest risk of re-identification).
        holdout_rows: A smaller hold-out proves nothing, and fails.
    """

    p: float = 0.002
    share: float = 0.55
    auc: float = 0.55
    risk: float = 0.09
    holdout_rows: int = 200


@dataclass(frozen=True)
class Verdict:
    """What the gate says.

    Attributes:
        passed: Whether every check that can refuse passes.
        checks: All checks, in order.
        reasons: Names of the checks that refuse.
    """

    passed: bool
    checks: tuple[Check, ...]
    reasons: tuple[str, ...]


def judge(
    privacy: Privacy,
    *,
    canaries: CanaryAudit | None = None,
    identifiers: Sequence[str] = (),
    real_ids: int | None = None,
    epsilon: float | None = None,
    thresholds: GateThresholds | None = None,
) -> Verdict:
    """Judge a twin.

    Args:
        privacy: The measures.
        canaries: The canary audit, if one was made.
        identifiers: Columns of the twin that still identify; none may be left.
        real_ids: How many made ids are real ones too; none may be, unless the twin is differentially private: it is not
            to know which ids are real. None if nobody looked.
        epsilon: What is claimed, for a differentially private twin.
        thresholds: What must be met.

    Returns:
        The verdict.
    """
    limits = thresholds or GateThresholds()
    checks = [
        *_structure(privacy, identifiers, limits),
        *_real_ids(real_ids, epsilon),
        *_copies(privacy, limits),
        *_closeness(privacy, limits),
        *_risks(privacy, limits),
        *_domain(privacy),
        *_canaries(canaries, epsilon),
    ]
    reasons = tuple(check.name for check in checks if check.passed is False)
    return Verdict(not reasons, tuple(checks), reasons)


def _structure(privacy: Privacy, identifiers: Sequence[str], limits: GateThresholds) -> list[Check]:
    rows = privacy.holdout_rows
    return [
        Check(
            "rows of the hold-out", rows, None, None, None, None, f"at least {limits.holdout_rows}",
            rows >= limits.holdout_rows,
        ),
        Check("columns that identify", len(identifiers), None, None, None, None, "none", not identifiers),
    ]  # fmt: skip


def _real_ids(count: int | None, epsilon: float | None) -> list[Check]:
    if count is None:
        return []
    limit, passed = ("none", count == 0) if epsilon is None else ("reported", None)
    return [Check("made ids that real rows have", count, 0.0, None, None, None, limit, passed)]


def _copies(privacy: Privacy, limits: GateThresholds) -> list[Check]:
    def check(name: str, copies: Copies) -> Check:
        low, high = wilson(copies.twin, copies.twin_rows)
        share, chance = copies.twin / copies.twin_rows, copies.holdout / copies.holdout_rows
        return Check(name, share, chance, low, high, copies.p, f"p >= {limits.p}", copies.p >= limits.p)

    return [
        check("exact copies of training rows", privacy.exact),
        check("exact copies of rows that stand once", privacy.once),
        check("copies but for one column", privacy.near),
    ]


def _closeness(privacy: Privacy, limits: GateThresholds) -> list[Check]:
    near, attack = privacy.closeness, privacy.membership
    return [
        Check(
            "share nearer to training than to the hold-out", near.share, 0.5, near.low, near.high, None,
            f"lower bound <= {limits.share}", near.low <= limits.share,
        ),
        Check(
            "share as near as the hold-out's nearest 2 %", near.tail, near.tail_holdout, None, None, near.tail_p,
            f"p >= {limits.p}", near.tail_p >= limits.p,
        ),
        Check(
            "membership attack, AUC", attack.auc, 0.5, attack.low, attack.high, None,
            f"upper bound <= {limits.auc}", attack.high <= limits.auc,
        ),
        Check(
            "membership attack, true positives at few false ones", attack.true_positives, attack.false_positives, None,
            None, attack.p, f"p >= {limits.p}", attack.p >= limits.p,
        ),
        Check(
            "membership attack on isolated records, AUC", attack.isolated_auc, 0.5, None, None, None, "reported", None
        ),
        *_rare_membership(privacy.rare_membership, limits),
    ]  # fmt: skip


def _rare_membership(found: tuple[float, float, float] | None, limits: GateThresholds) -> list[Check]:
    if found is None:
        return []
    name, limit = "membership attack on the label's rare classes, AUC", f"lower bound <= {limits.auc}"
    return [Check(name, found[0], 0.5, found[1], found[2], None, limit, found[1] <= limits.auc)]


def _risks(privacy: Privacy, limits: GateThresholds) -> list[Check]:
    def check(name: str, risk: Risk) -> Check:
        if risk.control > _KNOWN:
            limit = "reported: guessed without the twin"
            return Check(name, risk.risk, risk.control, None, risk.high, None, limit, None)
        limit = f"upper bound <= {limits.risk}"
        return Check(name, risk.risk, risk.control, None, risk.high, None, limit, risk.high <= limits.risk)

    return [
        check("singling out, risk over the hold-out", privacy.singling_out),
        check("linkability, risk over the hold-out", privacy.linkability),
        *(check(f"inference of {column}, risk over the hold-out", risk) for column, risk in privacy.inference.items()),
    ]


def _domain(privacy: Privacy) -> list[Check]:
    found = privacy.domain
    strange, rare = sum(found.strange.values()), sum(found.rare_levels.values())
    return [
        Check("values outside the training table's domain", strange, 0.0, None, None, None, "reported", None),
        Check("levels of fewer than k training rows", rare, 0.0, None, None, None, "none", rare == 0),
        Check("single rows' minima and maxima", len(found.extremes), 0.0, None, None, None, "none", not found.extremes),
    ]


def _canaries(audit: CanaryAudit | None, epsilon: float | None) -> list[Check]:
    if audit is None:
        return []
    checks = [
        Check("canaries' marks that came out", audit.emitted, 0.0, None, None, None, "none", audit.emitted == 0),
        Check(
            "planted against unplanted canaries, AUC", audit.auc, 0.5, audit.low, audit.high, None,
            "lower bound <= 0.55", audit.low <= 0.55,
        ),
    ]  # fmt: skip
    if epsilon is not None:
        checks.append(
            Check(
                "epsilon proved by canaries", audit.epsilon, None, None, None, None, f"<= {epsilon:g} as claimed",
                audit.epsilon <= epsilon,
            )
        )  # fmt: skip
    return checks
