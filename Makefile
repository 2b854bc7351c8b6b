# Every target is one line a person would guess. `make` lists them. Go, git and make are enough: the rest is found or installed.
SHELL := /bin/bash -euo pipefail
.DEFAULT_GOAL := help
TESTENV := go run ./tools/testenv
NOSKIP := go run ./tools/noskip
GOLANGCI := go tool -modfile=tools/lint/go.mod golangci-lint
FUZZTIME ?= 10s

.PHONY: help vet build demo test test-unit test-postgres test-browser lint format check-format assets check-assets generate notices fuzz bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build the program into bin/chengxin
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/chengxin ./cmd/chengxin

demo: ## build the demonstration town and serve it
	go run ./cmd/chengxin demo

test: check-format vet check-assets test-go test-browser ## run everything; installs what it needs, fails where it cannot
	@echo 'make test: everything ran'

.PHONY: test-go
test-go: ## Go tests on SQLite and on a throw-away PostgreSQL
	$(TESTENV) postgres -- $(NOSKIP) ./...
	cd bench && go vet ./... && go test ./...

test-unit: ## Go tests of one place without a server: make test-unit IN=./internal/pledge/...
	$(NOSKIP) $(or $(IN),./internal/... ./tools/...)

test-postgres: ## the storage suite on SQLite and on a throw-away PostgreSQL
	$(TESTENV) postgres -- $(NOSKIP) ./internal/storage/...

test-browser: build ## browser journeys with accessibility checks; pictures in e2e/out
	$(TESTENV) browser -- npm --prefix e2e test

vet: ## go vet, which make test runs
	go vet ./...

lint: ## go vet, golangci-lint (its first build takes some minutes), and the list of third parties
	go vet ./...
	$(GOLANGCI) run ./...
	go run ./tools/notices -check

format: ## format the Go sources and templates
	go tool templ fmt internal/web
	go tool gofumpt -w $$(git ls-files --cached --others --exclude-standard '*.go' | grep -v '_templ\.go$$')

check-format: ## fail if a Go source is not formatted
	@unformatted="$$(go tool gofumpt -l $$(git ls-files '*.go' | grep -v '_templ\.go$$'))"; \
	if [ -n "$$unformatted" ]; then echo "run make format:"; echo "$$unformatted"; exit 1; fi

generate: ## write the Go code of the page templates
	go tool templ generate

notices: ## write THIRD_PARTY.md
	go run ./tools/notices

.PHONY: libreoffice
libreoffice: ## open our workbooks in LibreOffice and keep what it saves for the tests (needs soffice)
	go test ./internal/exchange -count=1 -run LibreOffice -update-libreoffice

assets: ## build templates, styles and scripts into what is committed (needs Node, found or installed)
	$(TESTENV) node -- go run ./tools/assets

check-assets: ## fail if a committed template, style or script is not what its source makes
	$(TESTENV) node -- go run ./tools/assets -check

fuzz: ## fuzz every parser for FUZZTIME each (default 10s)
	@go list -f '{{.ImportPath}} {{.Dir}}' ./... | while read -r package dir; do \
	  { grep -hoE '^func Fuzz[A-Za-z0-9_]*' "$$dir"/*_test.go 2>/dev/null || true; } | sed 's/^func //' | while read -r name; do \
	    go test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) "$$package"; done; done

bench: build ## measure beside the peers and write docs/benchmarks.md (some minutes)
	CGO_ENABLED=0 go build -o bin/benchpeople ./tools/benchpeople
	cd bench && go run . -out ../docs/benchmarks.md

clean: ## remove what was built or measured here
	rm -rf bin tmp e2e/out e2e/node_modules web/node_modules
