"""All commands of the program; importing this registers them."""

from nonesuch.cli import generate

__all__ = ["generate"]
