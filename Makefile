# Fusion. `make demo` to see it work, `make test` to check it, `make help` for the rest.
#
# Trees stand side by side: build/debug, build/check (a little optimised, for the tests), build/san (ASan and UBSan),
# build/release, and build/calls, which takes down its calls. `TREE=san make fusion` builds one; the targets below choose
# the one that fits.

TREE    ?= release
CC      ?= gcc
OBJCOPY ?= objcopy
BUILD    = build/$(TREE)

PACKAGES = gcc make pkg-config liblua5.4-dev libyaml-dev libsqlite3-dev libssl-dev libyajl-dev libcsv-dev \
           sqlite3 perl
TEST_PACKAGES = libcmocka-dev g++ locales
LINT_PACKAGES = clang clang-format clang-tidy cppcheck
BENCH_PACKAGES = libjansson-dev
ZONES_PACKAGES = sqlite3 libsqlite3-mod-spatialite

WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
HARDEN   = -fstack-protector-strong -fPIE
HARDEN_GCC = -fstack-clash-protection -fcf-protection
# Every floating point operation is rounded by itself, on every machine.
EXACT    = -ffp-contract=off -fexcess-precision=standard
ifneq (,$(findstring clang,$(CC)))
EXACT    = -ffp-contract=off
endif
MODE_debug   = -O0 -g3
MODE_check   = -O1
MODE_san     = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
MODE_calls   = -O0 -g -fno-inline -finstrument-functions
MODE_release = -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
LINK_san     = -fsanitize=address,undefined
LUA_CFLAGS  := $(shell pkg-config --cflags lua5.4 2>/dev/null)
LUA_LIBS    := $(shell pkg-config --libs lua5.4 2>/dev/null)
PREFIX      ?= /usr/local

CPPFLAGS += -D_GNU_SOURCE -DFUSION_SHARE='"$(PREFIX)/share/fusion/rules"' -Iinclude -Iengine $(LUA_CFLAGS)
CFLAGS   ?= $(MODE_$(TREE))
# What other programs link shows the names of fusion.h alone.
HIDE     = -fvisibility=hidden
ALL_CFLAGS = -std=gnu17 $(WARNINGS) $(HARDEN) $(HARDEN_GCC) $(HIDE) $(EXACT) $(CFLAGS)
LDFLAGS  += -pie -Wl,-z,relro,-z,now $(LINK_$(TREE))
LIBS      = $(LUA_LIBS) -lyaml -lsqlite3 -lcrypto -lyajl -lcsv -lm
VERSION  := $(shell sed -n 's/^\#define FUSION_VERSION "\(.*\)"/\1/p' include/fusion/fusion.h)

