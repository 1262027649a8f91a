# switchboard: `make help` lists everything
SHELL := /bin/bash
.DEFAULT_GOAL := help
# the first Python from 3.11 to 3.13 that really starts
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export DAGSTER_DISABLE_TELEMETRY := 1
export GX_ANALYTICS_ENABLED := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Switchboard needs Python 3.11, 3.12 or 3.13 on the PATH; none was found."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked packages into $(VENV) (a minute or two, once)"
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes --no-compile -r requirements.lock 2> >(grep -v "is ignored: it is" >&2)
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable . 2> >(grep -v "is ignored: it is" >&2)
	@# where the environment forbids Python to keep what it has compiled, every start would compile all it imports anew: five seconds
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -W ignore -c "import great_expectations, duckdb_engine, openpyxl, pipelines.definitions" \
		2>/dev/null
	@touch $@

.PHONY: setup run dev extract test test-fast test-slow check lint types floors docs describe sample real bench bi-check lock clean help

setup: $(READY) ## make .venv from the lock file

run: $(READY) ## load what is in data/landing (the sample centre, when it is empty), compute, check, publish
	@$(BIN)/switchboard run

dev: $(READY) ## Dagster's page and daemon on http://127.0.0.1:3000, with schedule and sensor
	@$(BIN)/switchboard dev

extract: $(READY) ## monthly trend tables: make extract MONTH=2026-10 KPI="service_level csat_mean" FORMAT=xlsx|csv|parquet
	@$(BIN)/switchboard extract $(if $(MONTH),--month "$(MONTH)") $(if $(FORMAT),--format "$(FORMAT)") $(if $(OUT),--out "$(OUT)") $(KPI)

describe: $(READY) ## draft the sources.yaml entry for an export of your own: make describe FILE=x
	@test -n "$(FILE)" || { echo "usage: make describe FILE=path/of/an/export"; exit 2; }
	@$(BIN)/switchboard describe "$(FILE)"

sample: $(READY) ## write the sample centre's exports into data/landing
	@$(BIN)/switchboard sample

real: $(READY) ## run the pipeline, by YAML alone, on the real exports beside the project (skips where there are none)
	@$(BIN)/python -m tests.real

docs: $(READY) ## write docs/tables.md and docs/kpis.md from the declarations
	@$(BIN)/switchboard docs

lint: $(READY) ## ruff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY) ## mypy, strict
	@$(BIN)/mypy

floors: $(READY) ## import-linter: who may import whom
	@$(BIN)/lint-imports --no-cache

test: $(READY) lint types floors ## every check and the fast tests (below 5 minutes)
	@$(BIN)/pytest -m "not slow" --numprocesses auto --maxprocesses 8 --dist worksteal

test-slow: $(READY) ## the slow tests: whole runs, kills, error rates
	@$(BIN)/pytest -m slow --numprocesses auto --maxprocesses 4 --dist loadfile

bench: $(READY) .venv-bench/.ready ## speed, as ratios against reference runs (an hour; `python -m bench -h` for some of it)
	@$(BIN)/python -m bench

bi-check: $(READY) ## BI programs read the published file in environments of their own (Superset, Harlequin); writes docs/bi.md
	@$(BIN)/python -m tests.bi $(FILE)

# what only the benchmark compares with stays out of the lock: an environment of its own that sees the product's packages
.venv-bench/.ready: $(READY)
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --no-deps pyworkforce==0.5.1 joblib==1.3.2 \
		ortools==9.15.6755 absl-py==2.5.1 protobuf==6.33.6 immutabledict==4.3.1
	@$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" > "$$(.venv-bench/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/product.pth"
	@touch $@

lock: ## renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --extra dev pyproject.toml -o requirements.lock

clean: ## take away what the machine made, landing files and published files included
	rm -rf data .pytest_cache .mypy_cache .ruff_cache .hypothesis

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20
