"""Records that the messages speak of; made with the standard library, so that every peer can read them."""

from __future__ import annotations

import random

ISSUES = ("battery", "noise", "screen")
KINDS = ("Pro", "Mini", "Plus", "Air")
COLUMNS = ("order", "model", "days", "date", "issue")


def make(rows: int) -> dict[str, list[str]]:
    """Columns of texts, each with one value a row."""
    rng = random.Random(7)
    return {
        "order": [f"N-{rng.randrange(10**6, 10**7)}" for _ in range(rows)],
        "model": [f"{rng.choice('ACEKMRTX')}{rng.randrange(10, 99)} {rng.choice(KINDS)}" for _ in range(rows)],
        "days": [str(rng.randrange(2, 30)) for _ in range(rows)],
        "date": [f"{rng.choice(('May', 'June', 'July'))} {rng.randrange(1, 31)}" for _ in range(rows)],
        "issue": [ISSUES[i % 3] for i in range(rows)],
    }
