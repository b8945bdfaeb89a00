# The two commands of the README: make run, make test.

.PHONY: run build test bench deps fmt clean

run: build
	@./bin/ringfence serve

# What the program and its metrics call this version.
VERSION ?= $(shell git describe --always --dirty 2>/dev/null || echo devel)

build:
	@CGO_ENABLED=0 go build -trimpath -ldflags "-X main.buildVersion=$(VERSION)" -o bin/ringfence ./cmd/ringfence

# Everything there is. Fails when anything fails, is skipped or did not run. With SCREENS=1 the browser leaves pictures in .out/screens.
test:
	@deploy/dev/test

# Measures against what the machine could do at best; writes deploy/bench/README.md. Takes a quarter of an hour.
bench:
	@deploy/bench/run $(ARGS)

# What the tests need, on Debian: chromium-headless-shell, a CJK font, npm, java, curl, pdftotext, redis-server and systemd's tools from its packages;
# promtool, axe-core, the SDKs of SMS gateways, Asterisk, the linters and the proxy in .tools, where none of them runs as a service.
deps:
	@deploy/dev/deps

fmt:
	@gofmt -w cmd deploy handlers internal ratelimit store web

clean:
	@rm -rf bin .out .tools
