# The two commands of README: `make demo` and `make test`. Everything else here serves them.
#
# Needs cargo and a C compiler. Node 20 builds the front-end, PostgreSQL and Chromium take part in the tests, cmake and
# libclang build the solver of the feature `exact`; what is missing is skipped loudly, or is a failure when
# UCHASTOK_REQUIRE_ALL=1, as in CI.

CARGO ?= cargo
NPM ?= npm
TARGET := $(or $(CARGO_TARGET_DIR),target)
DATABASE ?= demo.sqlite
REQUIRE_ALL := $(UCHASTOK_REQUIRE_ALL)
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -path web/screenshots -prune -o -type f -print 2>/dev/null)
HAVE_NODE := $(shell command -v node >/dev/null 2>&1 && command -v $(NPM) >/dev/null 2>&1 && echo yes)

# The feature `exact` builds a C++ solver with cmake and reads its headers with libclang.
LIBCLANG := $(wildcard $(LIBCLANG_PATH)/libclang*.so* /usr/lib/llvm-*/lib/libclang*.so* /usr/lib/*/libclang*.so* /usr/lib/libclang*.so* /usr/lib64/libclang*.so* /Library/Developer/CommandLineTools/usr/lib/libclang.dylib)
HAVE_EXACT := $(and $(shell command -v cmake 2>/dev/null),$(LIBCLANG))
FEATURES := $(if $(or $(HAVE_EXACT),$(filter 1,$(REQUIRE_ALL))),--features exact)

.PHONY: demo run test bench format lint exact-or-skip test-rust test-web test-browser web check-data clean-demo

demo: web ## Build everything, load the demo municipalities, plan them, serve
	$(CARGO) build --release --locked
	$(TARGET)/release/uchastok demo --database-url sqlite://$(DATABASE)

run: web ## Serve what is in the database, without loading anything
	$(CARGO) build --release --locked
	$(TARGET)/release/uchastok serve --database-url sqlite://$(DATABASE)

test: format lint web test-rust test-web test-browser ## Everything
	@echo "make test: all parts done"

bench: ## Figures beside the peers' and the bounds; needs ../shared
	$(CARGO) bench --locked --bench districting
	$(CARGO) bench --locked --bench districting_few
	$(CARGO) bench --locked --bench districting_exact $(FEATURES)
	$(CARGO) bench --locked --bench scheduling
	$(CARGO) bench --locked --bench roads $(shell command -v c++ >/dev/null 2>&1 && echo --features peers)
	$(CARGO) bench --locked --bench oblast
	$(CARGO) bench --locked --bench service

format:
	$(CARGO) fmt --check

# Where the feature can be built, everything is linted and tested with it, and without it only compiled.
lint: exact-or-skip
	$(CARGO) clippy --locked --all-targets $(FEATURES) -- -D warnings
	$(if $(FEATURES),$(CARGO) check --locked)

test-rust: exact-or-skip
	$(CARGO) test --locked $(FEATURES)

exact-or-skip:
ifeq ($(FEATURES),)
	@echo "SKIPPED (the feature exact): cmake or libclang was not found. Proofs of the fewest cut edges are neither"
	@echo "  linted nor tested. Install cmake and libclang-dev and run make again."
endif

# The front-end, built only when its sources changed.
ifeq ($(HAVE_NODE),yes)
web: web/dist/.built

web/dist/.built: $(WEB_SOURCES) web/node_modules/.installed
	cd web && $(NPM) run build
	@touch $@

web/node_modules/.installed: web/package-lock.json
	cd web && $(NPM) ci --no-audit --no-fund
	@touch $@

test-web: web
	cd web && $(NPM) run check

test-browser: web tests/e2e/node_modules/.installed
	$(CARGO) build --locked $(FEATURES)
	UCHASTOK_BIN=$(abspath $(TARGET))/debug/uchastok node tests/e2e/run.mjs

tests/e2e/node_modules/.installed: tests/e2e/package-lock.json
	cd tests/e2e && $(NPM) ci --no-audit --no-fund
	@touch $@
else
web test-web test-browser:
	@echo "SKIPPED ($@): Node.js 20 with npm was not found. The server still builds; its pages will say that the"
	@echo "  front-end is missing. Install Node.js 20 and run make again."
	@test -z "$(REQUIRE_ALL)"
endif
