# Two commands do all the set-up: `make demo` and `make test`. They need python 3.11 or newer and nothing else.
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/sh

.PHONY: demo test test-slow test-sdv lint docs bench clean

.venv/demo: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/test: pyproject.toml | .venv/demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

demo: .venv/demo  ## make the three domains, hold them against their rules, say where to look
	$(BIN)/nonesuch generate medical --size patients=1000 --view case --out out/medical
	$(BIN)/nonesuch generate fraud --size customers=1000 --out out/fraud
	$(BIN)/nonesuch generate customer_service --size customers=1000 --out out/customer_service
	$(BIN)/nonesuch validate medical out/medical
	$(BIN)/nonesuch validate fraud out/fraud
	$(BIN)/nonesuch validate customer_service out/customer_service
	@echo "look at out/*/report.html and out/*/data"

test: .venv/test  ## all tests but those that take minutes
	$(BIN)/python -m pytest -n auto

test-slow: .venv/test  ## the proofs that take minutes
	$(BIN)/python -m pytest -m slow

test-sdv:  ## the adapters to SDV, in an environment of their own
	scripts/test_sdv.sh

.venv/docs: pyproject.toml | .venv/demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[docs]"
	@touch $@

docs: .venv/docs  ## the documentation, into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv out dist site
