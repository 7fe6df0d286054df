from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.batch import Batch, Link
from nonesuch.generators.copula import Copula, CopulaSpec
from nonesuch.generators.distributions.special import normal_cdf
from nonesuch.generators.expectation import Expectation
from nonesuch.generators.randomness import stream
from tests.packmaker import KEY, figures, frames_of, make_pack, plan_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

ROWS = 60_000


def rows(n: int) -> Batch:
    zeros = np.zeros(n, dtype=np.int32)
    return Batch("things", n, zeros, zeros, np.arange(n))


def bound(folder: Path, members: str, *pairs: str, **spec: Any) -> Copula:
    (folder / "r.csv").write_text(figures("a,b,r", *pairs))
    return CopulaSpec(correlations="r.csv", **spec).bind(folder, list(members), place="here")


def correlations(scores: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.asarray(np.corrcoef(list(scores.values())))


def test_correlations_are_those_of_the_file(tmp_path: Path) -> None:
    copula = bound(tmp_path, "abc", "a,b,0.6", "c,b,-0.5", "a,zz,0.9")
    scores = copula.sample(rows(ROWS), stream(1))
    wanted = np.array([[1, 0.6, 0], [0.6, 1, -0.5], [0, -0.5, 1]])
    assert np.allclose(copula.correlation, wanted, atol=1e-9)
    assert np.allclose(correlations(scores), wanted, atol=5 / ROWS**0.5)
    for score in scores.values():
        assert abs(score.mean()) < 5 / ROWS**0.5
        assert abs(score.std() - 1) < 5 / ROWS**0.5


def test_a_new_member_leaves_those_before_it_as_they_are(tmp_path: Path) -> None:
    pairs = ["a,b,0.6", "c,b,-0.5", "d,a,0.3", "d,c,0.2"]
    few = bound(tmp_path, "abc", *pairs).sample(rows(500), stream(1))
    more = bound(tmp_path, "abcd", *pairs).sample(rows(500), stream(1))
    between = bound(tmp_path, "abdc", *pairs).sample(rows(500), stream(1))
    assert all(np.array_equal(few[member], more[member]) for member in "abc")
    assert [np.array_equal(few[member], between[member]) for member in "abc"] == [True, True, False]


def test_scores_are_stable(tmp_path: Path) -> None:
    scores = bound(tmp_path, "ab", "a,b,0.6").sample(rows(2), stream(1, "stable"))
    assert {name: score.round(6).tolist() for name, score in scores.items()} == {
        "a": [0.058297, 0.218934],
        "b": [-0.140766, -1.18931],
    }


def test_correlations_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="contradict") as caught:
        bound(tmp_path, "abc", "a,b,0.9", "b,c,0.9", "a,c,-0.9")
    assert "could be" in str(caught.value.found)


def test_small_contradictions_are_mended(tmp_path: Path) -> None:
    copula = bound(tmp_path, "abc", "a,b,0.9", "b,c,0.9", "a,c,0.61")
    assert np.linalg.eigvalsh(copula.correlation).min() > 0
    assert abs(copula.correlation[0, 2] - 0.61) < 0.05


def test_a_perfect_correlation_is_possible(tmp_path: Path) -> None:
    scores = bound(tmp_path, "ab", "a,b,1").sample(rows(1000), stream(1))
    assert correlations(scores)[0, 1] > 0.999


def test_scores_carry_over_to_linked_rows(tmp_path: Path) -> None:
    above, below = rows(5000), rows(20_000)
    usual = bound(tmp_path, "ab", "a,b,0.5")
    above.scores["usual"] = usual.sample(above, stream(1))
    below.links["people"] = Link(above, np.repeat(np.arange(5000), 4))
    reading = bound(tmp_path, "abc", "a,b,0.5", of="people.usual", share=0.7)
    scores = reading.sample(below, stream(2))
    a = scores["a"].reshape(-1, 4)
    assert abs(np.corrcoef(a[:, 0], a[:, 1])[0, 1] - 0.7) < 0.04, "readings of one person"
    assert abs(np.corrcoef(scores["a"], scores["b"])[0, 1] - 0.5) < 0.04
    assert abs(scores["a"].std() - 1) < 0.03
    c = scores["c"].reshape(-1, 4)
    assert abs(np.corrcoef(c[:, 0], c[:, 1])[0, 1]) < 0.06, "c is new here"


def test_scores_do_not_carry_over_from_nobody(tmp_path: Path) -> None:
    above, below = rows(2), rows(3)
    above.scores["usual"] = {"a": np.zeros(2)}
    below.links["people"] = Link(above, np.array([0, -1, 1]), optional=True)
    with pytest.raises(PackError, match="no row to carry scores from"):
        bound(tmp_path, "a", "a,b,0.5", of="people.usual", share=0.7).sample(below, stream(2))


