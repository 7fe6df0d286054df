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

    Grammars and plans are many small objects that live as long as the run, and blocks leave no circles behind: what is
    freed by counting references is freed all the same. Measured on customer_service: a tenth of the time of a run.

    Yields:
        Nothing; as a decorator it holds for each call.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
