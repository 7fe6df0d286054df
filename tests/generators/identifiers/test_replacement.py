from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.errors import UsageError
from nonesuch.generators.identifiers import KINDS, Finding, find_identifiers, replace_identifiers, reserved_values
from nonesuch.generators.identifiers.checksums import luhn_valid, mod97
from nonesuch.generators.identifiers.shape import IdShape, learn_shape

UNIQUE = ("card", "email", "iban", "id", "ssn", "url", "username", "uuid")


@pytest.mark.parametrize("kind", UNIQUE)
@given(seed=st.integers(0, 2**40))
@settings(max_examples=5, deadline=None)
def test_different_numbers_give_different_values(kind: str, seed: int) -> None:
    values = reserved_values(kind, np.arange(5000), seed=seed)
    assert values.n_unique() == 5000


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("email", r"^[a-z]+\d+\.[a-z]*@example\.com$"), ("phone", r"^[2-8]\d\d-555-01\d\d$"),
        ("ssn", r"^9\d\d-00-\d{4}$"),
        ("iban", r"^XX\d{20}$"), ("card", r"^000000\d{10}$"), ("mac", r"^00-00-5E-00-53-[0-9A-F]{2}$"),
        ("ip", r"^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$"), ("url", r"^https://example\.com/\d{9}$"),
        ("uuid", r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"),
    ],
)  # fmt: skip
def test_values_lie_in_ranges_reserved_for_examples(kind: str, pattern: str) -> None:
    assert reserved_values(kind, np.arange(3000), seed=1).str.contains(pattern).all()


def _digits(texts: pl.Series) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array([[int(sign) for sign in text] for text in texts.to_list()])


def test_cards_and_ibans_have_valid_check_digits() -> None:
    cards = reserved_values("card", np.arange(500), seed=2)
    assert luhn_valid(_digits(cards)).all()
    ibans = reserved_values("iban", np.arange(500), seed=2)
    assert (mod97(_digits(ibans.str.slice(4) + "3333" + ibans.str.slice(2, 2))) == 1).all()


def test_known_check_digits() -> None:
    assert luhn_valid(_digits(pl.Series(["4111111111111111", "4111111111111112"]))).tolist() == [True, False]
    assert mod97(_digits(pl.Series(["3214282912345698765432161182"]))).tolist() == [1], "GB82 WEST 1234 5698 7654 32"


def test_one_person_is_replaced_alike_in_all_tables() -> None:
    people = pl.DataFrame({"person_id": [f"P{i:04}" for i in range(100)], "mail": [f"p{i}@x.org" for i in range(100)]})
    visits = pl.DataFrame(
        {"person_id": [f"P{i % 100:04}" for i in range(300)], "contact": [f"p{i % 100}@x.org" for i in range(300)]}
    )
    findings = {
        "people": find_identifiers(people),
        "visits": (Finding("person_id", "id", (), unique=False), Finding("contact", "email", (), unique=False)),
    }
    new = replace_identifiers({"people": people, "visits": visits}, findings)
    joined = new["visits"].join(new["people"], on="person_id")
    assert joined.height == 300
    assert (joined["mail"] == joined["contact"]).all()
    assert new["people"]["person_id"].n_unique() == 100
    assert not new["people"]["mail"].is_in(people["mail"].implode()).any()


def test_the_key_is_thrown_away_so_two_runs_differ() -> None:
    table = pl.DataFrame({"mail": [f"p{i}@x.org" for i in range(50)]})
    findings = {"t": find_identifiers(table)}
    first, second = (replace_identifiers({"t": table}, findings)["t"] for _ in range(2))
    assert not first.equals(second)
    fixed = [replace_identifiers({"t": table}, findings, key=9)["t"] for _ in range(2)]
    assert fixed[0].equals(fixed[1])


def test_the_place_of_a_value_says_nothing_about_its_replacement() -> None:
    table = pl.DataFrame({"id": [f"K{i:05}" for i in range(2000)]})
    new = replace_identifiers({"t": table}, {"t": find_identifiers(table)}, key=3)["t"]["id"]
    order = new.str.slice(1).cast(pl.Int64).to_numpy()
    assert abs(np.corrcoef(order, np.arange(2000))[0, 1]) < 0.1


def test_free_text_is_dropped_and_missing_stays_missing() -> None:
    table = pl.DataFrame({"note": ["some text"] * 3, "mail": ["a@b.org", None, "c@d.org"]})
    findings = {"t": (Finding("note", "text", (), unique=False), Finding("mail", "email", (), unique=True))}
    new = replace_identifiers({"t": table}, findings)["t"]
    assert new["note"].null_count() == 3
    assert new["mail"].is_null().to_list() == [False, True, False]


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        ([f"PAT-{i:05}" for i in range(500)], r"^PAT-\d{5}$"),
        ([f"{i:08}" for i in range(500)], r"^\d{8}$"),
        ([f"A{i % 10}b{i:03}" for i in range(500)], r"^A\db\d{3}$"),
    ],
)
def test_ids_keep_their_shape(values: list[str], pattern: str) -> None:
    made = learn_shape(pl.Series(values)).make(np.arange(400), seed=1)
    assert made.str.contains(pattern).all()
    assert made.n_unique() == 400


def test_integer_ids_are_distinct_and_about_as_long() -> None:
    made = learn_shape(pl.Series(range(100_000, 101_000))).make(np.arange(5000), seed=1)
    assert made.n_unique() == 5000
    assert made.cast(pl.String).str.len_chars().unique().to_list() == [6]


def test_a_shape_without_room_repeats_rather_than_fails() -> None:
    assert IdShape("9", 0, "String").make(np.arange(30), seed=1).n_unique() == 10


def test_unknown_kinds_and_columns_are_refused() -> None:
    with pytest.raises(UsageError, match="unknown kind"):
        reserved_values("e-mail", np.arange(3))
    with pytest.raises(UsageError, match="not there"):
        replace_identifiers({"t": pl.DataFrame({"a": [1]})}, {"t": (Finding("b", "id", (), unique=True),)})
    assert len(KINDS) == len(set(KINDS))
