"""All commands of the program; importing this registers them."""

from nonesuch.cli import augment, check, domains, generate, text, twin, validate

__all__ = ["augment", "check", "domains", "generate", "text", "twin", "validate"]
