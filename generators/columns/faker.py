"""Values of any Faker provider, through a pool that the seed fills once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from nonesuch.errors import PackError, nearest
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.columns.words import Words
from nonesuch.generators.randomness import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FORBIDDEN", "FakerSpec"]

FORBIDDEN = frozenset(
    [
        "aba",
        "ascii_company_email",
        "ascii_email",
        "ascii_free_email",
        "basic_phone_number",
        "bban",
        "company_email",
        "coordinate",
        "credit_card_full",
        "credit_card_number",
        "domain_name",
        "ein",
        "email",
        "free_email",
        "hostname",
        "iban",
        "image_url",
        "invalid_ssn",
        "ipv4",
        "ipv4_public",
        "ipv6",
        "itin",
        "latlng",
        "license_plate",
        "local_latlng",
        "location_on_land",
        "mac_address",
        "msisdn",
        "nic_handle",
        "nic_handles",
        "passport_full",
        "passport_number",
        "passport_owner",
        "phone_number",
        "profile",
        "pystr_format",
        "ripe_id",
        "simple_profile",
        "ssn",
        "swift",
        "swift11",
        "swift8",
        "uri",
        "url",
        "vin",
    ]
)
"""Providers whose values could belong to somebody, or that call other providers by name."""

_DATED = frozenset({"credit_card_expire", "passport_dates", "passport_dob", "uuid1", "uuid7"})
"""Providers outside of Faker's own date_time whose values change from day to day."""


class FakerSpec(ColumnSpec):
    """A value of a Faker provider, drawn evenly from a pool; it may change with the installed version of Faker."""

    kind: Literal["faker"] = "faker"
    provider: str = Field(description="Name of the provider's method, such as 'job'.")
    arguments: dict[str, str | int | float | bool] = Field({}, description="Arguments of the method.")
    pool: int = Field(500, ge=1, le=20_000, description="Number of values drawn into the pool.")

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        from faker import Faker  # noqa: PLC0415 - slow to import, needed by few packs

        try:
            fake = Faker(binding.locale)
        except AttributeError as problem:
            raise PackError("Faker does not speak the locale", place=binding.place, found=str(problem)) from None
        fake.seed_instance(digest(binding.seed, binding.domain, binding.table, binding.column))
        self._check(fake.factories[0].get_providers(), binding.place)
        try:
            values = [getattr(fake, self.provider)(**self.arguments) for _ in range(self.pool)]
        except Exception as problem:  # noqa: BLE001 - whatever a provider of Faker raises, the pack asked for it
            raise PackError(
                "Faker refuses", place=binding.place, found=f"{type(problem).__name__}: {problem}"
            ) from None
        return Words.of({str(value): 1.0 for value in values})

    def _check(self, providers: Sequence[object], place: str) -> None:
        """Refuse what is no provider, and providers whose values could belong to somebody or change from day to day."""
        homes = {name: type(provider) for provider in reversed(providers) for name in _methods(provider)}
        if self.provider in FORBIDDEN:
            expected = "a column of kind contact or identifier"
            raise PackError(f"values of {self.provider!r} could belong to somebody", place=place, expected=expected)
        if self.provider not in homes:
            raise PackError(
                f"Faker has no {self.provider!r}", place=place, hint=nearest(self.provider, homes.keys() - FORBIDDEN)
            )
        if self.provider in _DATED or "date_time" in homes[self.provider].__module__:
            expected = "a column of kind date or time"
            raise PackError(f"values of {self.provider!r} change from day to day", place=place, expected=expected)


def _methods(provider: object) -> list[str]:
    return [name for name in dir(provider) if not name.startswith("_") and callable(getattr(provider, name))]
