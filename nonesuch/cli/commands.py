"""All commands of the program; importing this registers them."""

from nonesuch.cli import augment, check, domains, fit, generate, seed, text, twin, validate

__all__ = ["augment", "check", "domains", "fit", "generate", "seed", "text", "twin", "validate"]
