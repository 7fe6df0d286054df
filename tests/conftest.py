"""Settings of all tests: no deadlines, since tests say nothing about time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("nonesuch", deadline=None)
settings.load_profile("nonesuch")