@given(st.floats(-0.8, 0.8), st.floats(-2, 2), st.floats(0.05, 2))
@settings(max_examples=25, deadline=None)
def test_fixing_a_score_conditions_the_others(r: float, low: float, width: float) -> None:
    copula = Copula(("a", "b"), np.array([[1, 0], [r, (1 - r * r) ** 0.5]]), None, 0.0)
    scores = copula.sample(rows(ROWS), stream(1))
    kept = (scores["a"] >= low) & (scores["a"] <= low + width)
    expectation = copula.expectation(rows(ROWS))
    free = copula.sample(rows(ROWS), stream(2))
    ends = np.full(ROWS, low), np.full(ROWS, low + width)
    log_weight = expectation.fix(free, "a", *ends, stream(3).random(ROWS))
    assert np.allclose(np.exp(log_weight), normal_cdf([low + width]) - normal_cdf([low]))
    assert free["a"].min() >= low
    assert free["a"].max() <= low + width
    error = 6 / max(kept.sum(), 1) ** 0.5
    assert abs(free["b"].mean() - scores["b"][kept].mean()) < error
    assert abs(free["b"].std() - scores["b"][kept].std()) < error
    assert np.allclose(expectation.means["b"], r * free["a"])


def test_fixing_two_scores_is_the_same_in_any_order() -> None:
    root = np.linalg.cholesky(np.array([[1, 0.6, 0.3], [0.6, 1, -0.2], [0.3, -0.2, 1]]))
    copula = Copula(("a", "b", "c"), root, None, 0.0)
    means = []
    for order in (["a", "b"], ["b", "a"]):
        known, scores = copula.expectation(rows(4)), copula.sample(rows(4), stream(1))
        total = np.zeros(4)
        for member in order:
            value = np.full(4, {"a": 0.7, "b": -1.1}[member])
            total += known.fix(scores, member, value - 1e-6, value + 1e-6, np.full(4, 0.5))
        means.append((known.means["c"], known.covariance[2, 2], total))
    assert np.allclose(means[0][0], means[1][0])
    assert np.allclose(means[0][1], means[1][1])
    assert np.allclose(means[0][2], means[1][2], atol=1e-5)
    expected = np.array([0.3, -0.2]) @ np.linalg.solve([[1, 0.6], [0.6, 1]], [0.7, -1.1])
    assert np.allclose(means[0][0], expected, atol=1e-5)


def test_a_part_is_known_on_its_own() -> None:
    known = Expectation(("a",), {"a": np.arange(4.0)}, np.eye(1))
    part = known.part(np.array([1, 3]))
    part.fix({"a": np.zeros(2)}, "a", np.zeros(2), np.ones(2), np.zeros(2))
    assert known.means["a"].tolist() == [0, 1, 2, 3]
    assert known.covariance.tolist() == [[1.0]]


def test_columns_of_a_copula_move_together(tmp_path: Path) -> None:
    curve = {"kind": "number", "distribution": "quantiles", "table": "q.csv", "decimals": 3, "copula": "c"}
    things = {
        "copulas": {"c": {"correlations": "r.csv"}},
        "columns": {"thing_id": KEY, "a": curve, "b": {**curve, "member": "bb"},
                    "rare": {"kind": "flag", "share": 0.1, "copula": "c"}},
    }  # fmt: skip
    files = {"r.csv": figures("a,b,r", "a,bb,0.8", "a,rare,0.5"), "q.csv": figures("p16,p50,p84", "-1,0,1")}
    frame = frames_of(make_pack(tmp_path, {"things": things}, files=files), rows=20_000)["things"]
    assert abs(np.corrcoef(frame["a"], frame["b"])[0, 1] - 0.8) < 0.02
    assert abs(float(frame["rare"].mean()) - 0.1) < 0.01  # type: ignore[arg-type]
    ill = frame.filter("rare")["a"].mean()
    expected = 0.5 * np.exp(-0.5 * 1.2816**2) / (2 * np.pi) ** 0.5 / 0.1
    assert abs(float(ill) - expected) < 0.1  # type: ignore[arg-type]


def test_a_copula_without_members_here_may_be_the_source_of_another(tmp_path: Path) -> None:
    specs: dict[str, Any] = {
        "things": {"copulas": {"c": {"correlations": "r.csv"}}, "columns": {"thing_id": KEY}},
        "parts": {
            "parent": "things",
            "copulas": {"d": {"correlations": "r.csv", "of": "things.c", "share": 0.5}},
            "columns": {"part_id": KEY, "u": {"kind": "flag", "share": 0.5, "copula": "d"}},
        },
    }
    plan = plan_of(make_pack(tmp_path, specs, files={"r.csv": figures("a,b,r", "u,v,0.2")}))
    assert [step.node for step in plan.steps][-1] == ("parts", "u")
