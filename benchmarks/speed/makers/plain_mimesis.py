"""The plain table by Mimesis, one record after the other, as its documentation does."""

from __future__ import annotations

from mimesis import Generic
from mimesis.locales import Locale

from benchmarks.speed.makers import plain_vocabulary as words


def make(rows: int, seed: int) -> int:
    """Make the records."""
    generic = Generic(Locale.EN, seed=seed)
    draw = generic.random
    categories, currencies = list(words.CATEGORIES), list(words.CURRENCIES)
    records = [
        (
            number,
            draw.randint(0, words.CUSTOMERS),
            generic.datetime.datetime(2025, 2025),
            round(draw.lognormvariate(words.MEDIAN_LOG, words.LOG_SD), 2),
            draw.choices(currencies, list(words.CURRENCIES.values()))[0],
            draw.randint(1, words.MERCHANTS),
            draw.choices(categories, list(words.CATEGORIES.values()))[0],
            generic.address.city(),
            generic.address.state(abbr=True),
            generic.address.latitude(),
            generic.address.longitude(),
            draw.random() < words.FRAUD,
        )
        for number in range(rows)
    ]
    return len(records)
