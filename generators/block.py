"""Making blocks: a block is a pure function of the plan and its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import PackError
from nonesuch.generators.batch import Batch
from nonesuch.generators.ladder import block_count, block_range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.generators.plan import Plan

__all__ = ["frame_of", "let_go", "make_block", "make_blocks", "make_family", "shared_frames", "start_family"]


def make_block(plan: Plan, number: int) -> dict[str, pl.DataFrame]:
    """Make all rows of all tables that belong to the roots of one block.

    Args:
        plan: The plan.
        number: The block's number, from 0.

    Returns:
        Table = its visible columns, parents first; rows of roots beyond the wanted number are left out.
    """
    family = make_family(plan, number)
    wanted = max(plan.roots - block_range(number, plan.pack.spec.block)[0], 0)
    frames = {name: frame_of(plan, name, family[name], wanted) for name in plan.tables}
    let_go(plan, family)
    return frames


def let_go(plan: Plan, family: dict[str, Batch]) -> None:
    """Take the batches of a block apart, so that their memory is free at once.

    Batches refer to each other in circles; memory would grow by a block at a time until Python looks for such circles.

    Args:
        plan: The plan.
        family: Batches by table, which nobody needs any more; those of shared tables are left as they are.
    """
    for name, batch in family.items():
        if name not in plan.shared:
            batch.links.clear()
    family.clear()


def make_family(plan: Plan, number: int, *, attempt: int = 0) -> dict[str, Batch]:
    """Make a block with everything in it: hidden columns, scores, links, roots beyond the wanted number.

    Args:
        plan: The plan.
        number: The block's number, from 0.
        attempt: 0 for the block itself; 1, 2, ... for other draws of the same roots.

    Returns:
        Batches by table, shared tables among them.

    Raises:
        PackError: If the block does not fit into memory.
    """
    family = start_family(plan, number)
    block = number if attempt == 0 else f"{number}@{attempt}"
    for step in plan.steps:
        try:
            step.apply(family, plan.settings.seed, plan.pack.name, block)
        except MemoryError:
            raise PackError(
                "a block does not fit into memory",
                place=f"{plan.pack.name}: {step.table}",
                expected="fewer rows of each root, or smaller blocks",
                found=f"{family[plan.pack.root].size} roots in a block",
            ) from None
    return family


def start_family(plan: Plan, number: int) -> dict[str, Batch]:
    """The shared tables and the bare roots of a block.

    Args:
        plan: The plan.
        number: The block's number, from 0.

    Returns:
        Batches by table.
    """
    first, last = block_range(number, plan.pack.spec.block)
    roots = np.arange(last - first, dtype=np.int32)
    family: dict[str, Batch] = dict(plan.shared)
    root = Batch(plan.pack.root, last - first, roots, np.zeros_like(roots), np.arange(first, last), first, family)
    family[plan.pack.root] = root
    return family


def make_blocks(plan: Plan) -> Iterator[dict[str, pl.DataFrame]]:
    """Make all blocks of the plan, one after another."""
    for number in range(block_count(plan.roots, plan.pack.spec.block)):
        yield make_block(plan, number)


def shared_frames(plan: Plan) -> dict[str, pl.DataFrame]:
    """The shared tables: table = its visible columns."""
    return {
        name: frame_of(plan, name, batch, batch.size) for name, batch in plan.shared.items() if name in plan.pack.shown
    }


def frame_of(plan: Plan, name: str, batch: Batch, wanted: int) -> pl.DataFrame:
    """The rows of a batch that are part of the data.

    Args:
        plan: The plan.
        name: The batch's table or view.
        batch: The batch.
        wanted: Roots wanted of the block; rows of later ones are left out.

    Returns:
        The visible columns.
    """
    frame = pl.DataFrame([batch.columns[column].alias(column) for column in plan.visible(name)])
    if name in plan.shared or not batch.size or int(batch.root[-1]) < wanted:
        return frame
    return frame.head(int(np.searchsorted(batch.root, wanted)))
