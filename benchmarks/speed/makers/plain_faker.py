"""The plain table by Faker, one record after the other, as its documentation does."""

from __future__ import annotations

import random
from collections import OrderedDict

from faker import Faker

from benchmarks.speed.makers import plain_vocabulary as words


def make(rows: int, seed: int) -> int:
    """Make the records."""
    Faker.seed(seed)
    fake, draw = Faker(), random.Random(seed)
    categories, currencies = OrderedDict(words.CATEGORIES), OrderedDict(words.CURRENCIES)
    records = []
    for number in range(rows):
        latitude, longitude, city, *_ = fake.local_latlng(country_code="US")  # type: ignore[misc]  # never None there
        records.append(
            (
                number,
                draw.randrange(words.CUSTOMERS),
                fake.date_time_between("-1y", "now"),
                round(draw.lognormvariate(words.MEDIAN_LOG, words.LOG_SD), 2),
                fake.random_element(currencies),
                draw.randrange(words.MERCHANTS),
                fake.random_element(categories),
                city,
                fake.state_abbr(),
                float(latitude),
                float(longitude),
                draw.random() < words.FRAUD,
            )
        )
    return len(records)
