"""Make payments with synccfd and write them as Parquet; run by the Python of synccfd's environment.

Usage: synccfd_tables.py FOLDER SEED
"""

from __future__ import annotations

import sys
from pathlib import Path

from synccfd import DatasetGenerator


def main(folder: Path, seed: int) -> None:
    """Make 1,000 customers' payments of 120 days, in the package's default proportions."""
    folder.mkdir(parents=True, exist_ok=True)
    simulator = DatasetGenerator(
        n_customers=1000, n_terminals=2000, nb_days=120, start_date="2025-01-01", random_state=seed
    )
    for name, frame in zip(("customers", "terminals", "transactions"), simulator.generate(), strict=True):
        frame.drop(columns="available_terminals", errors="ignore").to_parquet(folder / f"{name}.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
