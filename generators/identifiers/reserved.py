"""Values that identify nobody: names from Faker's lists, everything else from ranges reserved for examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa
from faker import Faker

from nonesuch.errors import UsageError, nearest
from nonesuch.generators.identifiers.checksums import luhn_digit, mod97
from nonesuch.generators.identifiers.dictionary import person_names
from nonesuch.generators.permutation import Permutation
from nonesuch.generators.randomness import cell_words, digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["KINDS", "reserved_values"]

_STREETS = 400
_UUID_PLACES = [place for place in range(36) if place not in {8, 13, 18, 23}]


def reserved_values(kind: str, numbers: NDArray[np.integer], *, seed: int = 0, locale: str = "en_US") -> pl.Series:
    """Make identifying values that belong to nobody.

    E-mail addresses end in ``example.com`` (RFC 2606), phone numbers are 555-0100 to 555-0199 (reserved for fiction by
    the North American Numbering Plan), social security numbers have area 900-999 and group 00 (never issued), IBANs the
    user-assigned country code XX, card numbers the issuer number 000000, IP addresses lie in the documentation
    networks (RFC 5737), MAC addresses in 00-00-5E-00-53 (RFC 7042). E-mails, ids, cards, IBANs, SSNs (up to a million)
    and UUIDs are different for different numbers; the other ranges are too small for that.

    Args:
        kind: One of `KINDS`.
        numbers: Shape (n,), which value; equal numbers give equal values.
        seed: Which names the numbers stand for.
        locale: Faker's locale for names.

    Returns:
        Shape (n,), texts.

    Raises:
        UsageError: If the kind is unknown.

    Example:
        >>> reserved_values("email", np.array([0, 1, 0]), seed=1).to_list()[0].endswith("@example.com")
        True
    """
    if kind not in KINDS:
        raise UsageError(
            "unknown kind of identifier", expected="one of " + ", ".join(KINDS), found=kind, hint=nearest(kind, KINDS)
        )
    return _MAKERS[kind](np.asarray(numbers, dtype=np.int64), seed, locale).alias(kind)


def _shuffled(numbers: NDArray[np.int64], seed: int, size: int) -> NDArray[np.int64]:
    return Permutation(size, digest(seed, "reserved", size))(numbers % size)


def _pick(numbers: NDArray[np.int64], seed: int, name: str, size: int) -> NDArray[np.int64]:
    words = cell_words(digest(seed, "reserved", name), numbers.astype(np.uint64))
    return (words % np.uint64(size)).astype(np.int64)


def _first_name(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:
    names = person_names(locale)[0]
    return pl.Series(names).gather(_pick(numbers, seed, "first", len(names)))


def _last_name(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:
    names = person_names(locale)[1]
    return pl.Series(names).gather(_pick(numbers, seed, "last", len(names)))


def _name(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:
    return _first_name(numbers, seed, locale) + " " + _last_name(numbers, seed, locale)


def _username(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:
    first = _first_name(numbers, seed, locale).str.to_lowercase().str.replace_all(r"[^a-z]", "")
    return first + _padded(numbers, 1)


def _email(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:
    last = _last_name(numbers, seed, locale).str.to_lowercase().str.replace_all(r"[^a-z]", "")
    return _username(numbers, seed, locale) + "." + last + "@example.com"


def _address(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:
    fake = Faker(locale)
    fake.seed_instance(digest(seed, "streets", locale))
    streets = pl.Series([fake.street_name() for _ in range(_STREETS)])
    number = _padded(_pick(numbers, seed, "house", 9899) + 100, 1)
    return number + " " + streets.gather(_pick(numbers, seed, "street", _STREETS))


def _phone(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:  # noqa: ARG001 - the North American plan
    place = _shuffled(numbers, seed, 700 * 100)
    return _padded(200 + place // 100, 3) + "-555-01" + _padded(place % 100, 2)


def _ssn(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:  # noqa: ARG001 - of the United States
    place = _shuffled(numbers, seed, 1_000_000)
    return _padded(900 + place // 10_000, 3) + "-00-" + _padded(place % 10_000, 4)


def _card(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:  # noqa: ARG001 - the same everywhere
    place = _shuffled(numbers, seed, 10**9)
    digits = place[:, None] // 10 ** np.arange(8, -1, -1) % 10
    payload = np.hstack([np.zeros((len(place), 6), np.int64), digits])
    return "000000" + _padded(place, 9) + _padded(luhn_digit(payload), 1)


def _iban(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:  # noqa: ARG001 - no country's
    place = _shuffled(numbers, seed, 10**15)
    account = place[:, None] // 10 ** np.arange(17, -1, -1) % 10
    country = np.tile([3, 3, 3, 3, 0, 0], (len(place), 1))
    return "XX" + _padded(98 - mod97(np.hstack([account, country])), 2) + _padded(place, 18)


def _ip(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:  # noqa: ARG001 - the same everywhere
    place = _shuffled(numbers, seed, 3 * 254)
    nets = pl.Series(["192.0.2.", "198.51.100.", "203.0.113."])
    return nets.gather(place // 254) + _padded(place % 254 + 1, 1)


def _mac(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:  # noqa: ARG001 - the same everywhere
    pairs = pl.Series([f"{i:02X}" for i in range(256)])
    return "00-00-5E-00-53-" + pairs.gather(_shuffled(numbers, seed, 256))


def _url(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:  # noqa: ARG001 - the same everywhere
    return "https://example.com/" + _padded(_shuffled(numbers, seed, 10**9), 9)


def _uuid(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:  # noqa: ARG001 - the same everywhere
    halves = [cell_words(digest(seed, "uuid", i), numbers.astype(np.uint64)) for i in range(2)]
    raw = np.stack(halves, 1).astype(">u8").view(np.uint8).reshape(-1, 16)
    raw[:, 6] = raw[:, 6] & 0x0F | 0x40
    raw[:, 8] = raw[:, 8] & 0x3F | 0x80
    signs = np.frombuffer(b"0123456789abcdef", np.uint8)
    text = np.full((len(raw), 36), ord("-"), np.uint8)
    text[:, _UUID_PLACES[::2]] = signs[raw >> 4]
    text[:, _UUID_PLACES[1::2]] = signs[raw & 15]
    offsets = pa.py_buffer(np.arange(len(raw) + 1, dtype=np.int64) * 36)
    return pl.Series(pa.LargeStringArray.from_buffers(len(raw), offsets, pa.py_buffer(text)))


def _id(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:  # noqa: ARG001 - the same everywhere
    return "N" + _padded(_shuffled(numbers, seed, 10**9), 9)


def _text(numbers: NDArray[np.int64], seed: int, locale: str) -> pl.Series:  # noqa: ARG001 - nothing is said
    return pl.Series([None], dtype=pl.String).extend_constant(None, len(numbers)).head(len(numbers))


def _padded(numbers: NDArray[np.int64], width: int) -> pl.Series:
    return pl.Series(numbers).cast(pl.String).str.zfill(width)


_MAKERS: dict[str, Callable[[NDArray[np.int64], int, str], pl.Series]] = {
    "address": _address, "card": _card, "email": _email, "first_name": _first_name, "iban": _iban, "id": _id, "ip": _ip,
    "last_name": _last_name, "mac": _mac, "name": _name, "phone": _phone, "ssn": _ssn, "text": _text, "url": _url,
    "username": _username, "uuid": _uuid,
}  # fmt: skip
KINDS = tuple(_MAKERS)
"""Kinds of identifiers; ``text`` is dropped, that is, replaced by nothing."""
