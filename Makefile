# The few recipes there are. Output of builds is kept back unless they fail.
SWIFT ?= swift
EPOCH ?= Epochs/hedge-burst.yaml
BENCH ?=
QUIETLY = @.ci/quietly
TOOL = .build/release/hedgeflow

.PHONY: run build test bench lint format soak libgmp clean help

run: build ## simulate the flagship epoch (EPOCH=file for another)
	@$(TOOL) run $(EPOCH)

build: libgmp ## build the command, optimised
	$(QUIETLY) "building (release)" $(SWIFT) build -c release --product hedgeflow

test: libgmp lint ## everything a change must pass
	$(QUIETLY) "building the tests (debug)" $(SWIFT) build --build-tests
	$(QUIETLY) "building (release)" $(SWIFT) build -c release --product hedgeflow
	$(QUIETLY) "building the benchmarks (release)" $(SWIFT) build -c release --product Benchmarks
	$(QUIETLY) "testing, the command in release" env HEDGEFLOW_TOOL=$(TOOL) $(SWIFT) test --skip-build
	@echo "all held" >&2

bench: libgmp ## measure the workloads W1 to W4 and the parts, with medians (BENCH="W1 engine --json" for some)
	$(QUIETLY) "building the benchmarks (release)" $(SWIFT) build -c release --product Benchmarks
	@.build/release/Benchmarks $(BENCH)

lint: ## layout and house rules of every file
	$(QUIETLY) "checking the layout" \
	  $(SWIFT) format lint --strict --parallel --recursive Sources Tests Benchmarks Package.swift

format: ## lay every file out
	@$(SWIFT) format --in-place --parallel --recursive Sources Tests Benchmarks Package.swift

soak: libgmp ## the long tests: more cases, more paths, optimised
	$(QUIETLY) "soaking (release)" env HEDGEFLOW_SOAK=1 \
	  $(SWIFT) test -c release -Xswiftc -enable-testing --scratch-path .build/soak

libgmp:
	@.ci/libgmp

clean: ## forget every build
	@rm -rf .build

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16
