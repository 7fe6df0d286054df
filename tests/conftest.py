"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# A busy machine makes single examples slow, not wrong; speed is measured in benchmarks/.
settings.register_profile("nonesuch", deadline=None)
settings.load_profile("nonesuch")
