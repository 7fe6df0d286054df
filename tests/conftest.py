"""What all tests share."""

from __future__ import annotations

import os

import pandas as pd  # noqa: F401 - pytester drops what it imports first, and pyarrow would keep the dropped pandas
from hypothesis import settings

# A busy machine makes single examples slow, not wrong; speed is measured in benchmarks/.
settings.register_profile("nonesuch", deadline=None)
settings.load_profile("nonesuch")

# What the program prints is as wide as this says; pytest-xdist sets it for its workers.
os.environ.pop("COLUMNS", None)
