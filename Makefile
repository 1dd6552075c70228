# Needs only make and Python 3.11, 3.12 or 3.13 with venv. Everything it makes stays in this folder.
.DEFAULT_GOAL := help
.PHONY: help run test check style types templates migrations drawing fix bench messages

PORT ?= 8000
BIN := .venv/bin
UV := .tools/bin/uv
export UV_CACHE_DIR := $(CURDIR)/.tools/cache
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv
unexport VIRTUAL_ENV

help: ## this list
	@echo "make run        build the demo centre (first time) and serve it; PORT=8001 for another port"
	@echo "make test       run every test; PYTEST='-k name' narrows, ONLY=sqlite,postgres,browser chooses parts; more: newcomer, stories"
	@echo "make check      style, types, floors, migrations, templates, docs; changes nothing (-k: all of it)"
	@echo "make fix        put the style right"
	@echo "make messages   bring the Chinese catalogues up to date with the code; APP=patients for one app"
	@echo "make bench      measure what is claimed to be fast; BENCH='--help' says how to choose"

run: .venv/.runtime .venv/.catalogues
	@QUANCHENG_DEMO=1 PORT=$(PORT) $(BIN)/python manage.py demo

test: .venv/.develop .venv/.catalogues
	@$(BIN)/python tests/run.py $(if $(ONLY),--only $(ONLY)) $(PYTEST)

check: style types templates migrations drawing
style types templates migrations drawing: export DATABASE_URL := sqlite:///:memory:
style types templates migrations drawing: .venv/.develop .venv/.catalogues

style:
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .

types:
	$(BIN)/mypy

templates:
	$(BIN)/djlint --lint --quiet quancheng

migrations:
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py data_dictionary --check

drawing:
	$(BIN)/python -m pytest --quiet --no-header -p no:xdist tests/architecture

fix: .venv/.develop
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

messages: .venv/.runtime
	@$(BIN)/python -m quancheng.config.catalogues update $(APP)

bench: .venv/.develop .venv/.catalogues
	@$(BIN)/python -m bench $(BENCH)

# Stamps. The runtime part never takes the development part away, so run and test can alternate.
.tools/bin/uv:
	@python3 -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || { \
	  echo "Quancheng needs Python 3.11, 3.12 or 3.13 as python3; here is: $$(python3 --version 2>&1)." >&2; exit 1; }
	@python3 -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "python3 lacks its venv module; on Debian or Ubuntu: apt-get install python3-venv." >&2; exit 1; }
	@echo "Preparing .tools (once)"
	@python3 -m venv .tools
	@.tools/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check 'uv>=0.9'

.venv/.runtime: uv.lock | .tools/bin/uv
	@echo "Installing what runs (.venv)"
	@$(UV) sync --quiet --frozen --no-dev --inexact --python .tools/bin/python
	@touch $@

.venv/.develop: uv.lock | .tools/bin/uv
	@echo "Installing what runs and what tests (.venv)"
	@$(UV) sync --quiet --frozen --python .tools/bin/python
	@touch $@ .venv/.runtime

.venv/.catalogues: $(wildcard quancheng/*/locale/*/LC_MESSAGES/*.po quancheng/*/*/locale/*/LC_MESSAGES/*.po) | .venv/.runtime
	@$(BIN)/python -m quancheng.config.catalogues compile
	@touch $@
