"""All commands of the program; importing this registers them."""

from nonesuch.cli import domains, generate, seed, twin

__all__ = ["domains", "generate", "seed", "twin"]
