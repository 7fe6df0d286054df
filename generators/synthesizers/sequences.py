"""Sequences in one table: visits of a patient, transactions of an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.errors import UsageError, nearest
from nonesuch.generators.synthesizers.database import DatabaseSynthesizer
from nonesuch.generators.synthesizers.frames import Frame, FrameKind, read_frame
from nonesuch.generators.synthesizers.metadata import Metadata
from nonesuch.generators.synthesizers.relationships import Relationship

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SequenceSynthesizer"]


@dataclass(frozen=True)
class SequenceSynthesizer:
    """A model of a table whose rows form sequences; order and gaps are kept.

    Attributes:
        database: The keys as parents, the rows as children.
        names: The table's columns, in order.
        kind: What kind of frame it was.
    """

    database: DatabaseSynthesizer
    names: tuple[str, ...]
    kind: FrameKind

    @classmethod
    def fit(
        cls,
        frame: Frame,
        *,
        sequence_key: str,
        sequence_index: str | None = None,
        metadata: Metadata | None = None,
        **options: Any,
    ) -> SequenceSynthesizer:
        """Fit a model to sequences.

        Columns that never change inside a sequence are learned once for each key.

        Args:
            frame: Shape (n, columns), pandas or polars.
            sequence_key: Column that names the sequence.
            sequence_index: Column by which a sequence is ordered; None: the rows' order.
            metadata: What is known about columns.
            **options: As for `DatabaseSynthesizer.fit`.

        Returns:
            The synthesizer.

        Raises:
            DataError: If the table is empty.
            UsageError: If a column is unknown.

        Example:
            >>> rows = pl.DataFrame({"who": [i // 4 for i in range(400)], "day": [i % 4 * 7 for i in range(400)]})
            >>> twin = SequenceSynthesizer.fit(rows, sequence_key="who", sequence_index="day").sample(seed=1)
            >>> twin.group_by("who").len()["len"].unique().to_list(), twin["day"].unique().sort().to_list()
            ([4], [0, 7, 14, 21])
        """
        table, kind = read_frame(frame)
        for name in filter(None, (sequence_key, sequence_index)):
            if name not in table.columns:
                raise UsageError("this column is not there", found=name, hint=nearest(name, table.columns))
        fixed = _fixed_columns(table, sequence_key, sequence_index)
        keys = table.group_by(sequence_key, maintain_order=True).agg(pl.col(fixed).first())
        rows = table.drop(fixed)
        link = Relationship("keys", sequence_key, "rows", sequence_key)
        known = dict(metadata.columns) if metadata else {}
        parts = {
            "keys": Metadata({name: column for name, column in known.items() if name in fixed}),
            "rows": Metadata(
                {name: column for name, column in known.items() if name in rows.columns and name != sequence_key},
                sequence_index=sequence_index,
            ),
        }
        database = DatabaseSynthesizer.fit(
            {"keys": keys, "rows": rows}, relationships=[link], metadata=parts, **options
        )
        return cls(database, tuple(table.columns), kind)

    def sample(self, *, scale: float = 1.0, seed: int = 0) -> Frame:
        """Draw sequences.

        Args:
            scale: How many times the real number of keys, > 0.
            seed: Which sample.

        Returns:
            Rows in the order of their sequences.

        Raises:
            UsageError: If the scale is not positive.
        """
        drawn: Mapping[str, Any] = self.database.sample(scale=scale, seed=seed)
        key = self.database.relationships[0].parent_key
        joined = drawn["rows"].join(drawn["keys"], on=key, how="left", maintain_order="left")
        return self.kind.dress(joined.select(self.names))


def _fixed_columns(table: pl.DataFrame, key: str, index: str | None) -> list[str]:
    rest = [name for name in table.columns if name not in {key, index}]
    if not rest:
        return []
    most = table.group_by(key).agg(pl.col(rest).n_unique()).select(pl.col(rest).max())
    return [name for name in rest if most[name][0] == 1]
