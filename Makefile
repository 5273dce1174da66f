# Needs python3 (3.11 or later) and make, nothing else. `make demo` and `make test` do everything.
SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Arguments for pytest and the benchmarks: make test ARGS="-k calendar", make bench ARGS="--help"
ARGS ?=

.PHONY: help demo test check test-wheel bench gallery build lock clean

help:
	@echo "make demo    install, plan the Baotou 2024 season into out/, say where to look"
	@echo "make test    install, run the whole test suite"
	@echo "make check   format, lint, types, import directions, contents of the wheel"
	@echo "make bench   list the benchmarks (ARGS=\"NAME …\" runs one)"
	@echo "make gallery draw the pictures of the README anew from the plan in out/"
	@echo "make build   wheel and sdist into dist/"
	@echo "make lock    pin the newest versions of the dependencies (needs a network)"
	@echo "make clean   remove what the others made, but for .venv"

demo: $(VENV)/.run
	$(BIN)/pingshen plan instances/baotou-2024.xlsx -o out
	@echo "The results lie in out/public (to publish), out/internal (for the bureau), out/sealed (names)."

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	rm -rf build/wheel build/site
	$(BIN)/python -m build --wheel --no-isolation --outdir build/wheel .
	$(BIN)/check-wheel-contents build/wheel
	$(PIP) install --quiet --no-index --no-deps --target build/site build/wheel/*.whl
	cd build && PYTHONPATH=site ../$(BIN)/python -c "import scheduler.cli as c; assert '/build/site/' in c.__file__, c.__file__"
	cd build && PYTHONPATH=site ../$(BIN)/python -m scheduler --help >/dev/null

# The suite starts the command again and again: what it loads is compiled once.
test test-wheel: export PYTHONDONTWRITEBYTECODE =

# The test suite, run from elsewhere against the wheel instead of the checkout.
test-wheel: check
	rm -rf build/elsewhere
	mkdir -p build/elsewhere
	tar -cf - --exclude=./.git --exclude=./$(VENV) --exclude=./build --exclude=./dist --exclude=./out \
	    --exclude=./instances --exclude=./models --exclude=./reports --exclude=./scheduler . \
	    | tar -xf - -C build/elsewhere
	cd build/elsewhere && PYTHONPATH=../site ../../$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

bench: $(VENV)/.run
	$(BIN)/python -m benchmarks $(ARGS)

# Word papers, workbooks and the timeline are drawn where LibreOffice, pdftoppm and Chromium are.
gallery: $(VENV)/.run
	$(BIN)/python docs/gallery/draw.py out

build: $(VENV)/.dev
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist .

# One hashed file for all platforms, without the address of any index (see the last line).
lock: $(VENV)/.python
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip --disable-pip-version-check install --quiet uv
	build/uv/bin/uv pip compile pyproject.toml --extra build -o requirements.lock $(LOCK)
	build/uv/bin/uv pip compile pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock $(LOCK)
	@! grep -nE '^ *-[-if]|://' requirements.lock requirements-dev.lock | grep -vE -- '--hash=sha256:'

LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
    --no-annotate --no-strip-extras

clean:
	rm -rf out out.[0-9]* out.new build dist htmlcov .coverage .coverage.* \
	    .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the virtual environment: made once, filled again only when the files it depends on change

$(VENV)/.python:
	@command -v $(PYTHON) >/dev/null || \
	    { echo "$(PYTHON) was not found: install Python 3.11 or later (Debian, Ubuntu, 麒麟: apt install python3 python3-venv)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "$$($(PYTHON) --version) is too old: 3.11 or later is needed. Name another one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	    { v=$$($(PYTHON) -c 'import sys; print("python%d.%d" % sys.version_info[:2])'); \
	      echo "$(PYTHON) cannot make virtual environments: install python3-venv (Debian, Ubuntu, 麒麟: apt install python3-venv, or $$v-venv) and run make again" >&2; exit 1; }
	@if $(BIN)/python -m pip --version >/dev/null 2>&1; then :; else $(PYTHON) -m venv --clear $(VENV); fi
	@touch $@

$(VENV)/.run: $(VENV)/.python pyproject.toml requirements.lock
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-index --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@
