"""Rules of texts against columns: what a text says is what the record holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

import polars as pl
from pydantic import AfterValidator, Field, model_validator

from nonesuch.errors import PackError
from nonesuch.validators.contract.pattern import check_pattern
from nonesuch.validators.reads import Reads
from nonesuch.validators.rules.base import RuleSpec
from nonesuch.validators.rules.check import Finding, TableCheck
from nonesuch.validators.rules.names import Names
from nonesuch.validators.rules.spans import SPAN_FIELDS, wrong_spans

if TYPE_CHECKING:
    from nonesuch.validators.links import Cell, Links
    from nonesuch.validators.rules.formula import Formula, Scope
    from nonesuch.validators.tables import Tables

__all__ = ["MentionsCheck", "MentionsRule", "occurs"]

Pattern = Annotated[str, AfterValidator(check_pattern)]

_BEFORE = r"(?:^|[^0-9A-Za-z.,]|(?:^|[^0-9])[.,])"
_AFTER = r"(?:$|[^0-9A-Za-z.,]|[.,](?:$|[^0-9]))"
_MARK = "\x00"


class MentionsRule(RuleSpec):
    """A text says what the columns hold.

    It may ask that every annotated span equals the column it names, that values occur in the text, that a pattern
    occurs, or that none does.
    """

    form: ClassVar[str] = "mentions"

    mentions: str = Field(description="Column of texts.")
    spans: str | None = Field(None, description="Column of spans; each equals the column that it names.")
    slots: Names | None = Field(None, description="Slots whose spans are held against columns; all if left out.")
    formats: dict[str, Names] = Field(
        {}, description="Column as spans name it = expressions of the texts that may stand for it."
    )
    holds: Names | None = Field(None, description="Expressions whose values occur in the text, as words of their own.")
    must: Pattern | None = Field(None, description="Pattern that occurs in the text.")
    never: Pattern | None = Field(None, description="Pattern that does not.")

    @model_validator(mode="after")
    def _something(self) -> MentionsRule:
        if self.spans is None and self.holds is None and self.must is None and self.never is None:
            raise PackError("the rule asks nothing of the text", expected="spans, holds, must or never")
        if (self.formats or self.slots) and self.spans is None:
            raise PackError("formats and slots are of spans", place="spans", expected="spans = ...")
        return self

    def bind(self, scope: Scope) -> MentionsCheck:
        """Bind the rule to contracts; see `RuleSpec.bind`."""
        text = scope.formula(self.mentions, "mentions")
        if not isinstance(text.dtype, pl.String) or not text.expression.is_column:
            raise PackError("a column of texts is wanted", place=scope.locate("mentions"), found=self.mentions)
        if self.spans is not None:
            self._check_spans(scope, self.spans)
        holds = tuple(scope.formula(value, "holds") for value in self.holds or ())
        formats = {
            name: tuple(scope.formula(value, "formats") for value in values) for name, values in self.formats.items()
        }
        when = self.condition(scope)
        spoken = [*holds, *(formula for group in formats.values() for formula in group)]
        common = self.common(scope, text, *spoken, when, default=f"{self.mentions} does not say what the record holds")
        if self.spans is not None:
            common["cells"] |= {scope.own_column(self.spans, "spans", array=True)}
            common["may_read"] = _nameable(scope.links, self.table)
        return MentionsCheck(
            **common, text=self.mentions, spans=self.spans, slots=self.slots, formats=formats, holds=holds,
            must=self.must, never=self.never, when=when,
        )  # fmt: skip

    def _check_spans(self, scope: Scope, name: str) -> None:
        schema = scope.links.column(self.table, name, place=scope.locate("spans"))
        fields = set(schema.items.properties) if schema.items is not None else set()
        wanted = {*SPAN_FIELDS, *(["slot"] if self.slots else [])}
        if not fields >= wanted:
            raise PackError(
                "a column of spans is wanted",
                place=scope.locate("spans"),
                expected="an array of objects with " + ", ".join(sorted(wanted)),
                found=f"{name} with {sorted(fields)}",
            )


@dataclass(frozen=True, kw_only=True)
class MentionsCheck(TableCheck):
    """A bound `MentionsRule`.

    Attributes:
        text: Column of texts.
        spans: Column of spans.
        slots: Slots whose spans are held against columns; None for all.
        formats: Column named by spans = texts that may stand for it.
        holds: Values that occur in the text.
        must: Pattern that occurs.
        never: Pattern that does not.
        when: Which rows it is asked of; None for all.
    """

    text: str
    spans: str | None
    slots: tuple[str, ...] | None
    formats: dict[str, tuple[Formula, ...]]
    holds: tuple[Formula, ...]
    must: str | None
    never: str | None
    when: Formula | None

    def look(self, tables: Tables, *, keep: int) -> Finding:
        """See `TableCheck.look`; a missing text is not judged, and a missing value is not looked for."""
        reads = Reads.as_texts([self.text])
        for formula in (*self.holds, *([] if self.when is None else [self.when])):
            reads |= formula.reads
        view = tables.view(self.table, reads)
        mask = view.select(self._words()).to_series()
        if self.spans is not None:
            mask |= wrong_spans(tables, self.table, self.text, self.spans, slots=self.slots, formats=self.formats)
        if self.when is not None:
            mask = view.select(pl.when(self.when.polars).then(mask)).to_series()
        rows = mask.arg_true()
        return Finding(len(mask) - mask.null_count(), rows, tables.show(self.table, self.shown, rows.head(keep)))

    def _words(self) -> pl.Expr:
        text = pl.col(self.text)
        wrong: pl.Expr = pl.when(text.is_not_null()).then(False)
        if self.must is not None:
            wrong |= ~text.str.contains(self.must)
        if self.never is not None:
            wrong |= text.str.contains(self.never)
        for value in self.holds:
            wrong |= ~occurs(value.polars.cast(pl.String), text).fill_null(value=True)
        return wrong.alias("wrong")


def _nameable(links: Links, table: str) -> frozenset[Cell]:
    """List all columns that a span may name: those of the table and of all that it is linked to."""
    tables = {table, *(path[-1].table for path in links.paths[table].values())}
    return frozenset((name, column) for name in tables for column in links.contracts[name].columns)


def occurs(value: pl.Expr, text: pl.Expr) -> pl.Expr:
    """Tell whether a value occurs in a text as a word or number of its own.

    Args:
        value: Texts to look for.
        text: Texts to look in.

    Returns:
        True where it occurs; null where either is missing.

    Example:
        >>> frame = pl.DataFrame({"v": ["18"] * 4, "t": ["he is 18.", "18.5 kg", "born 1918", "180, or 18"]})
        >>> frame.select(occurs(pl.col("v"), pl.col("t"))).to_series().to_list()
        [True, False, False, True]
    """
    marked = text.str.split(value).list.join(_MARK)
    return marked.str.contains(f"{_BEFORE}{_MARK}{_AFTER}")
