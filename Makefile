# Each verb works on a fresh machine: it installs what is missing, then runs. README.md says more.
.PHONY: demo test check bench clean
.DEFAULT_GOAL := demo

bin := .venv/bin
pip := $(bin)/python -m pip --disable-pip-version-check --quiet

demo: system-run .venv/runs
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(bin)/hearback demo; \
	else $(bin)/hearback demo --headless --out out/demo; fi

test: system-test .venv/tests
	$(bin)/pytest

check: system-run .venv/tests
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports --no-logo

bench: system-test .venv/tests
	$(bin)/hearback bench

clean:
	rm -rf .venv out

.PHONY: system-run system-test
system-run:
	@installer/system run
system-test:
	@installer/system test

.venv/bin/python:
	python3 -m venv .venv

.venv/runs: requirements.lock installer/requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing Hearback's Python packages into .venv"
	@$(pip) install --require-hashes -r installer/requirements.lock
	@$(pip) install --require-hashes --no-build-isolation -r requirements.lock
	@$(pip) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/tests: tests/requirements.lock .venv/runs
	@$(pip) install --require-hashes -r tests/requirements.lock
	@touch $@
