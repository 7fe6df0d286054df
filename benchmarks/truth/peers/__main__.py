"""``python -m benchmarks.truth.peers FOLDER``: install each peer into an environment of its own."""

from __future__ import annotations

import argparse
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.truth.generator import OURS, read_generators
from benchmarks.truth.probes import DOMAINS

if TYPE_CHECKING:
    from benchmarks.truth.generator import Generator


def main() -> int:
    """Install what is missing; a peer that cannot be installed is reported and left out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.truth.peers", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the environments go, outside the repository")
    parser.add_argument("--only", action="append", help="name of a peer; again for each")
    options = parser.parse_args()
    peers = {peer.name: peer for domain in DOMAINS for peer in read_generators(domain) if peer.name != OURS}
    failed = [
        peer
        for name, peer in peers.items()
        if not options.only or name in options.only
        if not _install(peer, options.folder)
    ]
    return 1 if failed else 0


def _install(peer: Generator, folder: Path) -> bool:
    home = folder / peer.name
    if not (home / "bin" / "python").exists():
        venv.create(home, with_pip=True)
    done = subprocess.run([home / "bin" / "python", "-m", "pip", "install", "--quiet", *peer.packages], check=False)
    print(f"{peer.name}: {'installed' if done.returncode == 0 else 'NOT installed'}: {' '.join(peer.packages)}")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
