"""Many lasting objects made at a time."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["lasting"]


@contextmanager
def lasting() -> Iterator[None]:
    """Keep the garbage collector from looking again and again through objects that are there to stay.

    What is freed by counting references is freed all the same. Measured on customer_service: a sixth of the time that
    it takes to build its situations.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
