# The two commands of the README: make run, make test.

.PHONY: run build test bench deps fmt clean

run: build
	@./bin/ringfence serve

build:
	@CGO_ENABLED=0 go build -o bin/ringfence ./cmd/ringfence

# Everything there is. Fails when anything fails, is skipped or did not run.
test: deps
	@deploy/dev/test

# Measures against what the machine could do at best; writes deploy/bench/README.md. Takes a quarter of an hour.
bench:
	@deploy/bench/run $(ARGS)

# What the tests need, on Debian: chromium and redis-server from its packages, linters as Go modules in .tools.
deps:
	@deploy/dev/deps

fmt:
	@gofmt -w cmd deploy handlers internal ratelimit store web

clean:
	@rm -rf bin .out .tools
