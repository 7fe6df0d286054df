"""The probes, by domain. A new domain is a folder here, a file in ``words/`` and a folder in ``generators/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.truth.probes import common, fraud, medical

if TYPE_CHECKING:
    from benchmarks.truth.probe import Probe

__all__ = ["DOMAINS"]

DOMAINS: dict[str, tuple[Probe, ...]] = {
    "fraud": (*fraud.PROBES, *common.PROBES),
    "medical": (*medical.PROBES, *common.PROBES),
}
