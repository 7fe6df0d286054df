"""Values of any Faker provider, through a pool that the seed fills once."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nonesuch.errors import PackError, nearest
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.columns.words import Words
from nonesuch.generators.randomness import digest

__all__ = ["FORBIDDEN", "FakerSpec"]

FORBIDDEN = frozenset(
    [
        "basic_phone_number",
        "bban",
        "company_email",
        "credit_card_full",
        "credit_card_number",
        "domain_name",
        "ein",
        "email",
        "free_email",
        "hostname",
        "iban",
        "invalid_ssn",
        "ipv4",
        "ipv4_public",
        "ipv6",
        "itin",
        "latlng",
        "local_latlng",
        "location_on_land",
        "msisdn",
        "passport_number",
        "phone_number",
        "profile",
        "simple_profile",
        "ssn",
        "uri",
        "url",
    ]
)
"""Providers whose values could belong to somebody; `contact` and `identifier` columns use reserved ranges."""


class FakerSpec(ColumnSpec):
    """A value of a Faker provider, drawn evenly from a pool; it may change with the installed version of Faker."""

    kind: Literal["faker"] = "faker"
    provider: str = Field(description="Name of the provider's method, such as 'job'.")
    arguments: dict[str, str | int | float | bool] = Field({}, description="Arguments of the method.")
    pool: int = Field(500, ge=1, le=20_000, description="Number of values drawn into the pool.")

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        from faker import Faker  # noqa: PLC0415 - slow to import, needed by few packs

        fake = Faker(binding.locale)
        fake.seed_instance(digest(binding.seed, binding.domain, binding.table, binding.column))
        known = [name for name in dir(fake) if not name.startswith("_")]
        if self.provider in FORBIDDEN:
            raise PackError(
                f"values of {self.provider!r} could belong to somebody",
                place=binding.place,
                expected="a column of kind contact or identifier",
            )
        if self.provider not in known:
            raise PackError(f"Faker has no {self.provider!r}", place=binding.place, hint=nearest(self.provider, known))
        try:
            values = [getattr(fake, self.provider)(**self.arguments) for _ in range(self.pool)]
        except (TypeError, ValueError, AttributeError) as problem:
            raise PackError("Faker refuses", place=binding.place, found=str(problem)) from None
        return Words.of({str(value): 1.0 for value in values})
