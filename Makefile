# Every target uses one .venv. Needs Python 3.11+, make and the package index; nothing else.
PYTHON ?= python3
PORT ?= 8080
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install demo run test check format bench torture lock clean

install: .venv/.run            ## .venv with what the bot needs to run
	$(BIN)/python -m compileall -q bot handlers jobs # a service that may not write here would do it at every start
.venv/.run: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

demo: .venv/.run               ## the whole bot on loopback with sample data: http://127.0.0.1:8080
	$(BIN)/python -m bot demo --port $(PORT)

run: .venv/.run                ## the real bot; settings from .env
	$(BIN)/python -m bot run

test: .venv/.dev               ## all tests; PostgreSQL's too wherever its binaries are
	$(BIN)/python -m pytest -n 2 -m "not slow"

check: .venv/.dev              ## lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.dev              ## what it costs, each figure beside a baseline: a table and var/bench.json
	$(BIN)/python -m tests.bench

torture: .venv/.dev            ## the long reliability trials: kill -9 at random moments, with figures
	$(BIN)/python -m pytest -m slow -s --timeout=3600 tests

lock:                          ## renew both locks (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -q -o requirements.lock pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -q -c requirements.lock --group dev -o requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
