from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from faker import Faker

from nonesuch.generators.identifiers import find_identifiers, quasi_identifiers, reserved_values

N = 400


def _fake(name: str, n: int = N) -> list[str]:
    fake = Faker("en_US")
    fake.seed_instance(4)
    return [str(getattr(fake, name)()) for _ in range(n)]


@pytest.mark.parametrize(
    ("provider", "kind"),
    [
        ("email", "email"), ("ssn", "ssn"), ("ipv4", "ip"), ("mac_address", "mac"), ("iban", "iban"), ("uuid4", "uuid"),
        ("credit_card_number", "card"), ("url", "url"), ("name", "name"), ("paragraph", "text"),
    ],
)  # fmt: skip
def test_values_alone_give_identifiers_away(provider: str, kind: str) -> None:
    found = find_identifiers(pl.DataFrame({"column_7": _fake(provider)}))
    assert [finding.kind for finding in found] == [kind]
    assert found[0].evidence


@pytest.mark.parametrize(
    ("column", "provider", "kind"),
    [
        ("FirstName", "first_name", "first_name"), ("last_name", "last_name", "last_name"),
        ("PATIENT_PHONE", "phone_number", "phone"), ("home address", "street_address", "address"),
        ("user_name", "user_name", "username"),
    ],
)  # fmt: skip
def test_names_of_columns_give_identifiers_away(column: str, provider: str, kind: str) -> None:
    (found,) = find_identifiers(pl.DataFrame({column: _fake(provider)}))
    assert found.kind == kind
    assert "the name says" in found.evidence[0]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("record", list(range(1000, 1000 + N))),
        ("mrn", np.random.default_rng(0).choice(10**6, N, replace=False).tolist()),
        ("patient_nbr", np.repeat(np.random.default_rng(0).choice(10**8, N // 2, replace=False), 2).tolist()),
        ("token", [f"x{i * 7919 % 100_003}" for i in range(N)]),
    ],
)
def test_keys_are_found(column: str, values: list[object]) -> None:
    (found,) = find_identifiers(pl.DataFrame({column: values}))
    assert found.kind == "id"


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("age", np.random.default_rng(0).integers(0, 90, N).tolist()),
        ("amount", np.random.default_rng(0).gamma(2, 100, N).tolist()),
        ("salary", np.random.default_rng(0).integers(20_000, 90_000, N).tolist()),
        ("admission_type_id", [i % 8 for i in range(N)]),
        ("diagnosis", [f"D{i % 60}" for i in range(N)]),
        ("hours_per_week", [i % 60 for i in range(N)]),
        ("number_of_visits", [i % 9 for i in range(N)]),
        ("charges", [f"{i * 1.37:.2f}" for i in range(N)]),
        ("flag", [True, False] * (N // 2)),
        ("drug_name", [f"drug{i % 30}acillin" for i in range(N)]),
        ("house_price", np.random.default_rng(0).choice(8_000_000, N, replace=False).tolist()),
        ("year", list(range(1960, 2020))),
        ("filename_kind", ["pdf", "doc"] * (N // 2)),
    ],
)
def test_plain_columns_are_left_alone(column: str, values: list[object]) -> None:
    assert find_identifiers(pl.DataFrame({column: values})) == ()


def test_numbers_that_fail_the_check_digit_are_no_cards() -> None:
    cards = pl.Series(_fake("credit_card_number"))
    wrong = cards.str.slice(0, 10) + "99999" + cards.str.slice(15)
    assert all(finding.kind != "card" for finding in find_identifiers(pl.DataFrame({"x": wrong})))


def test_our_own_reserved_values_are_recognised() -> None:
    numbers = np.arange(N)
    for kind in ("email", "ssn", "iban", "card", "ip", "mac", "phone", "url", "uuid"):
        (found,) = find_identifiers(pl.DataFrame({"x": reserved_values(kind, numbers, seed=3)}))
        assert found.kind == kind


def test_quasi_identifiers_are_counted() -> None:
    table = pl.DataFrame({"sex": ["f", "m"] * 10, "zipcode": ["1", "2"] * 9 + ["3", "4"], "score": range(20)})
    found = quasi_identifiers(table)
    assert found is not None
    assert found.columns == ("sex", "zipcode")
    assert (found.smallest, found.unique, found.below_11) == (1, 0.1, 1.0)
    assert quasi_identifiers(table.select("score")) is None
