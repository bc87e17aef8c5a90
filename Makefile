# `make help` lists what there is.
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

# The Pulumi stack to work on.
STACK ?= dev
# Where the applications' source is, for the audit.
APP ?= examples/gvses
# Tests that run side by side, file by file: what a file builds once, its tests share. The files keep their order, so
# that those which drive the engine come first and the many quick ones fill up the end.
WORKERS ?= 2
# Python keeps what it compiled also where PYTHONDONTWRITEBYTECODE says otherwise: tests start hundreds of programs,
# and each would compile itself again.
TEST_ENV = PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONDONTWRITEBYTECODE=
# More words for the benchmark.
BENCH_ARGS ?=
# More words for pytest, such as PYTEST_ARGS="-k rotation -x".
PYTEST_ARGS ?=

# Runs of `make soak`, about a second each.
SOAK ?= 500

export PYTHON STACK TAG
CHECKSUMS := sentry_iac/pulumi_cli/pins/pulumi-cli/checksums.txt
BIN := .venv/bin
# Where neither the environment nor its packages are needed, or may be broken.
ANY_PYTHON = $(if $(wildcard $(BIN)/python),$(BIN)/python,$(or $(PYTHON),python3))
GO = $(or $(shell command -v go),/usr/local/go/bin/go)
# The folders that hold Python by now.
TYPED = $(wildcard __main__.py) $(foreach room,pulumi_sentry sentry_iac sentry_rules sentry_sandbox components policy tools bench tests,\
	$(if $(shell find $(room) -name '*.py' 2>/dev/null | head -n 1),$(room)))

.PHONY: help up down clean test check release-check audit lint-workflows bench soak docs examples languages lock pin-pulumi venv venv-dev venv-policy pulumi

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-23s %s\n", $$1, $$2 }'

up: venv pulumi ## Install all that is needed, start a local Sentry, apply stack dev (STACK=prod for another; YES=1 asks nothing; VERBOSE=1 shows what Pulumi says)
	@$(BIN)/sentry-iac up --stack "$$STACK" $(if $(YES),--yes) $(if $(VERBOSE),--verbose)

down: ## Stop the local Sentry that `make up` started
	@$(ANY_PYTHON) -m sentry_iac down

clean: ## Remove what `make up` made here: .local and .venv (the Pulumi CLI stays in your cache folder)
	@$(ANY_PYTHON) -m sentry_iac clean $(if $(FORCE),--force)
	@rm -rf .venv policy/.venv

test: venv-dev venv-policy pulumi languages ## Run every test, the end-to-end ones on the real Pulumi engine included
	@$(TEST_ENV) $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

# Somebody waits for it: properties get a tenth of the examples that `make test` tries.
check: venv-dev ## Format, lint, check types and run the fast tests; the daily verb (CI: check only)
	@$(BIN)/ruff format $(if $(CI),--check) --quiet . || { echo "error: run \`make check\` to format" >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy $(TYPED)
	@$(BIN)/mypy examples/gvses/backend
	@$(TEST_ENV) FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-1} FUZZ_SHARE=$${FUZZ_SHARE:-10} \
		$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "not e2e and not slow" $(PYTEST_ARGS)

release-check: lint-workflows ## Do all of a release but publish it: build twice, compare, install, test the wheel (TAG=v1.2.3)
	@$(BIN)/python -m tools.publishing check $(if $(value TAG),--tag "$$TAG") $(if $(PYTEST_ARGS),--pytest $(PYTEST_ARGS))

audit: venv ## Score what `make up` applied and the applications' source, and open the report (APP=folder for yours)
	@mkdir -p .local
	@$(BIN)/sentry-iac audit --stack "$$STACK" --app "$(APP)" --format html --output .local/audit.html --open

lint-workflows: venv-dev $(BIN)/actionlint ## Check the GitHub workflows: syntax, and what they let others do
	@$(BIN)/actionlint
	@$(BIN)/zizmor --offline --quiet --no-progress .github

bench: venv-dev pulumi ## Count requests and measure seconds at 10, 30 and 100 applications (BENCH_ARGS="--size 30")
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m bench $(BENCH_ARGS)

soak: venv-dev ## Search longer for faults that leave something twice, and for crashes of the sandbox (SOAK=500 runs; FAULT_SEED=... repeats one)
	@FAULT_EXAMPLES=$(SOAK) FAULT_SEED=$${FAULT_SEED:-random} $(BIN)/python -m pytest -q tests/faults/test_state_machine.py $(PYTEST_ARGS)
	@FUZZ_EXAMPLES=$$(( $(SOAK) / 10 + 1 )) $(BIN)/python -m pytest -q \
		tests/unit/sentry_sandbox/test_robustness.py tests/hostile/http $(PYTEST_ARGS)

examples: venv-dev ## Translate the examples of the resources from YAML into the other languages (needs Go)
	@$(BIN)/python -m tools.languages.examples

docs: venv-dev ## Print the generated pages and tables of docs/, the package's stub and the schema of sentry.yaml again, and draw docs/house
	@$(BIN)/python -m pulumi_sentry.plugin.reference docs/resources.md
	@$(BIN)/python -m pulumi_sentry.plugin.stubs pulumi_sentry/__init__.pyi
	@$(BIN)/python -m sentry_iac.audit.reference docs/audit.md
	@$(BIN)/python -m sentry_iac.commands.reference docs/commands.md
	@$(BIN)/python -m tools.privacy_table docs/privacy.md
	@$(BIN)/python -m tools.env_file_table docs/env-files.md
	@$(BIN)/python -m sentry_iac.estate.schema sentry_iac/estate/schema/sentry.schema.json
	@$(BIN)/python -m tools.sentry_yaml docs/sentry-yaml.md
	@$(BIN)/python -m tools.house docs/house

lock: venv-dev ## Resolve the locked requirements again (UPGRADE=1 takes the newest versions)
	@for file in requirements.txt requirements-dev.txt policy/requirements.txt plugin/requirements.txt examples/gvses/backend/requirements.txt; do \
		echo "==> resolving $$file"; \
		command=$$(sed -n 's/^# *uv pip compile //p' $$file); \
		$(BIN)/uv pip compile --quiet $(if $(UPGRADE),--upgrade) $$command --custom-compile-command "uv pip compile $$command" || exit 1; \
	done

pin-pulumi: venv-dev ## Write the checksums of the pinned Pulumi CLI from its release (for maintainers; compare them with another source)
	@$(BIN)/python -m sentry_iac.pulumi_cli.pin_release > $(CHECKSUMS).new || { rm -f $(CHECKSUMS).new; exit 1; }
	@mv $(CHECKSUMS).new $(CHECKSUMS)

venv:
	@sh tools/bootstrap.sh runtime

venv-dev:
	@sh tools/bootstrap.sh dev

venv-policy: ## Make the environment of the policy pack (docs/policy.md)
	@sh tools/bootstrap.sh policy

# Its package for Python downloads a program; Go builds it from pinned modules.
$(BIN)/actionlint: tools/actionlint/go.mod tools/actionlint/go.sum | venv-dev
	@echo "==> building actionlint with Go"
	@cd tools/actionlint && GOWORK=off $(GO) build -o "$(CURDIR)/$(BIN)/actionlint" github.com/rhysd/actionlint/cmd/actionlint
	@touch "$@"

# Without Go the tests of those languages are skipped.
languages: venv
	@$(BIN)/python -m tools.languages.programs || true

pulumi: venv
	@$(BIN)/python -m sentry_iac.pulumi_cli.install
