"""Tables without a parent: the root of the families, and small tables that all families share."""

from __future__ import annotations

from typing import Literal

from nonesuch.generators.rows.base import RowSpec

__all__ = ["RootRows", "SharedRows"]


class RootRows(RowSpec):
    """Rows numbered 0 up to the size asked for; all other rows of the families descend from them."""

    kind: Literal["root"] = "root"


class SharedRows(RowSpec):
    """A small table made once from the seed, to which all families refer: merchants, products, agents."""

    kind: Literal["shared"] = "shared"
