"""Probes of medical records."""

from benchmarks.truth.probes.medical import care, codes, conditions, medicines, people, visits, vitals

__all__ = ["PROBES"]

PROBES = (
    *people.PROBES,
    *vitals.PROBES,
    *conditions.PROBES,
    *visits.PROBES,
    *codes.PROBES,
    *medicines.PROBES,
    *care.PROBES,
)
