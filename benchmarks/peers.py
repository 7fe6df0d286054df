"""``python -m benchmarks.peers FOLDER``: install every peer of the truth scoreboard and of the speed table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.environments import install
from benchmarks.speed.contestants import peer_packages as racing
from benchmarks.truth.generator import peer_packages as judged


def main() -> int:
    """Install the peers; one that cannot be installed is reported and left out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the environments go, outside the repository")
    parser.add_argument("--only", action="append", help="name of a peer; again for each")
    options = parser.parse_args()
    failed = False
    for name, packages in sorted({**racing(), **judged()}.items()):
        if not options.only or name in options.only:
            done = install(name, packages, options.folder)
            print(f"{name}: {'installed' if done else 'NOT installed'}: {' '.join(packages)}")
            failed |= not done
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
