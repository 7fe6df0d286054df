"""A data set in memory: tables and views by name, in the form that people ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nonesuch.contracts import plan_checker
from nonesuch.errors import UsageError, nearest
from nonesuch.frames import to_arrow, to_pandas
from nonesuch.recipe import Output
from nonesuch.tomlfile import load_model

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from nonesuch.generators.plan import Plan
    from nonesuch.quality import Quality
    from nonesuch.recipe import Format, Recipe
    from nonesuch.run.runner import RunReport
    from nonesuch.validators import Verdict

__all__ = ["Dataset"]


class Dataset(Mapping[str, "pd.DataFrame"]):
    """Tables by name; ``data["transactions"]`` is a pandas frame, `polars` and `arrow` give others.

    Args:
        recipe: What was wanted.
        plan: How it was made.
        frames: Tables and views by name.
        quality: How the rows were judged as they were made; None if nobody looked.
        augmented: Variants of texts by table, if the recipe asks for some.

    Example:
        >>> import nonesuch as ns
        >>> data = ns.generate("medical", patients=4, seed=7, views=["case"])
        >>> list(data), data["patients"].shape[0], "case" in data, data.polars("case").height
        (['patients', 'conditions', 'family_history', 'encounters', 'vitals', 'case'], 4, True, 2)
    """

    def __init__(
        self,
        recipe: Recipe,
        plan: Plan,
        frames: Mapping[str, pl.DataFrame],
        *,
        quality: Quality | None = None,
        augmented: Mapping[str, pl.DataFrame] | None = None,
    ) -> None:
        self.recipe = recipe
        self.plan = plan
        self.quality = quality
        self._augmented = dict(augmented or {})
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

    @property
    def augmented(self) -> dict[str, pd.DataFrame]:
        """Variants of texts by table, each with the other columns of its row and a column ``kind``."""
        return {name: to_pandas(frame) for name, frame in self._augmented.items()}

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

    def validate(self) -> Verdict:
        """Hold all tables and views against the contracts and rules of the domain.

        Returns:
            What each rule found.

        Raises:
            UsageError: If the domain has no contracts.

        Example:
            >>> import nonesuch as ns
            >>> ns.generate("medical", patients=20, seed=7).validate().ok
            True
        """
        if self.quality is not None:
            return self.quality.verdict
        checker = plan_checker(self.plan)
        if checker is None:
            raise UsageError(f"{self.recipe.domain} has no contracts", expected="schemas/*.schema.json in its folder")
        return checker.check({name: frame for name, frame in self._frames.items() if name in checker.contracts})

    def write(self, folder: str | Path, *, format: Format = "parquet", overwrite: bool = False) -> RunReport:  # noqa: A002
        """Write the same rows to a folder, as ``nonesuch generate`` does.

        Args:
            folder: Where the run is to lie.
            format: ``parquet``, ``csv``, ``jsonl`` or ``arrow``.
            overwrite: Whether files of another run may be removed.

        Returns:
            What was written.

        Raises:
            UsageError: If the format is unknown, or the folder holds something else.
            SystemFault: If files cannot be written.
        """
        from nonesuch.run.runner import run  # noqa: PLC0415 - a run makes data sets itself

        output = load_model(Output, {"folder": Path(folder), "format": format}, path="write", error=UsageError)
        return run(self.recipe.model_copy(update={"output": output}), Path(folder), overwrite=overwrite)

    def to_sql(self, url: str, *, replace: bool = False, prefix: str = "", schema: str | None = None) -> dict[str, int]:
        """Make tables in a database and fill them, all or none; needs the extra ``sql``.

        Args:
            url: ``sqlite:///file.db`` or ``postgresql://user:password@host/database``.
            replace: Whether tables of the same names are dropped first.
            prefix: What stands before the name of each table, such as ``fraud_``: so several domains share a database.
            schema: Schema of PostgreSQL for the tables; made if it is not there.

        Returns:
            Rows by table, as it is called in the database.

        Raises:
            UsageError: If the URL is not understood, tables of the same names are there, or the database has no
                schemas.
            SystemFault: If the extra is missing, or the database cannot be reached or refuses.
            DataError: If rows break a constraint of the database.
        """
        from nonesuch.sql import Naming, store  # noqa: PLC0415 - an extra, and not everybody wants it

        return store(url, self.plan, [self._frames], replace=replace, naming=Naming(prefix, schema))
