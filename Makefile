# The work is done in newsroom/bootstrap.py and behind it; this file is its list of contents.
.DEFAULT_GOAL := help
.PHONY: help run dev test lint format types check guards look bench bench-compare bench-desk bench-find bench-import bench-page-cache bench-shelves try-object-store try-scaling try-varnish requirements clean tools

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

guards: tools ## Take each guard away, one at a time, and see its test go red (ARGS="sealed" for some)
	@$(BIN)/python -m tests.without_guards $(ARGS)

look: tools ## Open every page of a running demo: pictures into build/look/, axe, the console, widths (ARGS=edda)
	@$(BIN)/python -m tests.trials.look $(ARGS)

bench: tools ## Measure what every kind of page costs, at three sizes of archive (ARGS="--sizes 1000")
	@$(BIN)/python -m tests.benchmarks.bench $(ARGS)

bench-shelves: tools ## Measure the CPU that a page's shelves cost (ARGS=--profile)
	@DJANGO_SETTINGS_MODULE=newsroom.settings $(BIN)/python -m tests.benchmarks.shelves $(ARGS)

bench-page-cache: tools ## Measure what a kept page costs, beside an empty Django view
	@$(BIN)/python -m tests.benchmarks.page_cache

try-varnish: tools ## Try the shipped Varnish configuration with a real varnishd
	@$(BIN)/python -m tests.trials.varnish

try-object-store: tools ## Try pictures in something that speaks S3 (needs requirements-production.txt)
	@$(BIN)/python -m tests.trials.object_store

try-scaling: tools ## Try two web processes, a copy of the database, Redis and Varnish, and what happens without one
	@$(BIN)/python -m tests.trials.scaling

bench-find: tools ## Measure what finding a story costs on the database you have
	@DJANGO_SETTINGS_MODULE=newsroom.settings $(BIN)/python -m tests.benchmarks.find

bench-compare: tools ## Measure what comparing two long texts costs, and saving one
	@DJANGO_SETTINGS_MODULE=newsroom.settings $(BIN)/python -m tests.benchmarks.compare

bench-import: tools ## Measure what bringing 10,000 posts of WordPress over costs (ARGS=--profile)
	@DJANGO_SETTINGS_MODULE=newsroom.settings $(BIN)/python -m tests.benchmarks.moving_in $(ARGS)

bench-desk: tools ## Measure a story's page in a running site: weight, time until usable (ARGS=http://127.0.0.1:8000)
	@$(BIN)/python -m tests.benchmarks.desk $(ARGS)

requirements: tools ## Pin the newest versions that the requirements*.in files allow (UPGRADE=)
	@$(PIN) $(UPGRADE) requirements.in -o requirements.txt
	@$(PIN) $(UPGRADE) requirements-production.in -o requirements-production.txt
	@$(PIN) $(UPGRADE) requirements-dev.in -o requirements-dev.txt

clean: ## Remove what was installed or built; var/ (database, pictures, key) stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

tools:
	@$(BOOTSTRAP) tools
