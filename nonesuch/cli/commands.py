"""All commands of the program; importing this registers them."""

from nonesuch.cli import check, domains, generate, twin, validate

__all__ = ["check", "domains", "generate", "twin", "validate"]
