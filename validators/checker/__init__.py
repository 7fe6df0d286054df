"""Judging: contracts and rules bound together, verdicts."""

from nonesuch.validators.checker.checker import Checker
from nonesuch.validators.checker.combiner import Combiner
from nonesuch.validators.checker.partial import Partial
from nonesuch.validators.checker.verdict import Result, Verdict

__all__ = ["Checker", "Combiner", "Partial", "Result", "Verdict"]
