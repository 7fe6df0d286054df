"""Row kinds, one a file: where the rows of a table come from."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nonesuch.generators.rows.base import Grown, RowMaker, RowSpec
from nonesuch.generators.rows.each import EachRows
from nonesuch.generators.rows.events import EventRows
from nonesuch.generators.rows.flags import FlagRows
from nonesuch.generators.rows.listed import ListedRows
from nonesuch.generators.rows.path import PathRows
from nonesuch.generators.rows.roots import RootRows, SharedRows
from nonesuch.generators.rows.spans import SpanRows

__all__ = [
    "AnyRows",
    "EachRows",
    "EventRows",
    "FlagRows",
    "Grown",
    "ListedRows",
    "PathRows",
    "RootRows",
    "RowMaker",
    "RowSpec",
    "SharedRows",
    "SpanRows",
]

AnyRows = Annotated[
    RootRows | SharedRows | ListedRows | EachRows | EventRows | FlagRows | PathRows | SpanRows,
    Field(discriminator="kind"),
]
