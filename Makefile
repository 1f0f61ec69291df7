# `make` alone lists the targets.
.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check unit test-slow model bench
RUN := .venv/bin/
OUT ?= demo

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## the locked environment in .venv
	@scripts/setup.sh

demo: setup ## simulate a city's day, find its harassers, write demo/out/report.html
	@$(RUN)jingling city --out $(OUT)/city --people 60000 --days 1 --seed 2026 --kind hard
	@$(RUN)jingling detect $(OUT)/city/calls --out $(OUT)/out
	@$(RUN)jingling evaluate --findings $(OUT)/out/findings.parquet --truth $(OUT)/city/truth.parquet --out $(OUT)/out/evaluation.html

serve: demo ## the web console on loopback, filled with the demo
	@$(RUN)jingling serve --demo --data $(OUT)/console --city $(OUT)/city --result $(OUT)/out

test: setup ## everything that must hold: style, types, layers, licences, tests
	@scripts/debian.sh chromium default-jre-headless fonts-noto-cjk kamailio kamailio-extra-modules kamailio-python3-modules postgresql sip-tester tshark
	@$(MAKE) --no-print-directory check unit

check: ## style, types, layers
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	$(RUN)mypy
	$(RUN)lint-imports

unit: ## the tests alone
	$(RUN)pytest -n 2 --dist loadgroup --no-loadscope-reorder -m "not slow"

test-slow: setup ## minutes-long tests: large cities, load
	@scripts/debian.sh default-jre-headless
	$(RUN)pytest -m slow

model: setup ## fit the shipped model again: 112 cities, some fifteen minutes
	$(RUN)python bench/fit_shipped_model.py

bench: setup ## speed of 20 M records as a ratio against the floor
	$(RUN)python bench/speed.py
