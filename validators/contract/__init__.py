"""Contracts: what a valid record is, in JSON Schema, compiled to checks of whole columns."""

from nonesuch.validators.contract.contract import Contract, load_contract, load_contracts
from nonesuch.validators.contract.models import models
from nonesuch.validators.contract.records import to_records

__all__ = ["Contract", "load_contract", "load_contracts", "models", "to_records"]
