"""How much a twin is like its original: shapes, pairs, detection, utility, each beside two references."""

from nonesuch.validators.fidelity.report import Fidelity, assess_fidelity

__all__ = ["Fidelity", "assess_fidelity"]
