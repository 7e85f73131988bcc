# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
SET_UP := $(PYTHON) scripts/set_up.py
NPM := cd web && PATH="$$(pwd)/../$(BIN):$$PATH" npm

.PHONY: demo test check bench dev setup setup-tests client-tests server-tests room-tests journeys lint types-check contracts migrations wheel \
	types messages lock pictures format

demo: setup ## the demo school: makes it, runs the main job, tells what happened, serves it (ONCE=1: exits; JSON=1: as JSON)
	@$(BIN)/zvonok demo $(if $(ONCE),--once) $(if $(JSON),--json)

test: setup-tests client-tests server-tests ## all tests: of the client, of the server, of whole journeys in a browser

check: setup-tests lint types-check contracts migrations client-tests server-tests wheel ## the list of all checks
	$(BIN)/python -m bench --short

bench: setup ## measures every promise of speed and writes docs/speed.md
	$(BIN)/python -m bench

dev: setup ## the demo school, reloading when code changes
	@$(BIN)/zvonok demo --reload

setup:
	@$(SET_UP)

setup-tests:
	@$(SET_UP) --browser

client-tests:
	$(NPM) run check

# Side by side, each on engines of its own: what a browser waits for, the other half computes.
server-tests:
	@$(MAKE) --no-print-directory --jobs 2 room-tests journeys

room-tests:
	$(BIN)/pytest --ignore tests/flows --reruns 1 --only-rerun "[Tt]imeout|timed out|wait_until|wait\(|не готов"

journeys: ## the whole journeys alone; one that fails is walked again, twice at most, and the run says so
	ZVONOK_VAR=var/test-journeys $(BIN)/pytest tests/flows --reruns 2

lint:
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types-check:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports

migrations:
	ZVONOK_VAR=var/test $(BIN)/zvonok manage makemigrations --check --dry-run

wheel: ## builds the wheel and tries it in an empty environment
	$(BIN)/python scripts/try_wheel.py

types: ## after a change of the API: its description and the client's types
	$(BIN)/python scripts/describe_api.py > web/openapi.json && $(NPM) run types

messages: ## after new words on pages: collects them for translation (needs GNU gettext)
	cd zvonok && ../$(BIN)/django-admin makemessages -l ru -l en --no-location --no-obsolete

lock: ## after a change of dependencies
	$(BIN)/python scripts/lock.py

pictures: setup-tests ## takes the pictures of docs/pictures from a demo of its own (NAMES="talk poll": only those that begin so)
	$(BIN)/python -m scripts.pictures $(NAMES)

format:
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
