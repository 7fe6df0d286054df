"""The command line: ``nonesuch --help``."""

from __future__ import annotations

from nonesuch.cli.app import main

__all__ = ["main"]
