# Everything a person calls. `make` alone lists it.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=

export PYTHON

.PHONY: help run demo setup test test-long check format clean clean-all
.DEFAULT_GOAL := help

help:
	@echo 'make run [PORT=8000] [HOST=127.0.0.1]  启动（首次会自动安装依赖、建库、载入规划）'
	@echo 'make demo [PORT=8000]                  用演示数据启动，数据库独立'
	@echo 'make setup                             only the environment, with the development tools'
	@echo 'make test [ARGS=...]                   every check and every test'
	@echo 'make test-long                         the same with large seeds and fault injection'
	@echo 'make check                             linters and types only'
	@echo 'make format                            let the linters correct what they can'
	@echo 'make clean                             remove .venv and caches, keep the data in var/'
	@echo 'make clean-all                         删除 .venv、缓存以及 var/ 中的全部数据'

run:
	@sh scripts/environment.sh run
	@exec .venv/bin/python manage.py up --host '$(HOST)' --port '$(PORT)'

demo:
	@sh scripts/environment.sh run
	@DEMO=1 exec .venv/bin/python manage.py up --host '$(HOST)' --port '$(PORT)'

setup:
	@sh scripts/environment.sh dev

test: setup
	@sh scripts/chromium.sh
	@sh scripts/test.sh $(ARGS)

test-long: setup
	@sh scripts/chromium.sh
	@TEST_LONG=1 sh scripts/test.sh $(ARGS)

check: setup
	@sh scripts/check.sh

format: setup
	.venv/bin/python -m ruff check --fix .
	.venv/bin/python -m ruff format .
	.venv/bin/python -m djlint --reformat --quiet templates

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis htmlcov .coverage .coverage.* staticfiles
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

clean-all: clean
	rm -rf var
