"""The columns of texts of a pack, with their compiled grammars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import UsageError, nearest
from nonesuch.generators.block import make_family
from nonesuch.generators.columns.text import Texts
from nonesuch.generators.ladder import block_count
from nonesuch.generators.plan import Settings, make_plan
from nonesuch.generators.step import ColumnStep
from nonesuch.generators.text.rarest import reading_list
from nonesuch.generators.text.statistics import grammar_statistics, lemma_statistics
from nonesuch.generators.text.steps import show_steps

if TYPE_CHECKING:
    from nonesuch.generators.pack import Pack
    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.spoken import Spoken

__all__ = ["Voices", "find_voices", "grown_texts"]


@dataclass(frozen=True)
class Voices:
    """A column of texts.

    Attributes:
        table: Its table.
        column: Its name.
        grammars: The compiled grammar of each start.
    """

    table: str
    column: str
    grammars: tuple[Compiled, ...]

    def statistics(self) -> pl.DataFrame:
        """Effective clauses and synonyms of every symbol, each once; see `grammar_statistics`."""
        frames = [grammar_statistics(grammar) for grammar in self.grammars]
        once = pl.concat(frames).unique(["symbol", "situation"], keep="first", maintain_order=True)
        return once.sort("self_bleu4", "symbol", "situation", descending=[True, False, False])

    def lemmas(self) -> pl.DataFrame:
        """Lemmas by what one more word would change, on average over the starts; see `lemma_statistics`."""
        frames = [lemma_statistics(grammar) for grammar in self.grammars]
        together = pl.concat(frames).group_by("lemma", maintain_order=True)
        shared = together.agg(
            pl.col("part_of_speech").first(), pl.col("uses").sum() / len(frames), pl.col("words", "effective").first(),
            pl.col("gain").sum() / len(frames),
        )  # fmt: skip
        return shared.sort("gain", "lemma", descending=[True, False])

    def rarest(self, *, most: int) -> pl.DataFrame:
        """Texts to read first; see `reading_list`."""
        frames = [reading_list(grammar, most=most) for grammar in self.grammars]
        return pl.concat(frames).unique(["symbol", "text"], keep="first", maintain_order=True).head(most)


def find_voices(
    pack: Pack, *, table: str | None = None, column: str | None = None, locale: str | None = None
) -> list[Voices]:
    """Find the columns of texts of a pack.

    Args:
        pack: The pack.
        table: Only columns of this table.
        column: Only columns of this name.
        locale: The locale; the pack's first if missing.

    Returns:
        The columns, in the order in which they are made; at least one.

    Raises:
        PackError: If a grammar is wrong.
        RecipeError: If the pack does not have the locale.
        UsageError: If there is no such column of texts.
    """
    steps = make_plan(pack, Settings(locale=locale)).steps
    every = [
        Voices(step.table, step.name, tuple(one for one in step.column.compiled if one is not None))
        for step in steps
        if isinstance(step, ColumnStep) and isinstance(step.column, Texts)
    ]
    found = [one for one in every if table in (None, one.table) and column in (None, one.column)]
    if not found:
        known = [f"{one.table}.{one.column}" for one in every]
        raise UsageError(
            "there is no such column of texts",
            place=pack.name,
            expected=", ".join(known) or "a pack with a column of kind 'text'",
            hint=nearest(f"{table}.{column or 'text'}", known) if known else None,
        )
    return found


def grown_texts(
    pack: Pack,
    *,
    rows: int,
    table: str | None = None,
    column: str | None = None,
    locale: str | None = None,
    seed: int = 0,
) -> pl.DataFrame:
    """Show how texts grow from framework to content, detail and enhancement.

    Args:
        pack: The pack.
        rows: How many texts, at most 1,000.
        table: The table; the first with texts if missing.
        column: The column; the first of texts if missing.
        locale: The locale; the pack's first if missing.
        seed: Of the records.

    Returns:
        Columns ``row`` (place among all rows made), ``framework``, ``content``, ``detail``, ``enhancement``.

    Raises:
        UsageError: If there is no such column of texts, or too many are wanted.
    """
    chosen = find_voices(pack, table=table, column=column, locale=locale)[0]
    plan = make_plan(pack, Settings(seed=seed, locale=locale))
    shown: list[pl.DataFrame] = []
    missing, before = rows, 0
    for number in range(block_count(plan.roots, pack.spec.block)):
        made = make_family(plan, number)[chosen.table]
        steps = _steps(made.spoken[chosen.column], missing)
        shown.append(steps.with_columns(pl.col("row") + before))
        missing -= steps.height
        before += made.size
        if missing <= 0:
            break
    return pl.concat(shown)


def _steps(spoken: Spoken, most: int) -> pl.DataFrame:
    """Show how the first texts of a block grow."""
    places = np.sort(np.concatenate([rows for rows, _ in spoken.parts]))[:most]
    shown = [
        show_steps(grammar, batch, np.flatnonzero(np.isin(rows, places)).tolist())
        .drop("row")
        .insert_column(0, pl.Series("row", rows[np.isin(rows, places)], dtype=pl.Int64))
        for (rows, batch), grammar in zip(spoken.parts, spoken.grammars, strict=True)
    ]
    return pl.concat(shown).sort("row")
