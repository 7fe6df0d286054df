"""A data set in memory: tables and views by name, in the form that people ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from nonesuch.errors import UsageError, nearest
from nonesuch.frames import to_arrow, to_pandas

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from nonesuch.generators.plan import Plan
    from nonesuch.recipe import Recipe

__all__ = ["Dataset"]


class Dataset(Mapping[str, "pd.DataFrame"]):
    """Tables by name; ``data["transactions"]`` is a pandas frame, `polars` and `arrow` give others.

    Args:
        recipe: What was wanted.
        plan: How it was made.
        frames: Tables and views by name.

    Example:
        >>> import nonesuch as ns
        >>> data = ns.generate("medical", patients=4, seed=7, views=["case"])
        >>> list(data), data["patients"].shape[0], "case" in data, data.polars("case").height
        (['patients', 'conditions', 'family_history', 'encounters', 'vitals', 'case'], 4, True, 4)
    """

    def __init__(self, recipe: Recipe, plan: Plan, frames: Mapping[str, pl.DataFrame]) -> None:
        self.recipe = recipe
        self.plan = plan
        self._frames = dict(frames)
        self._pandas: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._pandas:
            self._pandas[name] = to_pandas(self.polars(name))
        return self._pandas[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}: {frame.height:,}" for name, frame in self._frames.items())
        return f"<Dataset {self.recipe.domain}, seed {self.recipe.seed}: {sizes}>"

    def __contains__(self, name: object) -> bool:
        return name in self._frames

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """All tables and views as polars frames."""
        return dict(self._frames)

    def polars(self, name: str) -> pl.DataFrame:
        """A table or view as a polars frame; categories are enums.

        Args:
            name: Its name.

        Returns:
            Shape (rows, columns).

        Raises:
            UsageError: If there is none of this name.
        """
        if name not in self._frames:
            raise UsageError(f"there is no table {name!r}", place=repr(self), hint=nearest(name, self._frames))
        return self._frames[name]

    def arrow(self, name: str) -> pa.Table:
        """A table or view as an Arrow table; categories are dictionaries.

        Args:
            name: Its name.

        Returns:
            Shape (rows, columns).

        Raises:
            UsageError: If there is none of this name.
        """
        return to_arrow(self.polars(name))
