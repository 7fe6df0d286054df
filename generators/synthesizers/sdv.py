"""SDV's synthesizers behind our verbs: an extra, imported only when asked.

SDV is under the Business Source License 1.1, not an open-source licence: it may be used in production except to offer
third parties a synthetic-data service. Whoever installs ``nonesuch[sdv]`` takes those terms on. Nothing of SDV is in
nonesuch, and everything else works without it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from nonesuch.errors import SystemFault, UsageError, nearest
from nonesuch.generators.synthesizers.frames import Frame, FrameKind, read_frame
from nonesuch.generators.synthesizers.metadata import Column, Metadata, metadata_from_sdv, metadata_to_sdv
from nonesuch.generators.synthesizers.relationships import Relationship, check_relationships, find_relationships
from nonesuch.generators.synthesizers.sdtypes import detect_metadata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    import polars as pl

__all__ = ["SDV_ENGINES", "SdvDatabase", "SdvSynthesizer"]

SDV_ENGINES = {
    "sdv:copulagan": ("sdv.single_table", "CopulaGANSynthesizer"),
    "sdv:ctgan": ("sdv.single_table", "CTGANSynthesizer"),
    "sdv:gaussian_copula": ("sdv.single_table", "GaussianCopulaSynthesizer"),
    "sdv:hma": ("sdv.multi_table", "HMASynthesizer"),
    "sdv:par": ("sdv.sequential", "PARSynthesizer"),
    "sdv:tvae": ("sdv.single_table", "TVAESynthesizer"),
}
"""SDV's engines by name: module and class."""

_TABLE = "table"


@dataclass(frozen=True)
class SdvSynthesizer:
    """A fitted SDV synthesizer of one table.

    Attributes:
        engine: One of `SDV_ENGINES`.
        model: SDV's object, for everything that has no verb here.
        names: The table's columns, in order.
        kind: What kind of frame it was.
        metadata: What each column is.
    """

    engine: str
    model: Any
    names: tuple[str, ...]
    kind: FrameKind
    metadata: Metadata

    @classmethod
    def fit(
        cls,
        frame: Frame,
        *,
        engine: str = "sdv:gaussian_copula",
        metadata: Metadata | Mapping[str, Any] | None = None,
        seed: int = 0,
        **options: Any,
    ) -> SdvSynthesizer:
        """Fit one of SDV's synthesizers.

        Args:
            frame: Shape (n, columns), pandas or polars.
            engine: One of `SDV_ENGINES` but ``sdv:hma``.
            metadata: What is known about columns; also SDV's dict. ``sdv:par`` needs a ``sequence_key``.
            seed: Of torch and numpy, for the neural engines.
            **options: SDV's own settings, such as ``epochs=50``.

        Returns:
            The synthesizer.

        Raises:
            SystemFault: If SDV is not installed.
            UsageError: If the engine is unknown.
        """
        table, kind = read_frame(frame)
        known = metadata if isinstance(metadata, Metadata) else metadata_from_sdv(metadata) if metadata else None
        found = detect_metadata(table, known=known)
        if found.sequence_key:
            found = replace(found, columns={**found.columns, found.sequence_key: Column("id")})
        kind_of_model = _load(engine)
        model = kind_of_model(_sdv_metadata({_TABLE: found}, ()), **options)
        _seed(seed)
        _fit(model, {_TABLE: _to_pandas(table)})
        return cls(engine, model, tuple(table.columns), kind, found)

    def sample(self, rows: int, *, seed: int = 0) -> Frame:
        """Draw rows (sequences, for ``sdv:par``).

        Args:
            rows: How many.
            seed: Which sample; SDV itself knows no seed, so its streams are set from outside.

        Returns:
            Shape (rows, columns), of the library that went in.
        """
        _reset(self.model, seed)
        if self.engine == "sdv:par":
            return self._dress(self.model.sample_sequences(num_sequences=rows))
        return self._dress(self.model.sample(num_rows=rows))

    def sample_remaining_columns(self, known: Frame, *, seed: int = 0) -> Frame:
        """Draw the columns that are missing from a table, given the others.

        Args:
            known: Shape (n, some columns).
            seed: Which sample.

        Returns:
            Shape (n, columns).
        """
        table, _ = read_frame(known)
        _reset(self.model, seed)
        wanted = _to_pandas(table)
        try:
            return self._dress(self.model.sample_remaining_columns({_TABLE: wanted}))
        except (TypeError, AttributeError, ValueError):
            return self._dress(self.model.sample_remaining_columns(wanted))

    def save(self, path: str | Path) -> None:
        """Refuse: SDV's files are pickles, and opening one runs code.

        Raises:
            UsageError: Always.
        """
        raise UsageError(
            "an SDV model cannot be saved as a model of nonesuch",
            place=str(path),
            hint="use synthesizer.model.save(path), and open only files that you made yourself",
        )

    def _dress(self, drawn: Any) -> Frame:
        frame = drawn[_TABLE] if isinstance(drawn, dict) else drawn
        return _from_pandas(frame[list(self.names)], self.kind)


