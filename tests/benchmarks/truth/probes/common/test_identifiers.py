from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.truth.probes.common.identifiers import live_cards, live_mail, live_phones, live_tax_numbers
from tests.benchmarks.truth.tables import verdict

if TYPE_CHECKING:
    from benchmarks.truth.probe import Probe


@pytest.mark.parametrize(
    ("probe", "nobody", "somebody"),
    [
        (live_mail, "ann@example.org", "ann@gmail.com"),
        (live_mail, "ann@shop.example", "ann@example.co"),
        (live_mail, "ann@host.invalid", "ann@notexample.com"),
        (live_phones, "(212) 555-0142", "(212) 555-1142"),
        (live_phones, "+1 212-555-0100", "+1 (450) 383-2261"),
        (live_phones, "212.555.0199x12", "001-998-267-5779x67610"),
        (live_cards, "4242 4242 4242 4242", "4539 1488 0343 6467"),
        (live_cards, "4539148803436468", "4539148803436467"),
        (live_tax_numbers, "900-12-3456", "123-45-6789"),
        (live_tax_numbers, "666-12-3456", "665-12-3456"),
    ],
)
def test_identifiers_of_nobody_pass_and_of_somebody_fail(probe: Probe, nobody: str, somebody: str) -> None:
    assert verdict(probe, {"value": ["some other text", nobody]}, rows=2) == "pass"
    assert verdict(probe, {"value": [nobody, somebody]}, rows=2) == "fail"


@pytest.mark.parametrize("probe", [live_mail, live_phones, live_cards, live_tax_numbers])
def test_texts_without_identifiers_say_nothing(probe: Probe) -> None:
    assert verdict(probe, {"value": ["MRN00000001", "2025-01-01", "9999350512342022"]}, rows=3) == "none"
