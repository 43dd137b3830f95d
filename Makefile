# From a fresh clone, with Rust, make and a network for packages: `make demo` and `make test`, no step before them.

SHELL := /bin/sh
# Where rustup puts cargo, for shells that have not been told.
export PATH := $(PATH):$(HOME)/.cargo/bin
CARGO ?= cargo
# The invented cases never mix with real ones: the demo has a store of its own.
DEMO_STORE ?= demo-store

.PHONY: help demo test bench lint docs setup

help:
	@echo 'make demo    reads the invented cases of corpus/pdf and shows what comes of them'
	@echo 'make test    runs all tests, those in a browser last'
	@echo 'make bench   measures reading and ingest beside other programs, and the extraction by stage; results in benches/runs/'
	@echo 'make lint    format, clippy, documentation, licences, docs/law.md in step with the checks'
	@echo 'make docs    writes docs/law.md from the checks, the figures in README.md, and the API documentation'

# What the machine needs beside Rust; does nothing where it is there.
setup:
	@sh .ci/setup

demo: setup
	$(CARGO) build --release --locked
	$(CARGO) run --release --locked --quiet -- demo --store $(DEMO_STORE)

test:
	@sh .ci/setup test
	$(CARGO) test --locked
	@sh tests/browser/run

bench:
	@sh .ci/setup bench
	$(CARGO) bench --locked --bench reading
	$(CARGO) bench --locked --bench ingest
	$(CARGO) bench --locked --bench grammar
	$(CARGO) bench --locked --bench review
	$(CARGO) bench --locked --bench search

lint: setup
	@sh .ci/lint

docs:
	sh docs/law.sh > docs/law.md.new && mv docs/law.md.new docs/law.md
	sh docs/figures.sh
	$(CARGO) doc --locked --no-deps