SOURCES  := $(sort $(wildcard engine/*/*.c))
OBJECTS   = $(SOURCES:%.c=$(BUILD)/%.o)
ifeq ($(TREE),calls) # what is linked takes down its calls, the library too
OBJECTS  += $(BUILD)/tests/calls/calls.o
endif
HEADERS  := $(sort $(wildcard include/fusion/*.h engine/*/*.h))
UNITS    := $(sort $(wildcard tests/unit/test_*.c))
UNIT_BINS = $(UNITS:tests/unit/%.c=$(BUILD)/tests/%)
# What several unit tests share.
SHARED   := $(filter-out $(UNITS),$(sort $(wildcard tests/unit/*.c)))

# As many jobs as there are cores, unless make is told another number: for what is built, not for targets that
# install, build and run, each of which makes its own way.
BUILT = fusion library units bench-tools locale
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif
ifneq (,$(filter-out $(BUILT),$(MAKECMDGOALS)))
.NOTPARALLEL:
endif

.PHONY: all docs fusion library release debug san demo test check units locale lint calls mutants format setup bench bench-tools clean help install zones
all: release

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

release: ## build build/release/fusion, and libfusion.a beside it
	@$(MAKE) --no-print-directory TREE=release fusion library
debug: ## build build/debug/fusion
	@$(MAKE) --no-print-directory TREE=debug fusion library
san: ## build build/san/fusion with ASan and UBSan
	@$(MAKE) --no-print-directory TREE=san fusion library

fusion: $(BUILD)/fusion
library: $(BUILD)/libfusion.a $(BUILD)/include/fusion/fusion.h $(BUILD)/fusion.pc

$(BUILD)/fusion: $(BUILD)/engine/main.o $(BUILD)/objects.a
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
	@echo "built $@"

# Every object but main.o, with all that they show each other: the program, tests and tools link these.
$(BUILD)/objects.a: $(OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

# The same as one object, of which other programs see what fusion.h declares and nothing else.
$(BUILD)/libfusion.a: $(OBJECTS)
	@$(LD) -r -o $(BUILD)/libfusion.o $^
	@$(OBJCOPY) --localize-hidden $(BUILD)/libfusion.o
	@rm -f $@
	@ar rcs $@ $(BUILD)/libfusion.o

$(BUILD)/include/fusion/fusion.h: include/fusion/fusion.h
	@install -D -m 644 $< $@

# What pkg-config is told. $(1), $(2): the folders of the header and of the library.
define pc
printf '%s\n' 'Name: fusion' 'Description: an escalation engine for a standing communication cell' \
  'Version: $(VERSION)' 'Cflags: -I$(1)' 'Libs: -L$(2) -lfusion $(LINK_$(TREE)) $(LIBS)'
endef
# Of this tree, so that a program can be built without an installation: PKG_CONFIG_PATH=build/release
$(BUILD)/fusion.pc: Makefile include/fusion/fusion.h
	@mkdir -p $(@D)
	@$(call pc,$(CURDIR)/$(BUILD)/include,$(CURDIR)/$(BUILD)) >$@

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  $(CC) $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/engine/record/schema.o: engine/record/schema.sql engine/record/views.sql engine/record/laws.sql

$(BUILD)/tests/shared.a: $(SHARED:%.c=$(BUILD)/%.o)
	@mkdir -p $(@D)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/tests/shared.a $(BUILD)/objects.a
	@mkdir -p $(@D)
	@echo "  $(CC) $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -MMD -MP -o $@ $< $(BUILD)/tests/shared.a $(BUILD)/objects.a -lcmocka $(LIBS)

-include $(shell find build -name '*.d' 2>/dev/null)

# --- users --------------------------------------------------------------------------------------------------

# $(1): packages. apt is touched only where one is missing, by root or through sudo; else it is said what to type.
define install_packages
	@missing=$$(for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || \
	  printf ' %s' $$p; done); \
	[ -n "$$missing" ] || exit 0; \
	install="apt-get install -y --no-install-recommends$$missing"; \
	as=$$([ "$$(id -u)" = 0 ] && echo env || echo sudo); \
	if command -v $$as >/dev/null; then \
	  echo "installing Debian packages:$$missing"; \
	  $$as apt-get update -q && $$as env DEBIAN_FRONTEND=noninteractive $$install -q && exit 0; fi; \
	printf '%s\n' "Debian packages are missing:$$missing" "Install them as root, then type make again:" \
	  "  apt-get update && $$install" >&2; \
	exit 1
endef

setup: ## install what building needs (Debian packages by name)
	$(call install_packages,$(PACKAGES))
setup-test:
	$(call install_packages,$(PACKAGES) $(TEST_PACKAGES))
setup-lint:
	$(call install_packages,$(PACKAGES) $(TEST_PACKAGES) $(LINT_PACKAGES))
setup-bench:
	$(call install_packages,$(PACKAGES) $(BENCH_PACKAGES))
setup-zones:
	$(call install_packages,$(ZONES_PACKAGES))

demo: setup ## see it work: fifty years on the lines of 1974, in a minute
	@$(MAKE) --no-print-directory release
	@sh examples/fifty-years/demo.sh build/release/fusion

install: fusion library ## install the program, the library and the shipped policy below PREFIX
	install -D $(BUILD)/fusion $(DESTDIR)$(PREFIX)/bin/fusion
	install -D -m 644 include/fusion/fusion.h $(DESTDIR)$(PREFIX)/include/fusion/fusion.h
	install -D -m 644 $(BUILD)/libfusion.a $(DESTDIR)$(PREFIX)/lib/libfusion.a
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig
	@$(call pc,$(PREFIX)/include,$(PREFIX)/lib) >$(DESTDIR)$(PREFIX)/lib/pkgconfig/fusion.pc
	cd rules && find . -type f -exec install -D -m 644 {} $(DESTDIR)$(PREFIX)/share/fusion/rules/{} \;

# --- checks -------------------------------------------------------------------------------------------------

test: setup-test ## every test, under ASan and UBSan; ends on `N passed, N failed`
	@$(MAKE) --no-print-directory TREE=san $(BUILT)
	@perl tests/run build/san

check: setup-test ## the same tests without sanitizers: a minute
	@$(MAKE) --no-print-directory TREE=check $(BUILT)
	@perl tests/run build/check

units: $(UNIT_BINS)

locale: $(BUILD)/locale/de_DE.UTF-8 # in which numbers have a comma
$(BUILD)/locale/de_DE.UTF-8:
	@mkdir -p $(@D)
	@echo "  localedef $@"
	@localedef -i de_DE -f UTF-8 $(CURDIR)/$@

lint: setup-lint ## formats, sizes, rooms and circles, clang-tidy, cppcheck, a build with clang
	@sh tests/lint
	@$(MAKE) --no-print-directory CC=clang TREE=clang CFLAGS='-O2 -g' HARDEN_GCC= fusion library units
	@perl tests/circles build/clang
	@cppcheck --quiet --std=c11 --enable=warning,portability,performance --inline-suppr --error-exitcode=1 \
	  --suppress=missingIncludeSystem -Iinclude -Iengine -D_GNU_SOURCE '-DFUSION_SHARE=""' -j 2 engine
	@printf '%s\n' $(SOURCES) engine/main.c | xargs -P 2 -n 4 sh -c \
	  'clang-tidy --quiet "$$@" -- -std=gnu17 -D_GNU_SOURCE -DFUSION_SHARE=\"\" -Iinclude -Iengine \
	  $(LUA_CFLAGS) 2>/dev/null' tidy
	@echo "lint: fine"

calls: setup ## by a tracer of real calls: who calls upward, and whether the tour is the way of a report
	@$(MAKE) --no-print-directory TREE=calls fusion library
	@perl tests/circles build/calls
	@sh tests/calls/run build/calls

mutants: setup-test ## change the engine in 200 places, one at a time: does a test notice? MUTANTS='--seed 2'
	@perl tests/mutants/run $(MUTANTS)

format: ## clang-format everything
	clang-format -i engine/*.c engine/*/*.[ch] include/fusion/*.h tests/*.[ch] tests/*/*.[ch] examples/*/*.c

# A generated table stands between `<!-- NAME -->` and `<!-- end -->`.
define put_table
	@$(3) > build/$(1).md
	@awk '/^<!-- $(1) -->/ {print; while ((getline line < "build/$(1).md") > 0) print line; skip = 1; next} \
	  /^<!-- end -->/ {skip = 0} !skip' $(2) > build/page.md && cp build/page.md $(2)
endef

docs: release build/release/tables ## print the generated tables into docs/
	$(call put_table,options,docs/policy.md,build/release/tables options)
	$(call put_table,facts,docs/rules.md,build/release/tables facts)
	$(call put_table,cameo,docs/policy.md,sh tests/cameo-table)

zones: setup-zones ## make the areas in rules/zones/ anew from their source lines
	@sqlite3 -bail :memory: <rules/zones/source/zones.sql

build/release/tables: tests/tables.c build/release/objects.a
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

bench: setup ## entries a second against bare SQLite, rows and bytes an entry (docs/bench.md)
	@$(MAKE) --no-print-directory TREE=release fusion bench-tools
	@sh tests/bench/run build/release $(PAIRS)

bench-tools: $(addprefix $(BUILD)/bench/,bench floor traced)

$(BUILD)/bench/bench: tests/bench/bench.c tests/bench/bench_report.c tests/bench/bench.h
	@mkdir -p $(@D)
	@echo "  $(CC) $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c,$^) -lsqlite3

$(BUILD)/bench/floor: tests/bench/floor.c tests/bench/trace.h
	@mkdir -p $(@D)
	@echo "  $(CC) $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< -lsqlite3

# The product, with its calls to SQLite taken down: each that trace.c wraps.
$(BUILD)/bench/traced: tests/bench/trace.c $(BUILD)/engine/main.o $(BUILD)/objects.a tests/bench/trace.h
	@mkdir -p $(@D)
	@echo "  $(CC) $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter-out %.h,$^) $(LIBS) \
	  $$(sed -n 's/^WRAP(\([a-z0-9_]*\),.*/-Wl,--wrap=\1/p' $<)

bench-json: setup-bench ## time the JSON libraries on a message of 360 bytes
	@$(MAKE) --no-print-directory TREE=release build/release/bench_json
	@build/release/bench_json

build/release/bench_json: tests/bench/json_libraries.c build/release/objects.a
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -ljansson $(LIBS)

clean: ## remove build/
	rm -rf build
