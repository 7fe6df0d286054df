"""sdmetrics' own two scores, for comparison with other tools' reports, where it is installed."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from nonesuch.validators.encoding import TableView

__all__ = ["sdmetrics_scores"]


def sdmetrics_scores(view: TableView, real: pl.DataFrame, twin: pl.DataFrame) -> dict[str, float]:
    """Ask sdmetrics for its Column Shapes and Column Pair Trends.

    Args:
        view: How columns are read.
        real: Shape (n, columns).
        twin: Shape (m, columns).

    Returns:
        Scores by sdmetrics' names; empty if it is not installed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from sdmetrics.reports import QualityReport  # noqa: PLC0415 - never required
        except ImportError:
            return {}
        columns = {column.name: {"sdtype": "numerical" if column.number else "categorical"} for column in view.columns}
        frames = [{"table": table.select(view.names).to_pandas()} for table in (real, twin)]
        report = QualityReport()
        report.generate(*frames, {"tables": {"table": {"columns": columns}}, "relationships": []}, verbose=False)
        scores = report.get_properties().set_index("Property")["Score"]
    return {str(name): round(float(score), 6) for name, score in scores.items() if score == score}  # noqa: PLR0124 - NaN