@dataclass(frozen=True)
class SdvDatabase:
    """SDV's HMA synthesizer of several tables.

    Attributes:
        model: SDV's object.
        names: Columns by table.
        kinds: What kind of frame each table was.
    """

    model: Any
    names: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, FrameKind]

    @classmethod
    def fit(
        cls, tables: Mapping[str, Frame], *, relationships: Sequence[Relationship] | None = None, **options: Any
    ) -> SdvDatabase:
        """Fit HMA.

        Args:
            tables: By name, pandas or polars.
            relationships: Which rows belong to which; None: they are found.
            **options: SDV's own settings.

        Returns:
            The synthesizer.

        Raises:
            SystemFault: If SDV is not installed.
            DataError: If keys do not match.
        """
        read = {name: read_frame(frame) for name, frame in tables.items()}
        plain = {name: table for name, (table, _) in read.items()}
        links = tuple(relationships if relationships is not None else find_relationships(plain))
        check_relationships(plain, links)
        keys = {link.parent: link.parent_key for link in links}
        found = {name: _with_key(table, keys.get(name), links, name) for name, table in plain.items()}
        model = _load("sdv:hma")(_sdv_metadata(found, links), **options)
        model.fit({name: _to_pandas(table) for name, table in plain.items()})
        names = {name: tuple(table.columns) for name, table in plain.items()}
        return cls(model, names, {name: kind for name, (_, kind) in read.items()})

    def sample(self, *, scale: float = 1.0, seed: int = 0) -> dict[str, Frame]:
        """Draw all tables.

        Args:
            scale: How many times the real number of rows.
            seed: Which sample.

        Returns:
            By name, of the library that went in.
        """
        _reset(self.model, seed)
        drawn = self.model.sample_scale(scale) if hasattr(self.model, "sample_scale") else self.model.sample(scale)
        return {name: _from_pandas(drawn[name][list(self.names[name])], self.kinds[name]) for name in self.names}


def _load(engine: str) -> Any:
    if engine not in SDV_ENGINES:
        raise UsageError("unknown engine", found=engine, hint=nearest(engine, SDV_ENGINES))
    module, name = SDV_ENGINES[engine]
    try:
        return getattr(__import__(module, fromlist=[name]), name)
    except ImportError as problem:
        raise SystemFault(
            "SDV is missing",
            place=engine,
            found=str(problem),
            hint="pip install 'nonesuch[sdv]' (SDV is under the Business Source License 1.1)",
        ) from None


def _sdv_metadata(tables: Mapping[str, Metadata], links: Sequence[Relationship]) -> Any:
    from sdv.metadata import Metadata as SdvMetadata  # noqa: PLC0415 - an extra, loaded by now

    entries = [
        {
            "parent_table_name": link.parent,
            "parent_primary_key": link.parent_key,
            "child_table_name": link.child,
            "child_foreign_key": link.child_key,
        }
        for link in links
    ]
    described = {name: _known_to_sdv(metadata_to_sdv(metadata)) for name, metadata in tables.items()}
    return SdvMetadata.load_from_dict({"tables": described, "relationships": entries})


def _known_to_sdv(document: dict[str, Any]) -> dict[str, Any]:
    """Use SDV's words for our kinds of identifiers."""
    words = {
        "card": "credit_card_number",
        "phone": "phone_number",
        "ip": "ipv4_address",
        "mac": "mac_address",
        "username": "user_name",
    }
    words |= {"uuid": "uuid4", "text": "categorical"}
    for entry in document["columns"].values():
        entry["sdtype"] = words.get(entry["sdtype"], entry["sdtype"])
        if entry["sdtype"] == "categorical":
            entry.pop("pii", None)
    return document


def _with_key(table: pl.DataFrame, key: str | None, links: Sequence[Relationship], name: str) -> Metadata:
    found = detect_metadata(table)
    columns = dict(found.columns)
    for column in {link.child_key for link in links if link.child == name} | ({key} if key else set()):
        columns[column] = Column("id")
    return Metadata(columns, primary_key=key)


def _fit(model: Any, tables: dict[str, pd.DataFrame]) -> None:
    """SDV 2 takes a dict of tables, SDV 1 a frame."""
    try:
        model.fit(tables)
    except (TypeError, AttributeError):
        model.fit(tables[_TABLE])


def _to_pandas(table: pl.DataFrame) -> pd.DataFrame:
    frame = table.to_pandas()
    for name in frame.columns[[str(dtype).startswith(("str", "object")) for dtype in frame.dtypes]]:
        frame[name] = frame[name].astype(object)
    return frame


def _from_pandas(frame: pd.DataFrame, kind: FrameKind) -> Frame:
    if kind.library == "pandas":
        return frame.reset_index(drop=True)
    return read_frame(frame)[0]


def _reset(model: Any, seed: int) -> None:
    if hasattr(model, "reset_sampling"):  # PAR has no such verb
        model.reset_sampling()
    _seed(seed)


def _seed(seed: int) -> None:
    """Set the streams that SDV draws from; they are global, there is no other way."""
    np.random.seed(seed % 2**32)  # noqa: NPY002 - SDV's only source of randomness
    try:
        import torch  # noqa: PLC0415 - comes with SDV
    except ImportError:
        return
    torch.manual_seed(seed)
