"""Memory for arrays that come and go."""

from __future__ import annotations

import numpy as np

__all__ = ["keep_scratch"]

_LARGEST = 30 * 2**20


def keep_scratch() -> None:
    """Have freed memory kept for the next array instead of handed back to the system.

    glibc keeps what is freed up to twice the size of the largest mapped block that it has seen freed (`mallopt(3)`,
    M_MMAP_THRESHOLD, at most 32 MiB), so it is shown one, which is never written to and costs nothing. Every page that
    is handed back is faulted in again by the next array: a twentieth of the time of a first run. Other C libraries take
    no notice.
    """
    np.empty(_LARGEST, dtype=np.uint8)
