"""Run with ``python -m nonesuch``."""

from nonesuch.cli import main

if __name__ == "__main__":
    main()
