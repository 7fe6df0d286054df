"""All commands of the program; importing this registers them."""

from nonesuch.cli import check, domains, generate, seed, twin, validate

__all__ = ["check", "domains", "generate", "seed", "twin", "validate"]
