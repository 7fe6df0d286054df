"""``nonesuch augment``: variants of anybody's sentences."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from nonesuch.cli.app import app
from nonesuch.cli.console import console
from nonesuch.errors import UsageError, nearest
from nonesuch.plural import counted
from nonesuch.sinks import writing

if TYPE_CHECKING:
    import polars as pl

__all__ = ["augment"]

_EXAMPLES = """
[bold]Examples[/]

  nonesuch augment sentences.txt
  nonesuch augment labelled.csv --column review --factor 3 --kinds synonym,restructure --out more.jsonl
"""


@app.command(epilog=_EXAMPLES)
def augment(  # noqa: PLR0917 - options, each by its name
    file: Annotated[
        Path, typer.Argument(help="A text file with a sentence a line, or .csv, .jsonl, .parquet, .arrow.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="JSON Lines file for the variants; else FILE.variants.jsonl.")
    ] = None,
    column: Annotated[str, typer.Option(help="Column of the sentences.")] = "text",
    kinds: Annotated[str, typer.Option(help="What may be done, with commas between.")] = "synonym,restructure,expand",
    factor: Annotated[int, typer.Option(min=1, help="Variants wanted of each sentence.")] = 1,
    seed: Annotated[int, typer.Option(help="Another seed gives other variants.")] = 0,
    words: Annotated[str | None, typer.Option(help="A domain or folder whose lexicon and rules to use.")] = None,
) -> None:
    """Make variants of sentences: other words, another order, more detail; labels and spans come along.

    Only what is surely right is done: sentences it is not sure of get no variant. A column 'spans' (lists of slot,
    start, end) says what must stay as it is.
    """
    from nonesuch.generators.text.augmentation.variants import KINDS  # noqa: PLC0415 - not needed by other commands
    from nonesuch.text.augmentation import augment_frame, read_sentences  # noqa: PLC0415

    chosen = [kind.strip() for kind in kinds.split(",") if kind.strip()]
    for kind in chosen:
        if kind not in KINDS:
            raise UsageError(f"unknown kind {kind!r}", expected=", ".join(KINDS), hint=nearest(kind, KINDS))
    frame = read_sentences(file)
    made = augment_frame(frame, column=column, kinds=cast("Any", chosen), factor=factor, seed=seed, words=words)
    place = out or file.with_suffix(".variants.jsonl")
    with writing(place):
        made.write_ndjson(place)
    _tell(frame, made, place)


def _tell(frame: pl.DataFrame, made: pl.DataFrame, place: Path) -> None:
    untouched = frame.height - made["source"].n_unique()
    told = ", ".join(f"{count:,} by {kind}" for kind, count in sorted(made["kind"].value_counts().iter_rows()))
    console().print(f"{counted(made.height, 'variant')}{f' ({told})' if told else ''}: {place}", soft_wrap=True)
    if untouched:
        console().print(
            f"{untouched:,} of {counted(frame.height, 'text')} without any: there was nothing it is sure of"
        )
