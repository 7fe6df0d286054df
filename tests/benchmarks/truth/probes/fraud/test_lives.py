from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from benchmarks.truth.probes.fraud import lives
from tests.benchmarks.truth.tables import Columns, verdict

if TYPE_CHECKING:
    from benchmarks.truth.probe import Probe

_DAY = date(2025, 6, 15)
_MORNING = datetime(2025, 6, 15, 8, 30)
_DAY_AFTER = datetime(2025, 6, 16)
_YEAR_BEFORE = datetime(2024, 6, 15)


@pytest.mark.parametrize(
    ("probe", "good", "change"),
    [
        (
            lives.payments_before_account,
            {"day": _DAY, "account_opened_at": _MORNING},
            {"account_opened_at": _DAY_AFTER},
        ),
        (
            lives.payments_outside_card,
            {"day": _DAY, "card_issued_at": _YEAR_BEFORE, "card_expires_at": _DAY_AFTER},
            {"card_expires_at": _YEAR_BEFORE},
        ),
        (
            lives.payments_at_unopened_shops,
            {"day": _DAY, "merchant_opened_at": _MORNING},
            {"merchant_opened_at": _DAY_AFTER},
        ),
        (
            lives.accounts_before_customers,
            {"opened_at": _MORNING, "customer_since": _MORNING},
            {"opened_at": _YEAR_BEFORE},
        ),
        (
            lives.children_with_accounts,
            {"birth_date": date(2000, 1, 1), "customer_since": _DAY_AFTER},
            {"birth_date": date(2013, 1, 1)},
        ),
        (lives.two_owners, {"card_customer": "1", "other_customer": "1"}, {"other_customer": "2"}),
        (lives.loans_repaid_before_granted, {"paid_at": _DAY_AFTER, "granted_at": _MORNING}, {"paid_at": _YEAR_BEFORE}),
    ],
)
def test_lives(probe: Probe, good: Columns, change: Columns) -> None:
    assert verdict(probe, good) == "pass"
    some = {name: [value] * 20 + [change.get(name, value)] for name, value in good.items()}
    assert verdict(probe, some, rows=63) == "fail"
