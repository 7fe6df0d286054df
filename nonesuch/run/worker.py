"""Work that any executor can do: plan the recipe once a process, then write the shards that come."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from nonesuch.control import Control
from nonesuch.design import design
from nonesuch.recipe import Recipe
from nonesuch.run.parts import write_shard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.run.shard import Shard, ShardReport

__all__ = ["available_cores", "process_pool", "work"]

_THREADS = "POLARS_MAX_THREADS"


def work(recipe: str, shard: Shard, folder: str) -> ShardReport:
    """Write one shard.

    Args:
        recipe: The recipe as JSON.
        shard: Which blocks.
        folder: The run's folder.

    Returns:
        The shard's files, and what was found in it.
    """
    return write_shard(_control(recipe), shard, Path(folder))


@lru_cache(maxsize=1)
def _control(recipe: str) -> Control:
    wanted = Recipe.model_validate_json(recipe)
    return Control(design(wanted), wanted)


def available_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def process_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of worker processes that end with their parent, however it ends.

    Args:
        workers: How many.

    Yields:
        The pool; each of its processes uses one thread.
    """
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"  # read by polars when a worker imports it
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_watch_parent) as pool:
            yield pool
    finally:
        os.environ.pop(_THREADS)
        if before is not None:
            os.environ[_THREADS] = before


def _watch_parent() -> None:
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
