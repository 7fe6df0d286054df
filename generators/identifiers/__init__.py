"""Columns that identify persons: found with the evidence, replaced from reserved ranges, counted where they combine."""

from nonesuch.generators.identifiers.detection import Finding, find_identifiers
from nonesuch.generators.identifiers.quasi import QuasiIdentifiers, quasi_identifiers
from nonesuch.generators.identifiers.replacement import replace_identifiers
from nonesuch.generators.identifiers.reserved import KINDS, reserved_values

__all__ = [
    "KINDS",
    "Finding",
    "QuasiIdentifiers",
    "find_identifiers",
    "quasi_identifiers",
    "replace_identifiers",
    "reserved_values",
]
