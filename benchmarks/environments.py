"""Environments of the peers: each generator is installed into one of its own, outside the repository."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["answer", "commit", "install", "programs_of", "version_of"]


def programs_of(name: str, folder: Path | None) -> Path | None:
    """Folder of a peer's programs; None if the peer is not installed.

    Args:
        name: Name of the peer.
        folder: Folder of the peers' environments.

    Returns:
        The ``bin`` folder of its environment.
    """
    programs = None if folder is None else folder / name / "bin"
    return programs if programs and (programs / "python").exists() else None


def install(name: str, packages: Sequence[str], folder: Path) -> bool:
    """Install packages into an environment, made if there is none.

    Args:
        name: Name of the peer.
        packages: What pip shall install.
        folder: Folder of the peers' environments.

    Returns:
        True if pip succeeded.
    """
    home = folder / name
    if programs_of(name, folder) is None:
        venv.create(home, with_pip=True)
    return (
        subprocess.run([home / "bin" / "python", "-m", "pip", "install", "--quiet", *packages], check=False).returncode
        == 0
    )


def answer(programs: Path, question: str) -> str:
    """What a Python expression is in an environment; ``version`` and ``python_version`` are there to be called."""
    code = f"from importlib.metadata import version; from platform import python_version; print({question})"
    return subprocess.run([programs / "python", "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def version_of(distribution: str, programs: Path) -> str:
    """Installed version of a distribution."""
    return answer(programs, f"version({distribution!r})")


def commit() -> str:
    """The commit that is checked out, in ten digits."""
    command = ["git", "rev-parse", "--short=10", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    return done.stdout.strip() or "an unknown commit"
