# The two commands: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

LISTEN ?= 127.0.0.1:8080
DEMO := build/demo
CXX := clang++-19
CRASHES ?= 200

.PHONY: help
help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | expand -t 14

.PHONY: setup
setup: ## Install what is missing (Debian 12, as root or with sudo)
	@tools/setup.sh

.PHONY: run
run: build ## Build, make the demonstration network once, and serve it
	@if [[ ! -e $(DEMO)/accounts.txt ]]; then \
	  rm -rf $(DEMO); mkdir -p $(DEMO); \
	  build/release/turnstone demo --data $(DEMO)/data --key-file $(DEMO)/node.key | tee $(DEMO)/accounts.txt.new; \
	  mv $(DEMO)/accounts.txt.new $(DEMO)/accounts.txt; \
	else cat $(DEMO)/accounts.txt; fi
	@printf '\nTurnstone is at http://%s  (Ctrl-C ends it)\n\n' '$(LISTEN)'
	@exec build/release/turnstone serve --data $(DEMO)/data --key-file $(DEMO)/node.key --listen $(LISTEN)

.PHONY: build
build: page ## Build the program: build/release/turnstone
	@CXX=$(CXX) cmake --log-level=WARNING -G Ninja -B build/release -S . >/dev/null
	@cmake --build build/release --target turnstone

# The page is inside the program, so it is built first; again only when something of it has changed.
page_sources := $(shell find web data/messages/page.*.json -name node_modules -prune -o -type f -print)

.PHONY: page
page: build/page-manifest.json ## Build the page that the program serves
build/page-manifest.json: $(page_sources) | setup
	@cd web && npm run --silent build

.PHONY: page-check
page-check: build/stamps/page-check
build/stamps/page-check: $(page_sources) | setup
	@cd web && npm run --silent check
	@touch $@

.PHONY: package
package: build ## Build the Debian package: build/release/turnstone_*.deb (tools/package_test.sh tries it)
	@cd build/release && cpack >/dev/null && ls turnstone_*.deb

.PHONY: test
test: ## Run everything that CI runs
	@tools/test.sh

.PHONY: lint
lint: setup ## Check formatting, includes and messages, and run clang-tidy on what changed
	@tools/format.sh --check
	@node tools/check_messages.mjs
	@node tools/check_includes.mjs
	@node tools/tidy.mjs

.PHONY: format
format: setup ## Format the C++ sources
	@tools/format.sh

.PHONY: screenshots
screenshots: build ## Make pictures of every screen in build/screenshots
	@TURNSTONE=$(CURDIR)/build/release/turnstone node tests/browser/screenshots.mjs

.PHONY: pictures
pictures: build ## Make the pictures of docs/screens.md
	@TURNSTONE=$(CURDIR)/build/release/turnstone node tests/browser/pictures.mjs

.PHONY: fuzz
fuzz: setup ## Feed each reader of foreign bytes with nonsense, a minute each
	@tools/fuzz.sh

.PHONY: test-postgres
test-postgres: build ## Run all tests that can be run beside PostgreSQL, and a fail-over
	@CXX=$(CXX) cmake --log-level=WARNING -G Ninja -B build/checked -S . -DTS_CHECKED=ON >/dev/null
	@cmake --build build/checked
	@tools/test_postgres.sh

.PHONY: crash
crash: build ## Kill program and PostgreSQL under load, 200 times (CRASHES=n)
	@TURNSTONE=$(CURDIR)/build/release/turnstone TURNSTONE_TEST_PG_SAFE=1 tools/with_postgres.sh node tests/crash.mjs $(CRASHES)

.PHONY: bench
bench: page ## Measure every promise of bench/, beside its neighbours or the limit
	@tools/bench.sh

.PHONY: threads
threads: setup ## Run the tests in which threads meet under the thread sanitizer
	@tools/threads.sh

.PHONY: clean
clean: ## Remove everything that was built, and the demonstration
	@rm -rf build
