from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from benchmarks.truth.band import at_most
from benchmarks.truth.generator import Generator
from benchmarks.truth.making import Making
from benchmarks.truth.page import page
from benchmarks.truth.probe import Finding, Probe
from benchmarks.truth.scoreboard import Entry, Scoreboard
from benchmarks.truth.terminal import figure

if TYPE_CHECKING:
    from benchmarks.truth.probe import Verdict

_EGGS = Probe("eggs", "a nest has few eggs", lambda: None, at_most(3), "seen | told", {"nests": ("eggs",)}, "eggs")


def _entry(name: str, verdict: Verdict, value: float | None) -> Entry:
    generator = Generator(name=name, domain="nests", about="made up", command=[name], files={}, tables={})
    making = Making(version="1.2.3", python="3.11.7", command=f"{name} --seed 1", seed=1)
    return Entry(generator, making, {"nests": 1234}, {"eggs": Finding(_EGGS, verdict, value)})


def test_figures_have_three_digits() -> None:
    shown = [figure(Finding(_EGGS, "fail", value)) for value in (None, 0.0, 0.012345, 45.67, 12_345.6)]
    assert shown == ["-", "0", "0.0123", "45.7", "12,346"]


def test_the_page_shows_every_verdict_version_and_source() -> None:
    entries = (_entry("nonesuch", "fail", 4.0), _entry("goose", "pass", 2.0), _entry("cuckoo", "none", None))
    told = page([Scoreboard("nests", (_EGGS,), entries)], on=date(2026, 1, 2), seed=1)
    assert "| a nest has few eggs | at most 3 eggs | ✗ 4 | ✓ 2 | - |" in told
    assert "| **passed, of those that apply** |  | **0 of 1** | **1 of 1** | **0 of 0** |" in told
    assert "### Where nonesuch fails" in told
    assert "| goose | 1.2.3 | made up | `goose --seed 1` | 1 | nests 1,234 |" in told
    assert r"| `eggs` | a nest has few eggs | seen \| told |" in told
