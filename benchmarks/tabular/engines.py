"""Engines for the bench of tabular synthesizers: functions ``fit(train, info) -> sampler(n, seed)``.

    python tabular_bench.py --data DIR --method engines:tree engines:copula engines:private_1 engines:private_3

with this folder on PYTHONPATH.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nonesuch.generators.synthesizers import Synthesizer

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


def _engine(engine: str, **options: Any) -> Callable[[pd.DataFrame, dict[str, str]], Callable[[int, int], Any]]:
    def fit(train: pd.DataFrame, info: dict[str, str]) -> Callable[[int, int], Any]:
        model = Synthesizer.fit(train, engine=engine, label=info["target"], **options)
        return lambda rows, seed: model.sample(rows, seed=seed)

    return fit


tree = _engine("tree")
tree_30 = _engine("tree", min_leaf=30, min_gain=10.0)
copula = _engine("copula")
private_1 = _engine("private", epsilon=1.0)
private_3 = _engine("private", epsilon=3.0)
