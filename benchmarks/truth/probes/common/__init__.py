"""Probes that suit every domain: keys, identifiers, the size that was asked for."""

from benchmarks.truth.probes.common import identifiers, keys

__all__ = ["PROBES"]

PROBES = (*keys.PROBES, *identifiers.PROBES)
