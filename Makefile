# Upland: `make up` starts everything, `make test` proves it. Neither needs anything but Python 3.11, make and the package registries.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:

PYTHON ?= python3
UV_VERSION := 0.13.9
# Another uv than the pinned one might spell the lock differently.
UV := $(if $(filter $(UV_VERSION),$(shell uv --version 2>/dev/null)),uv,build/tools/bin/uv)
BIN := .venv/bin
COMPILE := pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --quiet
# The data folder and the ports of `make up`, for instance: make up UP="--data /srv/upland --port-base 9700"
UP ?=
# The folder of `make up` is the one that `make down` stops.
DATA = $(shell grep -oE -- '--data[= ]+[^ ]+' <<< '$(UP)')
# Every process compiles the modules that it imports, where none may keep the result: half the time of a start.
unexport PYTHONDONTWRITEBYTECODE
# A company's own certificate authority is in the system's store, not in the ones that uv and Node carry.
export UV_SYSTEM_CERTS := true
export NODE_USE_SYSTEM_CA := 1
TESTS ?=
# Processes that check, and that run the tests, each with servers of its own. One more than two cores: many tests wait.
WORKERS ?= 3
# What writes the generated documents, and checks them with `--check`.
GENERATED := contracts.generate contracts.client_types ops.exporting.coverage \
	services.registry.openapi services.projections.openapi services.notifications.openapi
# The longest first: they run next to each other, each one's output in a piece where make can do that.
CHECKS := types-check generated-check style-check lock-check clients-check
AT_ONCE = $(MAKE) --no-print-directory -j$(WORKERS) $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.PHONY: help up down test check format bench contracts lock $(CHECKS) venv dictionary kafka-classes dashboard dashboard-test chromium nginx clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

up: venv ## start PostgreSQL, Kafka and the services, load history/, print what to look at
	@$(AT_ONCE) dashboard dictionary
	@$(BIN)/upland up $(UP)

down: venv ## stop them; the data folder stays
	@$(BIN)/upland down $(DATA)

test: venv ## everything CI runs: lock, format, lint, types, layers, contracts, dashboard, tests
	@$(AT_ONCE) $(CHECKS) dashboard-test chromium nginx dictionary kafka-classes
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 30 --durations-min 5 $(TESTS)

check: venv ## the part of `make test` that starts no server
	@$(AT_ONCE) $(CHECKS)

types-check: venv
	$(BIN)/mypy

style-check: venv
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

generated-check: venv
	$(GENERATED:%=$(BIN)/python -m % --check &&) true

clients-check: dashboard/node_modules/.installed # with the TypeScript of the dashboard
	@PATH="$(CURDIR)/$(BIN):$$PATH" dashboard/node_modules/.bin/tsc --project clients/javascript

format: venv ## let ruff format and mend what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: venv ## measure against the goals; writes build/bench.json
	$(BIN)/python -m benchmarks

contracts: venv ## write the generated schemas and interfaces anew
	$(GENERATED:%=$(BIN)/python -m % &&) true

lock: $(UV) ## resolve the dependencies of pyproject.toml into requirements.lock (UPGRADE=1: to the newest)
	$(UV) $(COMPILE) $(if $(UPGRADE),--upgrade) --output-file requirements.lock

lock-check: $(UV)
	@mkdir -p build
	@cp requirements.lock build/requirements.lock
	@$(UV) $(COMPILE) --no-annotate --output-file build/requirements.lock
	@diff -u <(grep -v '^ *#' requirements.lock) build/requirements.lock > build/lock.diff \
		|| { head -20 build/lock.diff; echo 'requirements.lock is not what pyproject.toml asks for: run `make lock`'; exit 1; }

# ---- .venv: exactly the lock, and this project beside it, editable ----------------------------------------------
venv: .venv/.installed

build/tools/bin/uv:
	@echo 'fetching uv $(UV_VERSION)'
	@mkdir -p build
	@$(PYTHON) -m venv build/tools
	@build/tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

uv: # only the name of a prerequisite: an installed uv of the pinned version is taken as it is

.venv/.locked: requirements.lock | $(UV)
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@echo 'installing the locked packages into .venv'
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@touch $@

.venv/.installed: pyproject.toml .venv/.locked | $(UV)
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

# ---- Polish lemmas as a file that is read at once: each start of the projections is some seconds shorter -------------
dictionary: .venv/.dictionary

.venv/.dictionary: services/projections/text/dictionary.py .venv/.installed
	@echo 'writing the dictionary of Polish lemmas'
	@$(BIN)/python -m services.projections.text.dictionary
	@touch $@

# ---- Kafka's classes as a file: each of the brokers that tests start takes half the time ------------------------------
kafka-classes: venv
	@$(BIN)/python -m tests.kafka_classes

# ---- the dashboard: built when its sources changed, never committed ----------------------------------------------
DASHBOARD_SOURCES := $(if $(wildcard dashboard/package.json),$(shell find dashboard -type f -not -path '*/node_modules/*' -not -path 'dashboard/dist/*' -not -name '*.tsbuildinfo'))
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix dashboard --no-audit --no-fund --loglevel=error

ifneq ($(DASHBOARD_SOURCES),)
dashboard: dashboard/dist/.built

dashboard-test: dashboard
	@$(NPM) run check
	@$(NPM) test
else
dashboard dashboard-test:
endif

dashboard/node_modules/.installed: dashboard/package.json dashboard/package-lock.json .venv/.locked
	@echo 'installing the packages of the dashboard'
	@$(NPM) ci
	@touch $@

dashboard/dist/.built: $(DASHBOARD_SOURCES) | dashboard/node_modules/.installed
	@echo 'building the dashboard'
	@$(NPM) run build
	@touch $@

# ---- what only some tests need ----------------------------------------------------------------------------
chromium:
	@if ! command -v chromium-headless-shell >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo 'installing chromium for the browser tests'; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null; \
		fi; \
		command -v chromium-headless-shell || command -v chromium \
			|| { echo 'chromium is missing, and the browser tests need it: install it (Debian: apt-get install chromium-headless-shell)'; exit 1; }; \
	fi

# The package's files only: an installed nginx would be started, and listen to everybody.
nginx: | chromium # apt-get does one thing at a time
	@if ! PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null && ! test -x build/nginx/usr/sbin/nginx; then \
		echo 'fetching nginx for the tests of streams behind a proxy'; \
		mkdir -p build/nginx; \
		{ cd build/nginx && { [ "$$(id -u)" != 0 ] || apt-get update -qq; } && apt-get download -qq nginx && dpkg -x nginx_*.deb .; } \
			|| { echo 'nginx is missing, and the tests of streams behind a proxy need it: install it (Debian: apt-get install nginx)'; exit 1; }; \
	fi

clean: ## forget what was built (not .venv, not the data folder)
	rm -rf build dashboard/dist dashboard/node_modules
