# frontmate. `make help` lists what there is; everything runs in .venv, from locks/.
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check -q
# With bytecode: where Python is told to write none, every process would compile all of src again.
OURSELVES := $(PIP) install --no-deps --no-build-isolation -e . && $(PY) -m compileall -q src
# The first interpreter that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && { echo $$p; exit; }; done)

.PHONY: help setup setup-dev demo run serve work connect doctor test contract prove prove-bites check lock format screenshots bench evaluate

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(VENV)/.runtime ## the virtual environment with the locked dependencies

setup-dev: $(VENV)/.dev ## the same with what tests and checks need

$(VENV)/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
	  echo "frontmate needs Python 3.11 or newer, and none was found."; \
	  case "$$(uname -s)" in Darwin) echo "Install it with:  brew install python@3.13";; \
	  *) echo "Install it with:  sudo apt-get install -y python3 python3-venv   (Debian 12, Ubuntu 24.04 or newer)";; esac; exit 1; fi
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python was found, but not its venv module."; \
	  echo "Install it with:  sudo apt-get install -y python3-venv"; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python locks/runtime.txt pyproject.toml
	@[ -e $(VENV)/.dev ] || { echo "Installing the locked dependencies (about a minute the first time) …"; \
	  $(PIP) install --require-hashes --no-deps -r locks/runtime.txt; }
	@$(OURSELVES)
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python locks/dev.txt pyproject.toml
	@echo "Installing the locked dependencies and the tools for tests and checks …"
	@$(PIP) install --require-hashes --no-deps -r locks/dev.txt
	@$(OURSELVES)
	@touch $@

demo: setup ## the whole product on this machine, with a simulated Front (CHECK=1: by itself; MODEL=1: a scripted model)
	@$(VENV)/bin/frontmate demo $(if $(CHECK),--check) $(if $(MODEL),--scripted-model)

serve: setup ## the web server alone (webhooks, console)
	@$(VENV)/bin/frontmate serve

work: setup ## a worker alone
	@$(VENV)/bin/frontmate work

connect: setup ## connect a real Front workspace, step by step
	@$(VENV)/bin/frontmate connect

doctor: setup ## what is wrong, and what mends it
	@$(VENV)/bin/frontmate doctor

run: setup ## web server and worker for a real Front (settings: docs/settings.md)
	@$(VENV)/bin/frontmate run

test: setup-dev ## every test
	@$(PY) -m pytest $(ARGS)

contract: setup-dev ## client and simulated Front against Front's description in ../shared, one JSON line last
	@$(PY) -m tests.contract

prove: setup-dev ## kill it, stop it, storm over it, and count: one JSON line last (RUNS=200 SEED=1)
	@$(PY) -m tests.prove --runs $(or $(RUNS),200) --seed $(or $(SEED),1) $(ARGS)

prove-bites: setup-dev ## plant known bugs in copies of the source: the prover must find each
	@$(PY) -m tests.prove.bites $(ARGS)

check: setup-dev ## format, lint, strict types, import rules, dead code
	@$(VENV)/bin/ruff format --check --quiet . || { echo "run: make format"; exit 1; }
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy
	@PYTHONPATH=src $(VENV)/bin/lint-imports --no-logo 2>/dev/null || PYTHONPATH=src $(VENV)/bin/lint-imports
	@$(VENV)/bin/vulture

screenshots: setup-dev ## renew the pictures of the docs (needs Chromium)
	@PYTHONPATH=. $(PY) docs/pictures/renew.py

bench: setup-dev ## figures of the main job, one JSON line last (RUNS=20)
	@$(PY) -m benchmarks.main_job --runs $(or $(RUNS),20)

evaluate: setup-dev ## how well mails are read and articles are found (sets in ../shared), one JSON line last
	@$(PY) -m benchmarks.evaluate $(ARGS)

format: setup-dev ## mend the format and what the linter can mend
	@$(VENV)/bin/ruff format --quiet . && $(VENV)/bin/ruff check --fix --quiet .

lock: ## renew locks/ (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build pyproject.toml -o locks/runtime.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c locks/runtime.txt --extra build --extra dev pyproject.toml -o locks/dev.txt
