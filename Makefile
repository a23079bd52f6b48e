# Two commands: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export PORT ?= 8000
export CLEW_DATA_DIR ?= $(CURDIR)/clew-data
JOBS ?= 2
# Every process of the tests would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check lint types backend browser bench lock audit vendor clean

help: ## list these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: .venv/ready ## start Clew here (PORT, CLEW_DATA_DIR, DEMO=0)
	@exec $(BIN)/clew up

test: check backend browser ## everything: checks, backend tests, browser tests
	@echo "All checks and tests passed."

check: lint types ## linters, types, import order, templates, spelling

lint: .venv/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet clew
	git ls-files 'clew/*.html' ':!clew/web/templates/cotton' | xargs $(BIN)/djade --target-version 5.2 --check
	$(BIN)/typos

types: .venv/ready-dev
	$(BIN)/mypy clew config

backend: .venv/ready-dev ## tests without a browser
	# In order, so that tests which empty the tables come last; nothing here is tried again.
	$(BIN)/python -m pytest -n $(JOBS) --dist load -p no:rerunfailures -q -m "not browser and not node and not server"

browser: .venv/ready-dev tests/node/node_modules/.ready ## whole servers, real SDKs, a real browser
	@scripts/install-test-services
	# A browser on a loaded machine may stumble: a failure is tried once more, and listed as a rerun.
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -q -m "browser or node or server" --reruns 1 -rR

bench: .venv/ready-dev ## figures as ratios; writes docs/performance.md
	@scripts/install-test-services
	$(BIN)/python -m bench

lock: .venv/ready-dev ## renew the locks from pyproject.toml
	$(BIN)/uv export -q --no-emit-project --no-dev --format requirements-txt -o requirements.lock
	$(BIN)/uv export -q --no-emit-project --only-dev --format requirements-txt -o requirements-dev.lock

audit: .venv/ready-dev ## dependencies: consistent, locked, licensed; known weaknesses where the advisories answer
	@scripts/audit

vendor: ## renew the vendored browser libraries
	scripts/vendor

clean: ## remove the environment and caches; keeps data
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache tests/node/node_modules

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Clew needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Clew into .venv …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

tests/node/node_modules/.ready: tests/node/package.json
	@command -v npm >/dev/null || { echo "The browser tests need Node.js 18+ with npm: apt-get install nodejs npm" >&2; exit 1; }
	cd tests/node && npm install --silent --ignore-scripts
	@touch $@
