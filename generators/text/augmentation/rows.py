"""Variants of the texts of a table's rows: each row again, said otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.randomness import digest
from nonesuch.generators.text.augmentation.derived import Augmenter
from nonesuch.generators.text.augmentation.plain import PlainAugmenter
from nonesuch.generators.text.augmentation.variants import KINDS
from nonesuch.generators.text.grammar import load_grammar
from nonesuch.generators.text.spoken import SPANS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.augmentation.variants import AugmentationKind, Variants
    from nonesuch.generators.text.spoken import Spoken

__all__ = ["Augmentation", "vary_rows"]

_WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True)
class Augmentation:
    """Which variants of a column of texts are wanted.

    Attributes:
        kinds: What may be done to a text.
        factor: Variants wanted of each text, >= 1; some have fewer.
        window: Least and greatest number of characters.
        facts: Slots that hold values of columns; their words stay as they are.
    """

    kinds: Sequence[AugmentationKind] = KINDS
    factor: int = 1
    window: tuple[int, int] | None = None
    facts: Collection[str] = ()


def vary_rows(spoken: Spoken, wish: Augmentation, *, locale: str, key: int) -> pl.DataFrame:
    """Say the texts of rows otherwise.

    Texts of one grammar are varied in their derivation. Texts joined of several are varied as plain sentences, by
    the words of the locale that are safe anywhere; facts stay, and spans move along.

    Args:
        spoken: The texts.
        wish: Which variants.
        locale: Locale of the texts.
        key: Chooses the variants; any integer.

    Returns:
        Columns source (row of the text), kind, text, spans; sorted by source.
    """
    found = [
        (
            rows,
            Augmenter(grammar).augment(
                said, key=digest(key, i), kinds=wish.kinds, factor=wish.factor, window=wish.window
            ),
        )
        for i, ((rows, said), grammar) in enumerate(zip(spoken.parts, spoken.grammars, strict=True))
    ]
    if not spoken.grammars and (_WORDS / locale).is_dir():
        everywhere = np.arange(spoken.size, dtype=np.int64)
        plain = _plain(locale).augment(
            spoken.texts(), spoken.span_table(), key=key, kinds=wish.kinds, factor=wish.factor, window=wish.window,
            protect=wish.facts,
        )  # fmt: skip
        found.append((everywhere, plain))
    tables = [_listed(rows, variants) for rows, variants in found if variants.texts.height]
    empty = pl.DataFrame(schema={"source": pl.Int64, "kind": pl.String, "text": pl.String, "spans": pl.List(SPANS)})
    return pl.concat([empty, *tables]).sort("source", maintain_order=True)


@cache
def _plain(locale: str) -> PlainAugmenter:
    return PlainAugmenter(load_grammar(_WORDS / locale))


def _listed(rows: NDArray[np.int64], variants: Variants) -> pl.DataFrame:
    span = pl.struct(pl.col(field.name).cast(field.dtype) for field in SPANS.fields).alias("span")
    lists = variants.spans.group_by("row", maintain_order=True).agg(spans=span).cast({"row": pl.Int64})
    joined = variants.texts.with_row_index("row").cast({"row": pl.Int64})
    joined = joined.join(lists, on="row", how="left", maintain_order="left")
    none = pl.lit([], dtype=pl.List(SPANS))
    source = pl.Series("source", rows[joined["source"].to_numpy()], dtype=pl.Int64)
    return joined.select(source, pl.col("kind").cast(pl.String), "text", pl.col("spans").fill_null(none))
