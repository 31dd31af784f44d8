# One command each. On a bare machine Python 3.11+, make and git are enough: the first command sets up .venv by itself.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo run check test lint types bench torture lock clean

VENV := .venv
BIN := $(VENV)/bin
ROOMS = $(patsubst %/__init__.py,%,$(wildcard bot/__init__.py handlers/__init__.py storage/__init__.py messages_vi/__init__.py))
# more than cores: tests wait for disks and sockets most of the time
TEST_WORKERS ?= 4

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.ready-dev  ## set up .venv with everything, tools included

demo: $(VENV)/.ready-run  ## try the bot in a browser, without any account
	$(BIN)/python bot.py demo

run: $(VENV)/.ready-run  ## run the bot with the settings of the environment
	$(BIN)/python bot.py run

check: $(VENV)/.ready-run  ## say what is set up, and what will not work
	$(BIN)/python bot.py check

test: lint  ## lint, types and the whole test suite
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist worksteal

lint: $(VENV)/.ready-dev  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy $(ROOMS)
	@# bot.py and bot/ share a name, so mypy must not see both at once
	$(if $(wildcard bot.py),$(BIN)/mypy bot.py)

bench: $(VENV)/.ready-dev  ## speed beside other bots, as printed figures and never as a test; BENCH="--quick" and other options
	$(BIN)/python -m benchmarks.run $(BENCH)

torture: $(VENV)/.ready-dev  ## kill the bot under load, again and again
	$(if $(wildcard benchmarks/torture.py),$(BIN)/python -m benchmarks.torture,@echo "benchmarks/torture.py does not exist yet")

lock:  ## make both lock files anew (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv on the PATH" >&2; exit 1; }
	uv pip compile $(LOCK_OPTIONS) pyproject.toml -o requirements.lock
	uv pip compile $(LOCK_OPTIONS) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# No header, index line or comment: a lock file names what and which bytes, never where from.
LOCK_OPTIONS = --no-config --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet

clean:  ## remove .venv and caches; data/ stays
	rm -rf $(VENV) .bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# $(call set_up,LOCK): what is hashed in the lock goes into .venv. A stamp holds the lock it was made from, so a check-out
# that only renews the lock's time installs nothing.
define set_up
@set -eu; \
if $(BIN)/python -c '' 2>/dev/null; then \
	if cmp -s $(1) $@; then touch $@; exit 0; fi; \
else \
	for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 none); do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi; \
		python=none; \
	done; \
	if [ $$python = none ]; then \
		echo "$(if $(PYTHON),$(PYTHON) is not a working,There is no) Python 3.11 or newer$(if $(PYTHON),, on the PATH)." \
			"Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; \
	fi; \
	rm -rf $(VENV); \
	$$python -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python cannot make a virtual environment; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
fi; \
echo "Installing $(1) into $(VENV) ..."; \
if command -v uv >/dev/null; then \
	uv pip install --quiet --require-hashes --python $(BIN)/python -r $(1); \
else \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); \
fi; \
cp $(1) $@
endef

$(VENV)/.ready-run: requirements.lock
	$(call set_up,$<)

$(VENV)/.ready-dev: requirements-dev.lock
	$(call set_up,$<)
	@cp requirements.lock $(VENV)/.ready-run
