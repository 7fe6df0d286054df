"""A pack whose statistical core is fitted to private data, while its words and rules stay."""

from nonesuch.fitting.fit import FitResult, fit_pack

__all__ = ["FitResult", "fit_pack"]
