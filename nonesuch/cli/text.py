"""``nonesuch text``: look at the words of a domain, and write the texts of a run in other formats."""

from __future__ import annotations

import re
from pathlib import Path  # noqa: TC003 - typer reads it
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer
from rich.table import Table
from rich.text import Text

from nonesuch.cli.app import app
from nonesuch.cli.console import console
from nonesuch.errors import UsageError
from nonesuch.generators.text.template import LEVELS
from nonesuch.plural import counted
from nonesuch.sinks import writing

if TYPE_CHECKING:
    from nonesuch.generators.pack import Pack
    from nonesuch.text.voices import Voices

__all__ = ["export", "rare", "stats", "steps"]

_GROWN = 80
"""Texts that are looked at for those that grow most."""

_TURNS = 4
"""Fewest texts of a parent that are worth showing together."""

text_app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")
app.add_typer(text_app, name="text", help="Look at the words of a domain; texts of a run in other formats.")

_Domain = Annotated[str, typer.Argument(help="A domain, or the path of a pack.")]
_Table = Annotated[str | None, typer.Option(help="Only texts of this table.")]
_Column = Annotated[str | None, typer.Option(help="Only texts of this column.")]
_Locale = Annotated[str | None, typer.Option(help="Locale of the words; the domain's first if missing.")]
_LEMMAS = 10
_WIDEST = 48


@text_app.command(epilog="[bold]Example[/]\n\n  nonesuch text stats reviews --locale en_US\n")
def stats(
    domain: _Domain,
    table: _Table = None,
    column: _Column = None,
    locale: _Locale = None,
    all: Annotated[bool, typer.Option("--all", help="Every symbol, not only those that fill a slot.")] = False,  # noqa: A002, FBT002
) -> None:
    """Say where a grammar is rich and where it is poor: effective clauses and synonyms, predicted diversity.

    Effective numbers weigh: ten alternatives of which one is nearly always taken count little more than one. The
    predicted figures are those of texts that hold three such clauses, as measured (self-BLEU 4 and distinct 2 of 5,000
    texts, share of 4-grams never seen before, size before and after gzip).
    """
    for voices in _voices(domain, table, column, locale):
        frame = voices.statistics()
        slots = frame.filter(frame["slots"] != "")
        _print_clauses(f"{voices.table}.{voices.column}", frame if all or not slots.height else slots)
        _print_lemmas(voices.lemmas().head(_LEMMAS))


def _print_clauses(title: str, frame: pl.DataFrame) -> None:
    shown = _table(title, symbol=0, slots=0, situation=0, clauses=1, synonyms=1, texts=1)
    for heading in ("self-BLEU", "distinct2", "novelty4", "gzip"):
        shown.add_column(heading, justify="right")
    for row in frame.iter_rows(named=True):
        shown.add_row(
            row["symbol"], row["slots"], _plain(row["situation"]), f"{row['clauses']:,.0f}", f"{row['synonyms']:.1f}",
            f"{row['texts']:,.0f}" if row["texts"] < 1e6 else f"{row['texts']:.0e}",
            *(f"{row[name]:.2f}" for name in ("self_bleu4", "distinct_2", "novelty_4", "gzip_ratio")),
        )  # fmt: skip
    console().print(shown)


def _print_lemmas(frame: pl.DataFrame) -> None:
    title = "\nlemmas in which one more word changes most"
    shown = _table(title, lemma=0, kind=0, words=1, effective=1, gain=1)
    shown.add_column("uses a text", justify="right")
    for row in frame.iter_rows(named=True):
        shown.add_row(
            row["lemma"], row["part_of_speech"], str(row["words"]), f"{row['effective']:.1f}", f"{row['gain']:.3f}",
            f"{row['uses']:.2f}",
        )  # fmt: skip
    console().print(shown)


@text_app.command(epilog="[bold]Example[/]\n\n  nonesuch text rare reviews --most 200 --out rare.csv\n")
def rare(  # noqa: PLR0917 - options, each by its name
    domain: _Domain,
    table: _Table = None,
    column: _Column = None,
    locale: _Locale = None,
    most: Annotated[int, typer.Option(min=1, help="Most lines a column.")] = 40,
    out: Annotated[Path | None, typer.Option(help="CSV file for the list, instead of the screen.")] = None,
) -> None:
    """List what to read before texts go out: the rarest texts of every pattern, so that each pair of words is seen.

    A grammar is right in every word and wrong in pairs; what is said once in a million texts nobody has read yet.
    """
    found = [(one, one.rarest(most=most)) for one in _voices(domain, table, column, locale)]
    if out is not None:
        _write_rare(out, found)
        return
    for voices, frame in found:
        shown = _table(f"{voices.table}.{voices.column}", share=1, symbol=0, text=0, situation=0)
        for row in frame.iter_rows(named=True):
            shown.add_row(f"{row['share']:.1e}", row["symbol"], Text(row["text"]), Text(_plain(row["situation"])))
        console().print(shown)


def _write_rare(out: Path, found: list[tuple[Voices, pl.DataFrame]]) -> None:
    import polars as pl  # noqa: PLC0415 - not needed by other commands

    frames = [
        frame.insert_column(0, pl.lit(voices.column).alias("column")).insert_column(
            0, pl.lit(voices.table).alias("table")
        )
        for voices, frame in found
    ]
    with writing(out):
        pl.concat(frames).write_csv(out)
    console().print(f"{counted(sum(frame.height for frame in frames), 'text')}: {out}", soft_wrap=True)


