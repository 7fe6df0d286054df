"""All commands of the program; importing this registers them."""

from nonesuch.cli import domains, generate, twin

__all__ = ["domains", "generate", "twin"]
