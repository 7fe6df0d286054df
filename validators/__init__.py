"""How rows are judged: contracts, rules, fidelity, privacy, diversity."""

from nonesuch.validators.checker import Checker, Combiner, Partial, Result, Verdict
from nonesuch.validators.contract import Contract, load_contract, load_contracts, models, to_records
from nonesuch.validators.inject import Injection, Proof, inject, prove
from nonesuch.validators.rules import RuleBook, load_rules

__all__ = [
    "Checker",
    "Combiner",
    "Contract",
    "Injection",
    "Partial",
    "Proof",
    "Result",
    "RuleBook",
    "Verdict",
    "inject",
    "load_contract",
    "load_contracts",
    "load_rules",
    "models",
    "prove",
    "to_records",
]