_STEPS_EXAMPLES = """
[bold]Examples[/]

  nonesuch text steps reviews --rows 3
  nonesuch text steps customer_service --together role
"""


@text_app.command(epilog=_STEPS_EXAMPLES)
def steps(  # noqa: PLR0917 - options, each by its name
    domain: _Domain,
    table: _Table = None,
    column: _Column = None,
    locale: _Locale = None,
    rows: Annotated[int, typer.Option(min=1, max=1000, help="How many texts.")] = 1,
    seed: Annotated[int, typer.Option(help="Another seed gives other people.")] = 0,
    together: Annotated[
        str | None, typer.Option(help="Show all texts of a parent row together, led by this column: whole dialogues.")
    ] = None,
) -> None:
    """Show texts grow through the four steps: framework, content, detail, enhancement; those that grow most first."""
    from nonesuch.text.voices import grown_texts  # noqa: PLC0415 - imports that other commands do not need

    looked_at = max(rows, _GROWN) if together is None else min(1000, 25 * rows + _GROWN)
    frame = grown_texts(
        _pack(domain), rows=looked_at, table=table, column=column, locale=locale, seed=seed, together=together
    )
    steps = pl.concat_list(pl.col(LEVELS).fill_null("")).list.n_unique()
    if together is not None:
        _print_together(frame.with_columns(steps=steps), rows)
        return
    frame = frame.sort(steps, descending=True, maintain_order=True).head(rows)
    for row in frame.iter_rows(named=True):
        console().print(f"text {row.pop('row') + 1}", style="bold")
        for name, text in row.items():
            console().print(Text.assemble((f"  {name:<12}", "cyan"), text or "-"), soft_wrap=True)


def _print_together(frame: pl.DataFrame, rows: int) -> None:
    """Print the texts of those parents whose texts grow most; the last may be cut off and is left out."""
    whole = frame.filter(pl.col("parent") < pl.col("parent").max())
    grown = whole.group_by("parent", maintain_order=True).agg(pl.col("steps").mean(), pl.len().alias("texts"))
    chosen = grown.filter(pl.col("texts") >= _TURNS).sort("steps", descending=True, maintain_order=True).head(rows)
    for parent in chosen["parent"]:
        turns = whole.filter(pl.col("parent") == parent)
        for level in LEVELS:
            console().print(Text(level, style="bold cyan"))
            for by, text in turns.select("by", level).iter_rows():
                console().print(Text.assemble((f"  {by}: ", "cyan"), text or "-"), soft_wrap=True)


_EXPORT_EXAMPLES = """
[bold]Examples[/]

  nonesuch text export out/reviews --table reviews --format conll --slots plot,acting --out reviews.conll
  nonesuch text export out/reviews --table reviews --format rasa --label sentiment --slots title --out nlu.yml
"""


@text_app.command(epilog=_EXPORT_EXAMPLES)
def export(  # noqa: PLR0917 - options, each by its name
    run: Annotated[Path, typer.Argument(help="The folder of a run, or a file with texts and their spans.")],
    table: Annotated[str, typer.Option(help="The table that holds the texts.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    format: Annotated[str, typer.Option(help="conll, spacy, rasa or sgd.")] = "conll",  # noqa: A002
    text: Annotated[str, typer.Option(help="Column of the texts.")] = "text",
    spans: Annotated[str, typer.Option(help="Column of their spans.")] = "spans",
    slots: Annotated[str | None, typer.Option(help="Slots to write, with commas between; all if missing.")] = None,
    label: Annotated[str | None, typer.Option(help="Column of intents (rasa) or of speakers (sgd).")] = None,
) -> None:
    """Write the texts of a run with their spans as other tools read them."""
    from nonesuch.text.export import FORMATS, export_texts  # noqa: PLC0415 - imports that other commands do not need

    if format not in FORMATS:
        raise UsageError("unknown format", expected=", ".join(FORMATS), found=format)
    chosen = None if slots is None else [name.strip() for name in slots.split(",") if name.strip()]
    count = export_texts(run, out, table=table, form=format, text=text, spans=spans, slots=chosen, label=label)
    console().print(f"{counted(count, 'text')}: {out}", soft_wrap=True)


def _voices(domain: str, table: str | None, column: str | None, locale: str | None) -> list[Voices]:
    from nonesuch.text.voices import find_voices  # noqa: PLC0415 - imports that other commands do not need

    return find_voices(_pack(domain), table=table, column=column, locale=locale)


def _pack(domain: str) -> Pack:
    from nonesuch.generators.pack import load_pack  # noqa: PLC0415
    from nonesuch.packs import find_pack  # noqa: PLC0415

    return load_pack(find_pack(domain))


def _plain(situation: str) -> str:
    """Write a situation as briefly as a column of a table needs: values alone."""
    short = re.sub(r"[\w.]+ = '([^']*)'", r"\1", situation)
    return short if len(short) <= _WIDEST else short[: _WIDEST - 1] + "…"


def _table(title: str, **columns: int) -> Table:
    """A table without lines; columns with 1 are numbers."""
    shown = Table(box=None, pad_edge=False, show_edge=False, title=title, title_justify="left")
    for name, number in columns.items():
        shown.add_column(name, justify="right" if number else "left")
    return shown
