#!/usr/bin/env bash
# Tests the adapters of SDV in an environment of their own: torch for the CPU first, then SDV, which pins pandas below 3.
set -euo pipefail
cd "$(dirname "$0")/.."
environment="${SDV_ENVIRONMENT:-.venv-sdv}"
if [ ! -x "$environment/bin/python" ]; then
  python3 -m venv "$environment"
  "$environment/bin/pip" install -q torch==2.13.0
  "$environment/bin/pip" install -q -e '.[sdv]' pytest hypothesis
fi
exec "$environment/bin/python" -m pytest -q tests/extras/test_sdv.py -m sdv -p no:cacheprovider "$@"
