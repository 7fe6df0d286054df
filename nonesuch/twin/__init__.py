"""The statistical twin of a real table: fitted, sampled, judged, and released only if the gate passes."""

from nonesuch.twin.labels import DIFFERENTIALLY_PRIVATE, EMPIRICALLY_TESTED, NOT_DERIVED
from nonesuch.twin.release import TwinResult, twin

__all__ = ["DIFFERENTIALLY_PRIVATE", "EMPIRICALLY_TESTED", "NOT_DERIVED", "TwinResult", "twin"]
