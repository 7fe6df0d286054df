"""Defects made on purpose, with the answer key."""

from nonesuch.validators.inject.injector import Injection, inject
from nonesuch.validators.inject.proof import Proof, prove

__all__ = ["Injection", "Proof", "inject", "prove"]
