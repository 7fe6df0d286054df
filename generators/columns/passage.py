"""Texts joined of other text columns, with their spans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
from pydantic import Field, PrivateAttr

from nonesuch.errors import PackError
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.resources import Resources
from nonesuch.generators.text.joined import join_spoken

if TYPE_CHECKING:
    import numpy as np

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.text.languages.model import LanguageData

__all__ = ["Passage", "PassageSpec"]


class PassageSpec(ColumnSpec):
    """Text columns said one after the other, such as a greeting, a message and a signature.

    What one part depends on does not multiply with what another does, so that many small grammars stay fast where one
    large one would not.
    """

    kind: Literal["passage"] = "passage"
    parts: list[str] = Field(min_length=2, description="Text columns of this table, each with 'within = true'.")
    small: str | None = Field(None, description="Boolean column: where true, no sentence begins with a capital.")
    _beside: Resources | None = PrivateAttr(None)

    def model_post_init(self, context: Any, /) -> None:
        """Remember what lies beside the table's file."""
        self._beside = context if isinstance(context, Resources) else None

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return (*self.parts, *((self.small,) if self.small else ()))

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        if self._beside is None:
            raise PackError("the pack has no words", expected="a folder text/<locale>/ with a grammar")
        language = self._beside.grammar(binding.locale).language.data
        return Passage(binding.column, tuple(self.parts), self.small, language)


@dataclass(frozen=True, eq=False)
class Passage:
    """The sampler of a passage.

    Attributes:
        column: The column.
        parts: Text columns of the same table, in the order of the passage.
        small: Boolean column: where true, no sentence begins with a capital.
        language: How parts are joined.
    """

    column: str
    parts: tuple[str, ...]
    small: str | None
    language: LanguageData
    dtype: pl.DataType = pl.String()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - the parts are made already
        """Join the parts of a batch; they stay in ``batch.spoken`` with their spans."""
        small = None if self.small is None else batch.get(self.small)
        joined = join_spoken([batch.spoken[part] for part in self.parts], self.language, small=small)
        batch.spoken[self.column] = joined
        return joined.texts()
