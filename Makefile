# Prep: `make run` serves it, `make test` tests it. Both set up all they need in .venv and data/.
.DEFAULT_GOAL := help
.PHONY: help run dev test lint format types pins setup setup-dev

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
# The first interpreter that is new enough; the check itself says nothing.
FIND_PYTHON = for p in "$(PYTHON)" python3.11 python3.12 python3.13 python3.14; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' 2>/dev/null && echo "$$p" && exit; \
	done

help:
	@echo "make run     serve Prep at http://localhost:8000 (PORT=... for another port)"
	@echo "make dev     serve with reload and debug pages"
	@echo "make test    run the whole test suite"
	@echo "make lint    check style and types; make format to mend style"
	@echo "make pins    resolve requirements*.txt anew from pyproject.toml (needs uv)"

$(BIN)/python:
	@python="$$($(FIND_PYTHON))"; \
	if [ -z "$$python" ]; then \
		echo "prep: Python 3.11.5 or newer is needed, and none was found: install it, or name one with PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	"$$python" -m venv $(VENV) || { rm -rf $(VENV); echo "prep: could not create $(VENV); on Debian, install python3-venv" >&2; exit 1; }

# A stamp is as new as the pins that were installed.
$(VENV)/.installed: requirements.txt $(BIN)/python
	@echo "Installing the pinned packages ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(BIN)/python
	@echo "Installing the pinned packages, those for tests included ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

run: setup
	@$(BIN)/python -m prep.secret_key
	@exec $(BIN)/python manage.py serve

dev: setup
	@DEBUG=true $(BIN)/python manage.py serve --reload

# A worker for each core; ARGS="-n0 -k name" runs a few tests in one process.
test: setup-dev
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@git ls-files -z '*.html' | xargs -0 -r $(BIN)/djade --check --target-version 5.2
# mypy reads the settings, which want a secret key, or debug.
	@DEBUG=true $(BIN)/mypy .

format: setup-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@git ls-files -z '*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2

COMPILE = uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make pins"
pins:
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
