# Two commands do all the set-up: `make site` builds the example site, `make test` passes the tests.
# Needs Python 3.11 or later, git and make; everything else is installed into .venv.

PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$p && break; done)
VENV := .venv
TEST = $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help site serve test check coverage bench netlify audit lock screenshots clean

help: ## say what can be made
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 18

site: $(VENV)/run ## build the example site into public/
	$(BIN)/broadsheet build $(ARGS)

serve: $(VENV)/run ## show the site while you write
	$(BIN)/broadsheet serve --open

test: $(VENV)/test ## run the tests
	$(TEST) $(ARGS)

check: $(VENV)/test ## format, lint and types, then the tests
	$(BIN)/ruff format --check generator tests bench
	$(BIN)/ruff check generator tests bench
	$(BIN)/mypy
	$(MAKE) test

coverage: $(VENV)/test ## run the tests and measure which lines and branches they reach
	$(TEST) --cov --cov-report=term $(ARGS)

bench: $(VENV)/test ## measure against Hugo, Eleventy and Pelican
	$(BIN)/python -m bench.run $(ARGS)

netlify: ## build a fresh clone with Netlify's own CLI, and look at the result
	$(PYTHON) scripts/netlify.py

audit: $(VENV)/test ## hold the example site against Lighthouse and HTML checkers
	$(BIN)/python scripts/audit.py

screenshots: $(VENV)/test ## picture each kind of page into docs/screenshots
	$(BIN)/python scripts/screenshots.py

clean: ## remove what was built and cached
	rm -rf public .broadsheet

lock: $(VENV)/test ## choose the newest dependencies anew, with hashes and without addresses
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python scripts/lock.py

$(VENV)/python: Makefile
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with venv is needed (Debian: apt install python3 python3-venv)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/run: requirements/run.txt pyproject.toml $(VENV)/python
	$(INSTALL) --require-hashes -r requirements/run.txt
	$(INSTALL) --no-build-isolation --no-deps -e .
	touch $@

$(VENV)/test: requirements/test.txt pyproject.toml $(VENV)/python
	$(INSTALL) --require-hashes -r requirements/test.txt
	$(INSTALL) --no-build-isolation --no-deps -e .
	$(BIN)/python scripts/browser.py
	$(BIN)/python scripts/specifications.py
	$(BIN)/python scripts/versions.py
	touch $@ $(VENV)/run

.PHONY: fuzz audit-packages specifications mutation versions
specifications: $(VENV)/test ## fetch the examples of CommonMark and YAML, for the tests that read them
	$(BIN)/python scripts/specifications.py

versions: $(VENV)/test ## make this machine's other Pythons ready, for the test that builds with each
	$(BIN)/python scripts/versions.py

mutation: $(VENV)/test ## change the program a little in many places, and see whether the tests notice
	$(INSTALL) --require-hashes -r requirements/guard.txt
	nice -n 19 $(BIN)/python scripts/mutation.py $(ARGS)

fuzz: $(VENV)/test ## fuzz the reading of articles, or of TARGET, for ten minutes
	$(INSTALL) --require-hashes --only-binary :all: -r requirements/guard.txt
	nice -n 19 $(BIN)/python scripts/fuzz.py $(or $(SECONDS),600) $(or $(TARGET),articles)

audit-packages: $(VENV)/test ## ask for known holes in what is installed to run and to test
	$(INSTALL) --require-hashes -r requirements/guard.txt
	$(BIN)/python -m pip_audit --strict --require-hashes --disable-pip -r requirements/run.txt
	$(BIN)/python -m pip_audit --strict --require-hashes --disable-pip -r requirements/test.txt
