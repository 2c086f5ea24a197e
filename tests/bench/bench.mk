# The programs of tests/bench, built like everything else: called from the top,
# make -f tests/bench/bench.mk bench-programs
include Makefile

bench-programs: $(B)/cspdesk \
    $(B)/tests/bench/load $(B)/tests/bench/commits $(B)/tests/bench/pure \
    $(B)/tests/bench/receipts $(B)/tests/bench/settle
$(B)/tests/bench/%: $(B)/tests/bench/%.o $(CORE)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS.$(MODE)) -o $@ $^ $(LIBS)
.PHONY: bench-programs
