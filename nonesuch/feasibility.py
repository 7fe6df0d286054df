"""Whether what is wanted fits into memory or onto the disk, told before anything is made."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from nonesuch.errors import RecipeError, SystemFault
from nonesuch.generators.block import make_block
from nonesuch.generators.ladder import FIRST

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.generators.plan import Plan

__all__ = ["check_disk", "check_memory"]

_FEW_ROOTS = 1_000_000
_SMALLEST_FILES = 50  # a file is never smaller than this part of the rows in memory


def check_memory(plan: Plan) -> None:
    """Refuse rows in memory that are more than the machine's memory.

    Args:
        plan: The plan.

    Raises:
        RecipeError: If they do not fit, with the number that would.
    """
    if plan.roots <= _FEW_ROOTS or not hasattr(os, "sysconf"):
        return
    memory, each = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), _bytes_of_root(plan)
    if each * plan.roots > memory:
        raise RecipeError(
            "the rows do not fit into memory",
            place=f"size.{plan.pack.root}",
            expected=f"at most {memory / each:,.0f}",
            found=f"{plan.roots:,}",
            hint="let nonesuch generate write them to files",
        )


def check_disk(plan: Plan, folder: Path) -> None:
    """Refuse a run whose files cannot fit onto the disk, however well they are compressed.

    Args:
        plan: The plan.
        folder: Where the files are to lie.

    Raises:
        SystemFault: If they do not fit.
    """
    if plan.roots <= _FEW_ROOTS:
        return
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    free, least = shutil.disk_usage(there).free, _bytes_of_root(plan) * plan.roots / _SMALLEST_FILES
    if least > free:
        raise SystemFault(
            "the files do not fit onto the disk",
            place=str(folder),
            expected=f"at least {least / 1e9:,.0f} GB of free space",
            found=f"{free / 1e9:,.0f} GB",
            hint=f"want fewer than {plan.roots:,} {plan.pack.root}",
        )


def _bytes_of_root(plan: Plan) -> float:
    return sum(frame.estimated_size() for frame in make_block(plan, 0).values()) / FIRST
