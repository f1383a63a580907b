# Everything a newcomer needs is `make demo`; it sets itself up. `make help` lists the rest.
# PYTHON=/path/to/python3.12 chooses the interpreter (>= 3.11).
BIN := .venv/bin

# Without .pyc files the servers start two to seven times slower.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo host bench test check format lint types layers runbooks lock setup setup-run

help:
	@echo "make demo    watch alert 004 being investigated over MCP servers in a local world"
	@echo "make host    the same through Claude Code, unmodified, without a login or a model"
	@echo "make bench   measure investigations in worlds with known answers, against the last run"
	@echo "make test    run the tests              (ARGS='tests/library -k walk' for some of them)"
	@echo "make check   format, lint, types, who may import whom, and the runbooks"
	@echo "make setup   only make .venv ready for the above; hosts start .venv/bin/kurosai"
	@echo "make lock    resolve the dependencies anew            (ARGS=--upgrade for newer ones)"

demo: setup-run
	@$(BIN)/kurosai demo $(ARGS)

host: setup
	@.ci/host $(ARGS)

# ARGS='--json benchmarks/investigations.json' makes this run the one to compare with.
bench: setup
	@$(BIN)/kurosai bench all --against benchmarks/investigations.json $(ARGS)

test: setup
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: format lint types layers runbooks

format: setup
	@$(BIN)/ruff format --check .

lint: setup
	@$(BIN)/ruff check .

types: setup
	@PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright

layers: setup
	@$(BIN)/lint-imports --no-logo

runbooks: setup
	@$(BIN)/kurosai lint runbooks

lock: setup
	@.ci/lock $(ARGS)

setup:
	@.ci/setup dev

setup-run:
	@.ci/setup run
