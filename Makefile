# What people type here. Needs Go 1.26, gcc and g++; tools are built from tools/go.mod.
.DEFAULT_GOAL := help
TOOL := go tool -modfile=tools/go.mod

.PHONY: help build test lint format check bench e2e peers docs

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## the binary, as ./scv
	go build -o scv ./cmd/scv

test: ## every test
	go test ./...

lint: ## golangci-lint, pinned
	$(TOOL) golangci-lint run ./...

format: ## gofumpt over everything
	git ls-files -z '*.go' | xargs -0 $(TOOL) gofumpt -w

check: ## everything that must hold before a change is taken
	.ci/run

bench: ## the whole way on 20,000 records beside naive ways, then every benchmark
	go run ./bench
	go test -run '^$$' -bench . -benchmem ./...

e2e: ## the same dbt projects by scv and by real dbt, compared
	go run ./e2e

peers: ## speed beside dbt-core, Python's Jinja2 and Splink
	go run ./bench/jinja
	go run ./bench/dbt
	go run ./bench/identity

docs: ## write the generated pages again
	go test -run TestDocsCodesPage -update .
	go test ./internal/app -run TestReadinessPage -update
