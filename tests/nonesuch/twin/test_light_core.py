from __future__ import annotations

import subprocess
import sys


def test_nothing_heavy_is_imported_unless_asked() -> None:
    code = (
        "import sys, nonesuch.twin, nonesuch.generators.synthesizers, nonesuch.validators.privacy; "
        "print(sorted({'sklearn', 'scipy', 'torch', 'sdv', 'sdmetrics', 'numba'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
