# Mediconnect's commands. `make help` lists them; each one is a short script in scripts/, which can be called by itself.
# Tools and build output are kept outside the checkout, in $MEDICONNECT_CACHE (by default ~/.cache/mediconnect).

SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

ADDRESS ?= 127.0.0.1:3000
DATA ?= data/demo

.PHONY: help run dev test build bench soak audit screenshots format clean setup

help: ## List these commands
	@grep -hE '^[a-z]+:.* ## ' $(MAKEFILE_LIST) | awk -F ':.* ## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'
	@printf '\n  ADDRESS=%s and DATA=%s can be given to run and dev.\n' '$(ADDRESS)' '$(DATA)'

run: ## Set up, build and serve the demo clinic at http://localhost:3000
	@scripts/setup run
	@scripts/build-dev
	@scripts/mediconnect demo --data '$(DATA)' --listen '$(ADDRESS)'

dev: ## The same with live reload: an edit is built and shown in the browser
	@scripts/setup run
	@scripts/dev --data '$(DATA)' --listen '$(ADDRESS)'

test: ## Every check: format, clippy, unit, storage, race, page and browser tests
	@scripts/setup test
	@scripts/test

build: ## The release: one file, dist/mediconnect, with the site inside
	@scripts/setup build
	@scripts/build-release

bench: ## Measure the release: weight, Lighthouse, bookings and pages per second; writes docs/BENCHMARKS.md
	@scripts/setup test
	@scripts/build-release
	@scripts/bench

soak: ## Random histories of many clients on both databases, 100,000 attempts each
	@scripts/setup test
	@scripts/soak

audit: ## Check licences, sources and known vulnerabilities of all dependencies
	@scripts/setup run
	@scripts/audit

screenshots: ## Take pictures of all pages, and renew those in docs/screenshots
	@scripts/setup test
	@scripts/build-dev
	@scripts/screenshots

format: ## Format the code
	@scripts/setup run
	@scripts/format

setup: ## Only install what is missing
	@scripts/setup test

clean: ## Remove what was built here; the tools and compiled crates in the cache stay
	rm -rf target dist end2end/test-results end2end/playwright-report
