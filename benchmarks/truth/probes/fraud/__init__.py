"""Probes of card payments and of the frauds among them."""

from benchmarks.truth.probes.fraud import labels, lives, merchants, money, places, rhythm

__all__ = ["PROBES"]

PROBES = (*lives.PROBES, *rhythm.PROBES, *money.PROBES, *merchants.PROBES, *places.PROBES, *labels.PROBES)
