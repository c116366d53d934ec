# Everything lives in .venv, made on demand; nothing is installed outside this folder.
# Node comes as a wheel from requirements/, so no Node is needed on the machine.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
ARGS ?=

# Compiled modules are kept: without them each command that a test starts compiles them all again.
unexport PYTHONDONTWRITEBYTECODE

CHROMIUM := $(shell command -v chromium-headless-shell || command -v chromium || command -v chromium-browser)

.DEFAULT_GOAL := help
.PHONY: help demo test nightly check check-own check-app audit bench fix docs app wheel requirements clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.run app ## A year of payments from a simulated Stripe, on a page, with live traffic
	@$(BIN)/tillwatch demo $(ARGS)

test: $(VENV)/.dev app ## All tests; the browser's too, where Chromium is installed
ifeq ($(CHROMIUM),)
	@echo "No Chromium found: the browser tests are skipped (Debian: apt-get install chromium)."
endif
	$(BIN)/pytest -n auto --dist loadfile $(ARGS)

nightly: $(VENV)/.dev app ## The long forms: hundreds of kills, thousands of histories; prints what it ran
	$(BIN)/pytest -m nightly -n 2 -v --durations=0 $(ARGS)
	HYPOTHESIS_PROFILE=nightly $(BIN)/pytest tests/property tests/api/test_schema.py -n 2 -v $(ARGS)

check: check-own check-app ## Style, types, layers, and the front end's types (-j2: beside each other)

check-own: $(VENV)/.dev ## Style, types and layers of what is Python
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check-app: $(VENV)/.dev ## Types of the front end
	$(BIN)/python hatch_build.py check

audit: $(VENV)/.dev ## Ask the advisory databases about every package (needs the internet; CI does not run it)
	@test -x $(VENV)/audit/bin/pip-audit || { $(PYTHON) -m venv $(VENV)/audit && $(VENV)/audit/bin/pip install --quiet pip-audit; }
	$(VENV)/audit/bin/pip-audit --disable-pip --require-hashes -r requirements/run.txt
	$(BIN)/python hatch_build.py audit

bench: $(VENV)/.dev app ## Measure everything, an hour; write the figures into docs/performance.md
	@$(BIN)/python -m benchmarks $(or $(ARGS),--write)

fix: $(VENV)/.dev ## Put style right where a tool can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev ## Check that the documentation tells the truth: links, commands, settings
	$(BIN)/pytest tests/tidy $(ARGS)

app: $(VENV)/.run ## Build the front end (quick when nothing changed)
	@$(BIN)/python hatch_build.py

wheel: $(VENV)/.run app ## The package with the front end in it, in dist/
	@rm -rf dist
	@$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist

requirements: $(VENV)/.dev ## Pin requirements/*.txt again; UPGRADE=1 takes the newest
	PATH="$(abspath $(BIN)):$$PATH" requirements/compile.sh $(if $(UPGRADE),--upgrade)

clean: ## Remove everything that make has made
	rm -rf $(VENV) dist frontend/node_modules frontend/.built src/tillwatch/faces/web/app

# The stamps: a second call has nothing to do until requirements or pyproject.toml change.
# Making the package, editable or not, builds the front end; `app` only does it again when it changed.

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) not found: install Python 3.11 or name one: make PYTHON=python3"; exit 1; }
	@echo "Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml
	@echo "Installing what Tillwatch runs on"
	@$(PIP) install --quiet --require-hashes -r requirements/run.txt
	@echo "Installing Tillwatch, with its front end"
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "Installing the tools"
	@$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@
