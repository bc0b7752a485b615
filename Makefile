.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run test lint prove bench gallery pictures lock clean

help:          ## what can be done here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# Two environments would cost a newcomer two downloads, so there is one: `make run` puts in what running needs,
# the first `make test` adds the tools. A stamp is newer than the lock it was made from.
.venv/run.stamp: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: .venv/run.stamp        ## start Shenbi; open the address it prints
	@$(BIN)/shenbi run

lint: .venv/dev.stamp       ## ruff, mypy --strict, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: .venv/dev.stamp       ## the tests (about ten minutes on two cores)
	@# Three at a time on two cores: most of them wait most of the time.
	@# What failed beside another test is tried once more alone: a mistake fails again, a machine that was too busy does not.
	@# Only what this run noted as failed, so that a run which could not even begin stays failed.
	@rm -f .pytest_cache/v/cache/lastfailed
	$(BIN)/python -m pytest -n 3 --dist loadfile; status=$$?; \
	if [ $$status = 1 ] && [ -s .pytest_cache/v/cache/lastfailed ]; then \
	  $(BIN)/python -m pytest --last-failed --last-failed-no-failures none; else exit $$status; fi

BENCHMARKS := startup painter upstream fairness claim intake workers memory sessions telegram_flood telegram_intake dingtalk_ack

bench: .venv/dev.stamp      ## the figures, one module after another (about half an hour)
	@for module in $(BENCHMARKS); do echo "== $$module"; $(BIN)/python -m benchmarks.$$module --json || exit 1; done

prove: .venv/dev.stamp      ## the long proofs: many simulated worlds; kills at every point, every time; 200 at random
	$(BIN)/python -m tests.simulation --seeds 200 --json
	$(BIN)/python -m tests.crash --points
	$(BIN)/python -m tests.crash --kills 200 --json
	$(BIN)/python -m tests.crash_sessions --json

gallery: .venv/dev.stamp    ## paint contact sheets into build/gallery/
	$(BIN)/python -m benchmarks.gallery

pictures: .venv/dev.stamp   ## take the README's pictures anew (needs Chromium)
	$(BIN)/python -m tests.browser.pictures room docs/pictures
	$(BIN)/python -m tests.browser.pictures styles docs/pictures

lock:          ## compile the two lock files anew (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --quiet \
	  --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --quiet \
	  --extra studio --extra build -c requirements-dev.lock pyproject.toml -o requirements.lock

clean:         ## remove what the others made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
