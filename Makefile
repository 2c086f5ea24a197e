# make            build/release/cspdesk
# make run        installs what is missing, starts a whole house, tells a story
# make test       every scenario, few rounds      make soak   the full counts
# make check      unit tests only                 make bench  ratios and times
# make lint       style, layers, promises         make fuzz   parsers, 60 s each
# make install    DESTDIR= PREFIX=/usr/local      make clean
# MODE=release|asan|fault|fuzz  CC=gcc|clang: objects of each live apart

MODE   ?= release
CC      = gcc
PREFIX ?= /usr/local
B      := build/$(MODE)$(if $(filter gcc,$(CC)),,-$(notdir $(CC)))

PKGS   := libconfig libmariadb libcjson libcurl libcrypto
STD    := -std=c17 -D_GNU_SOURCE -Iplugin -Ihooks -I$(B)/gen
WARN   := -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion \
          -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
          -Wpointer-arith -Wformat=2 -Wvla -Wno-sign-conversion \
          -Wno-format-nonliteral -Wno-overlength-strings
SAN    := -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
          -fno-omit-frame-pointer -DCSPDESK_FAULTS
CFLAGS.release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
CFLAGS.fault   := -O1 -g -DCSPDESK_FAULTS
CFLAGS.asan    := $(SAN)
CFLAGS.fuzz    := $(SAN) -fsanitize=fuzzer-no-link
LDFLAGS.release := -pie -Wl,-z,relro,-z,now
LDFLAGS.asan   := $(SAN)
LDFLAGS.fuzz   := $(SAN)
ALL     = $(STD) $(WARN) $(CFLAGS.$(MODE)) $(CFLAGS) $(shell pkg-config --cflags $(PKGS))
LIBS    = $(shell pkg-config --libs $(PKGS)) -lfcgi -lm

SRC    := $(sort $(wildcard plugin/*.c plugin/*/*.c hooks/*.c hooks/*/*.c))
CORE   := $(patsubst %.c,$(B)/%.o,$(filter-out plugin/main.c,$(SRC)))
CHECKS := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/unit/check_*.c)))
GEN    := $(B)/gen/statements.inc $(B)/gen/migrations.inc

all: $(B)/cspdesk

$(B)/cspdesk: $(CORE) $(B)/plugin/main.o
	@echo "  LD $@"
	@$(CC) $(LDFLAGS.$(MODE)) -o $@ $^ $(LIBS)

$(B)/%.o: %.c Makefile | $(GEN)
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(ALL) -MMD -MP -c -o $@ $<

$(B)/gen/statements.inc: sql/statements.sql sql/statements.awk
	@mkdir -p $(@D)
	@awk -f sql/statements.awk $< > $@.new && mv $@.new $@
$(B)/gen/migrations.inc: $(wildcard sql/[0-9]*.sql) sql/grants.sql sql/migrations.awk sql
	@mkdir -p $(@D)
	@awk -f sql/migrations.awk $(filter %.sql,$^) > $@.new && mv $@.new $@

$(B)/tests/unit/check_%: $(B)/tests/unit/check_%.o $(CORE)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS.$(MODE)) -o $@ $^ $(LIBS) $(shell pkg-config --libs check)
check: $(CHECKS)
	@printf '%s\n' $(CHECKS) | CK_DEFAULT_TIMEOUT=60 CK_VERBOSITY=normal xargs -P2 -n1 sh -c \
	    'out=$$("$$0" 2>&1); rc=$$?; printf "%s\n" "$$out"; exit $$rc'

# Every cell of the decision; tests/house/scenario_cross.py runs it.
$(B)/tests/cross/cross: $(B)/tests/cross/cross.o $(B)/tests/cross/promises.o \
    $(CORE)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS.$(MODE)) -o $@ $^ $(LIBS)
cross: $(B)/tests/cross/cross

# A random walk towards a suspension; tests/house/scenario_walk.py runs it.
$(B)/tests/walk/walk: $(B)/tests/walk/walk.o $(CORE)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS.$(MODE)) -o $@ $^ $(LIBS)
walk: $(B)/tests/walk/walk

# Each parser for SECONDS from its seeds: tests/fuzz/seeds/NAME, hooks/NAME/fuzz.
SECONDS ?= 60
SEED    ?= 0
DESKS   := $(patsubst hooks/%/fuzz,%,$(wildcard hooks/*/fuzz))
FUZZERS := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/fuzz/fuzz_*.c))) \
           $(DESKS:%=$(B)/tests/fuzz/fuzz_%)
$(DESKS:%=$(B)/tests/fuzz/fuzz_%.o): $(B)/tests/fuzz/fuzz_%.o: tests/fuzz/desk.c Makefile | $(GEN)
	@mkdir -p $(@D)
	@echo "  CC $< for $*"
	@$(CC) $(ALL) -DDESK='"$*"' -MMD -MP -c -o $@ $<
$(B)/tests/fuzz/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(CORE)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS.fuzz) -fsanitize=fuzzer -o $@ $^ $(LIBS)
fuzz:
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang fuzzers
fuzzers: $(FUZZERS)
	@tests/fuzz/run $(SECONDS) $(SEED) $(FUZZERS)

run:
	@tests/house/run
test soak bench:
	@tests/house/$@
# The sample is judged by the program of these sources, not by an older one.
lint: $(GEN) $(B)/cspdesk
	@tests/lint/run && tests/lint/selftest
clean:
	rm -rf build

# What an admin changed in /etc stays: new files come beside it as FILE.new.
install: $(B)/cspdesk
	install -D -m 755 $(B)/cspdesk $(DESTDIR)$(PREFIX)/sbin/cspdesk
	@for f in cspdesk.conf terms.conf $(notdir $(wildcard conf/policy/*.conf \
	    conf/policy/*.txt conf/messages/*.conf)); do \
		from=$$(echo conf/$$f conf/policy/$$f conf/messages/$$f | \
		    xargs -n1 ls 2>/dev/null); \
		to=$(DESTDIR)/etc/cspdesk/$${from#conf/}; \
		if [ -f $$to ] && ! cmp -s $$from $$to; then to=$$to.new; fi; \
		install -D -m 644 $$from $$to || exit 1; done
	@for f in conf/systemd/*; do \
		to=$(DESTDIR)$(PREFIX)/lib/systemd/system/$${f##*/}; \
		install -D -m 644 $$f $$to && \
		sed -i 's|@SBIN@|$(PREFIX)/sbin|' $$to || exit 1; done

.PHONY: all check cross walk run test soak bench fuzz fuzzers lint clean install
.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
