"""Really fits and samples SDV's synthesizers; run by ``scripts/test_sdv.sh`` in an environment of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nonesuch.errors import UsageError
from nonesuch.generators.synthesizers import Metadata, fit
from nonesuch.generators.synthesizers.sdv import SdvDatabase, SdvSynthesizer

pytest.importorskip("sdv", reason="the extra 'sdv' has an environment of its own")
pytestmark = [pytest.mark.sdv, pytest.mark.filterwarnings("ignore")]


def _table(rows: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    kind = rng.choice(["a", "b"], rows)
    return pd.DataFrame({"kind": kind, "size": np.where(kind == "a", 10.0, 90.0) + rng.normal(0, 3, rows).round(2)})


@pytest.mark.parametrize("engine", ["sdv:gaussian_copula", "sdv:ctgan", "sdv:tvae", "sdv:copulagan"])
def test_single_table_engines_fit_and_sample_reproducibly(engine: str) -> None:
    settings = {} if engine == "sdv:gaussian_copula" else {"epochs": 2}
    synthesizer = fit(engine, _table(), **settings)
    assert isinstance(synthesizer, SdvSynthesizer)
    twin = synthesizer.sample(50, seed=3)
    assert list(twin.columns) == ["kind", "size"]
    assert len(twin) == 50
    assert set(twin["kind"]) <= {"a", "b"}
    assert twin.to_dict() == synthesizer.sample(50, seed=3).to_dict()


def test_gaussian_copula_draws_the_remaining_columns() -> None:
    synthesizer = SdvSynthesizer.fit(_table())
    known = pd.DataFrame({"kind": ["a"] * 20})
    assert set(synthesizer.sample_remaining_columns(known, seed=1)["kind"]) == {"a"}


def test_par_keeps_sequences() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "who": np.repeat([f"w{i}" for i in range(20)], 5),
            "turn": np.tile(np.arange(5), 20),
            "value": rng.normal(size=100),
        }
    )
    metadata = Metadata(columns={}, sequence_key="who", sequence_index="turn")
    twin = SdvSynthesizer.fit(frame, engine="sdv:par", metadata=metadata, epochs=1).sample(4, seed=1)
    assert len(set(twin["who"])) == 4


def test_hma_keeps_foreign_keys() -> None:
    parents = pd.DataFrame({"shop_id": range(30), "size": np.arange(30) % 7})
    children = pd.DataFrame({"sale_id": range(90), "shop_id": np.arange(90) % 30, "price": np.arange(90) % 11 * 1.5})
    twin = SdvDatabase.fit({"shops": parents, "sales": children}).sample(seed=1)
    assert set(twin["sales"]["shop_id"]) <= set(twin["shops"]["shop_id"])


def test_saving_a_pickle_is_refused(tmp_path: object) -> None:
    with pytest.raises(UsageError, match="cannot be saved"):
        SdvSynthesizer.fit(_table()).save(f"{tmp_path}/m")
