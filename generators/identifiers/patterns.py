"""What the values of an identifying column look like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.identifiers.checksums import luhn_valid, mod97

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

__all__ = ["match_patterns", "name_kind"]

_ENOUGH = 0.9


@dataclass(frozen=True)
class _Pattern:
    kind: str
    regex: str
    check: Callable[[pl.Series], float] | None = None
    checked: str = ""


def _luhn_share(values: pl.Series) -> float:
    digits = values.str.replace_all(r"\D", "")
    shares = [
        luhn_valid(_digits(group)).sum()
        for length in range(13, 20)
        if len(group := digits.filter(digits.str.len_chars() == length))
    ]
    return float(sum(shares)) / max(len(values), 1)


def _iban_share(values: pl.Series) -> float:
    plain = values.str.replace_all(" ", "").str.to_uppercase()
    turned = plain.str.slice(4) + plain.str.slice(0, 4)
    letters = [chr(65 + i) for i in range(26)]
    spelled = turned.str.replace_many(letters, [str(10 + i) for i in range(26)])
    groups = spelled.str.len_chars().unique().to_list()
    good = [(mod97(_digits(spelled.filter(spelled.str.len_chars() == length))) == 1).sum() for length in groups]
    return float(sum(good)) / max(len(values), 1)


def _undated_share(values: pl.Series) -> float:
    """Dates such as 31.12.2024 have a phone number's pattern."""
    dated = values.str.contains(r"^(\d{1,2}[ ./-]\d{1,2}[ ./-]\d{4}|\d{4}[ ./-]\d{1,2}[ ./-]\d{1,2})$")
    return 1 - int(dated.sum()) / max(len(values), 1)


def _digits(texts: pl.Series) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Digits of equally long texts, shape (n, length)."""
    joined = np.frombuffer("".join(texts.to_list()).encode("ascii"), np.uint8).astype(np.int64) - 48
    return joined.reshape(len(texts), -1)


_PATTERNS = (
    _Pattern("email", r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"),
    _Pattern("uuid", r"(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
    _Pattern("url", r"(?i)^(https?|ftp)://\S+$"),
    _Pattern("ssn", r"^\d{3}-\d{2}-\d{4}$"),
    _Pattern("ip", r"^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$"),
    _Pattern("mac", r"(?i)^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$"),
    _Pattern("iban", r"(?i)^[A-Z]{2}\d{2}( ?[A-Z0-9]){11,30}$", _iban_share, "valid IBAN check digits"),
    _Pattern("card", r"^\d[\d -]{11,21}\d$", _luhn_share, "valid Luhn check digits"),
    _Pattern(
        "phone",
        r"^(\+\d{1,3}[ .-]?)?\(?\d{2,4}\)?[ .-]\d{2,4}[ .-]\d{3,4}([ .-]\d{2,4})?$|^\+\d{8,15}$",
        _undated_share,
        "phone numbers (and are no dates)",
    ),
)
_NAMES = {
    "email": ("email", "mail"),
    "phone": ("phone", "telephone", "mobile", "tel", "fax", "cell"),
    "ssn": ("ssn", "sin", "nino"),
    "first_name": ("firstname", "forename", "givenname", "given"),
    "last_name": ("lastname", "surname", "familyname"),
    "name": ("name", "fullname", "patient", "customer", "cardholder", "insured", "person", "employee"),
    "address": ("address", "street", "addr"),
    "iban": ("iban",),
    "card": ("pan", "cardnumber", "creditcard"),
    "ip": ("ip", "ipaddress"),
    "url": ("url", "website", "homepage"),
    "uuid": ("uuid", "guid"),
    "username": ("username", "login", "user"),
    "id": (
        "id",
        "mrn",
        "key",
        "number",
        "no",
        "nr",
        "nbr",
        "num",
        "identifier",
        "ref",
        "reference",
        "account",
        "passport",
        "licence",
        "license",
    ),
    "text": ("note", "notes", "comment", "comments", "description", "remark", "remarks", "message", "text", "body"),
}


def match_patterns(values: pl.Series) -> tuple[str, str] | None:
    """Find the pattern that nearly all values follow.

    Args:
        values: Shape (n,), texts without nulls, a sample is enough.

    Returns:
        The kind and the evidence; None if no pattern fits nine values in ten.

    Example:
        >>> import polars as pl
        >>> match_patterns(pl.Series(["ann@x.org", "bob@y.net"]))
        ('email', '100% of the values look like email')
    """
    for pattern in _PATTERNS:
        fitting = values.filter(values.str.contains(pattern.regex))
        share = len(fitting) / max(len(values), 1)
        if share < _ENOUGH:
            continue
        if pattern.check is None:
            return pattern.kind, f"{share:.0%} of the values look like {pattern.kind}"
        checked = pattern.check(fitting)
        if checked >= _ENOUGH:
            return pattern.kind, f"{checked:.0%} of the values have {pattern.checked}"
    return None


def name_kind(column: str) -> tuple[str, str] | None:
    """Read the kind of identifier off a column's name.

    Args:
        column: The name.

    Returns:
        The kind and the word that gave it away; None if the name says nothing.

    Example:
        >>> name_kind("PatientFirstName"), name_kind("hours_per_week")
        (('first_name', 'first name'), None)
    """
    words = [word.lower() for word in re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+", column)]
    pairs = {first + second: f"{first} {second}" for first, second in pairwise(words)}
    for kind, known in _NAMES.items():
        spelled = [pairs[pair] for pair in pairs if pair in known]
        if spelled:
            return kind, spelled[0]
    for kind, known in _NAMES.items():
        if kind in {"name", "id", "text"} and words and words[-1] in known:
            return kind, words[-1]
        found = [word for word in words if word in known and kind not in {"name", "id", "text"}]
        if found:
            return kind, found[0]
    return None
