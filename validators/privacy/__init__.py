"""How little a twin gives away: tests against a hold-out, attacks, canaries, and a gate with written thresholds."""

from nonesuch.validators.privacy.canaries import CanaryAudit, audit_canaries
from nonesuch.validators.privacy.check import Check
from nonesuch.validators.privacy.gate import GateThresholds, Verdict, judge
from nonesuch.validators.privacy.report import Privacy, assess_privacy

__all__ = [
    "CanaryAudit",
    "Check",
    "GateThresholds",
    "Privacy",
    "Verdict",
    "assess_privacy",
    "audit_canaries",
    "judge",
]
