.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
QUICK := tests/config tests/docs tests/media tests/store tests/dashscope tests/test_wheel.py tests/cli/test_start.py \
  tests/runtime/test_texts.py tests/commands/test_first_picture.py tests/web/test_submission.py tests/sessions/test_album.py

# Tests start many processes: byte code is written once, not compiled by each.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-quick lint audit prove prove-short fresh image bench gallery pictures model-pages lock clean

help:          ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# One environment instead of two, which would cost a newcomer two downloads: `make run` installs what running needs,
# the first `make test` adds the tools. A stamp is newer than the lock file it was made from.
.venv/run.stamp: requirements.lock pyproject.toml
	@sh tools/install.sh $(PYTHON) requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	@sh tools/install.sh $(PYTHON) requirements-dev.lock
	@touch $@

run: .venv/run.stamp        ## start Shenbi; open the address it prints
	@$(BIN)/shenbi run

lint: .venv/dev.stamp       ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit:         ## known vulnerabilities of the locked dependencies (needs the advisories of PyPI's own API)
	@test -x .venv-audit/bin/pip-audit || { $(PYTHON) -m venv .venv-audit && .venv-audit/bin/pip install --quiet pip-audit; }
	.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock -r requirements-dev.lock

test: .venv/dev.stamp       ## the tests, six at a time, with the slowest 25 named at the end
	@# Six at a time on two cores: most of them wait most of the time. In the order of tests/conftest.py.
	$(BIN)/python -m pytest -n 6 --dist loadfile --no-loadscope-reorder -m "not long" --durations=25

test-quick: .venv/dev.stamp ## the quick half of them
	$(BIN)/python -m pytest -n 3 --dist loadfile $(QUICK)

fresh:         ## try both commands of the README on bare Debian roots (needs root and debootstrap; FRESH=--short is quicker)
	@$(PYTHON) -m tools.fresh $(FRESH)

BENCHMARKS := startup parsing painter upstream lateness fairness claim intake workers memory room sessions telegram_flood telegram_intake dingtalk_ack discord_ack discord_flood growth scale_out

image:         ## build the container image without a Docker engine, and try it (needs root, debootstrap and buildah)
	@$(PYTHON) -m tools.image

bench: .venv/dev.stamp      ## the benchmarks, one module after another (about three quarters of an hour)
	@for module in $(BENCHMARKS); do echo "== $$module"; $(BIN)/python -m benchmarks.$$module --json || exit 1; done

prove: .venv/dev.stamp      ## the long proofs: many simulated worlds; kills at every failpoint and at random, in sessions too; a siege; damaged images
	$(BIN)/python -m tests.simulation --seeds 200 --json
	$(BIN)/python -m tests.soak --json
	$(BIN)/python -m tests.crash --points --json
	$(BIN)/python -m tests.crash --kills 200 --json
	$(BIN)/python -m tests.crash --platform telegram --json
	$(BIN)/python -m tests.crash --platform dingtalk --json
	$(BIN)/python -m tests.crash --platform discord --json
	$(BIN)/python -m tests.crash --sessions --json
	$(BIN)/python -m tests.siege --json
	$(BIN)/python -m tests.company --json
	$(BIN)/python -m tests.media_fuzz --files 10000 --json

prove-short: .venv/dev.stamp ## the tests that are slow or random, and the long proofs in a short form (at most 20 minutes)
	SHENBI_ALL_EXAMPLES=1 $(BIN)/python -m pytest -n 2 --dist load -m "long or drawn" --durations=10
	$(BIN)/python -m tests.simulation --seeds 20 --json
	$(BIN)/python -m tests.soak --slots 1 --hours 6 --json
	$(BIN)/python -m tests.crash --kills 20 --json
	$(BIN)/python -m tests.media_fuzz --files 1000 --json

gallery: .venv/dev.stamp    ## paint contact sheets into build/gallery/
	$(BIN)/python -m benchmarks.gallery

pictures: .venv/dev.stamp   ## make the README's screenshots again (needs Chromium)
	$(BIN)/python -m tests.browser.pictures room docs/pictures
	$(BIN)/python -m tests.browser.pictures styles docs/pictures

model-pages: .venv/dev.stamp ## make the tables of docs/models.md, and docs/model-forms.md, again from the catalogue and the studio
	$(BIN)/python -m tools.model_tables
	$(BIN)/python -m tools.model_forms

lock:          ## compile the two lock files again (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --quiet \
	  --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --quiet \
	  --extra studio --extra build -c requirements-dev.lock pyproject.toml -o requirements.lock

clean:         ## remove environments and caches
	rm -rf .venv .venv-audit .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
