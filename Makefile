# The work is done in newsroom/bootstrap.py and behind it; this file is its list of contents.
.DEFAULT_GOAL := help
.PHONY: help run dev test lint format types check bench-compare bench-shelves requirements clean tools

BIN := .venv/bin
TEMPLATES = $$(find templates -name '*.html')
PIN = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes

# Any Python will do: an old one looks for a newer one, or says that it needs one.
BOOTSTRAP = python=$$(command -v $(BIN)/python || command -v python3 || command -v python) || \
	{ echo "Newsroom needs Python 3.11 or newer; there is none on the PATH." >&2; exit 1; }; \
	exec "$$python" newsroom/bootstrap.py

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

run: ## Install, prepare and serve on http://127.0.0.1:8000 (PORT=8001, HOST=0.0.0.0)
	@$(BOOTSTRAP) run

dev: ## The same with autoreload and DEBUG
	@$(BOOTSTRAP) dev

test: ## Run all tests, on SQLite and on PostgreSQL (ARGS="-k clock" for some)
	@$(BOOTSTRAP) test $(ARGS)

lint: tools ## Look for mistakes in code and templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)

format: tools ## Bring code and templates into form
	@$(BIN)/ruff check --fix --select I .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES) || true  # it ends with 1 when it changed something

types: tools ## Check the types
	@$(BIN)/mypy newsroom articles recommendations

check: lint types ## All that CI asks, without the tests
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py check

bench-shelves: tools ## Measure the CPU that a page's shelves cost (ARGS=--profile)
	@DJANGO_SETTINGS_MODULE=newsroom.settings $(BIN)/python -m tests.benchmarks.shelves $(ARGS)

bench-compare: tools ## Measure what comparing two long texts costs, and saving one
	@DJANGO_SETTINGS_MODULE=newsroom.settings $(BIN)/python -m tests.benchmarks.compare

requirements: tools ## Pin the newest versions that the requirements*.in files allow (UPGRADE=)
	@$(PIN) $(UPGRADE) requirements.in -o requirements.txt
	@$(PIN) $(UPGRADE) requirements-production.in -o requirements-production.txt
	@$(PIN) $(UPGRADE) requirements-dev.in -o requirements-dev.txt

clean: ## Remove what was installed or built; var/ (database, pictures, key) stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

tools:
	@$(BOOTSTRAP) tools
