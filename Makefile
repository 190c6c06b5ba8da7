# Handover.  `make`, `make check`, `make demo`, `make install DESTDIR=`;
# OUT= (where things are built), V=1 (say every command),
# SAN=address,undefined or SAN=thread (built beside, in a directory of its own).

comma   := ,
OUT     ?= out$(if $(SAN),-$(firstword $(subst $(comma), ,$(SAN))))
PREFIX  ?= /usr
VERSION := 0.1

# --- doors: what is built, from which rooms, against which libraries --------
# A room is a folder (all its .c files) or one file, named without .c.
doors := relay admin daemon judge draw resolver courier

relay.file     := pam_handover.so
relay.rooms    := pam_module lib/wire/frame
relay.libs     := -lpam

admin.file     := handover
admin.rooms    := admin lib/base lib/wire lib/conf lib/helper lib/flow \
                  lib/audit lib/store lib/secret
admin.libs     := -ljansson -lcrypto -lcrypt -lsqlite3 -lzxcvbn -lunistring \
                  -lidn2

daemon.file    := handoverd
daemon.rooms   := handoverd lib/base lib/wire lib/conf lib/flow lib/store \
                  lib/audit lib/secret lib/letter lib/helper
daemon.libs    := -lcrypto -lcrypt -lsqlite3 -ljansson -lzxcvbn -lunistring \
                  -lidn2

judge.file     := handover-judge
judge.rooms    := judge/facts judge/sandbox lib/base lib/wire lib/mail
judge.libs     := -lcrypto -lpsl -lidn2 -lseccomp

draw.file      := handover-draw
draw.rooms     := judge/draw judge/sandbox lib/base lib/wire
draw.libs      := $(shell pkg-config --libs gmime-3.0 2>/dev/null) -lseccomp
draw.cflags    := $(shell pkg-config --cflags gmime-3.0 2>/dev/null)

resolver.file  := handover-resolver
resolver.rooms := judge/resolver judge/sandbox lib/helper/question lib/base \
                  lib/wire lib/conf
resolver.libs  := -lunbound -lseccomp

courier.file   := handover-courier
courier.rooms  := courier lib/base lib/wire lib/conf
courier.libs   := -lcurl

# --- unit tests: tests/unit/NAME_test.c, the rooms it needs, its libraries --
units := $(patsubst tests/unit/%_test.c,%,$(wildcard tests/unit/*_test.c))
unit.base.rooms   := lib/base
unit.wire.rooms   := lib/base lib/wire
unit.verbs.rooms  := lib/base lib/wire
unit.naming.rooms := lib/base lib/flow/login handoverd/naming
unit.naming.libs  := -lidn2
verdict.rooms     := lib/flow/verdict lib/flow/mail_reason
unit.mail.rooms   := lib/base lib/mail lib/wire/facts lib/wire/facts_get lib/wire/frame \
                     $(verdict.rooms) tests/mail/sign
unit.mail.libs    := -lcrypto -lpsl -lidn2
unit.forgery.rooms := $(unit.mail.rooms)
unit.forgery.libs := $(unit.mail.libs)
unit.verdict.rooms := lib/base $(verdict.rooms)
unit.case.rooms   := lib/base lib/flow
unit.secret.rooms := lib/base lib/secret
unit.secret.libs  := -lcrypto -lcrypt -lzxcvbn -lunistring
unit.store.rooms  := lib/base lib/store lib/audit
unit.store.libs   := -lsqlite3 -lcrypto
unit.audit.rooms  := $(unit.store.rooms)
unit.audit.libs   := $(unit.store.libs)
unit.letter.rooms := lib/base lib/letter
unit.conf.rooms   := lib/base lib/conf
unit.helper.rooms := lib/base lib/wire lib/helper
unit.helper.libs  := -lidn2 -Wl,--wrap=ho_sock_now
unit.sandbox.rooms := lib/base judge/sandbox
unit.sandbox.libs  := -lseccomp
unit.login.rooms  := lib/base lib/flow/login lib/flow/assign lib/secret \
                     handoverd/grid handoverd/pauses handoverd/presence
unit.login.libs   := $(unit.secret.libs)
unit.door.rooms   := tests/login lib/base lib/wire/frame lib/wire/sock \
                     lib/conf lib/flow/login lib/flow/assign lib/store \
                     lib/audit lib/secret $(filter handoverd/talk%, \
                     $(patsubst %.c,%,$(wildcard handoverd/*.c))) \
                     $(addprefix handoverd/,login recovery codes candidate \
                     assign reset grid pauses presence loop writer pool conn \
                     clock naming checkpoint)
unit.door.libs    := $(daemon.libs)
unit.proof.rooms  := $(filter-out handoverd/case_timed, \
                     $(patsubst %.c,%,$(wildcard handoverd/case*.c))) \
                     $(addprefix handoverd/,call evidence notify outbox page \
                     people people_json naming sealed ticket_local writer loop checkpoint \
                     clock) lib/base lib/wire lib/conf lib/flow lib/store \
                     lib/audit lib/secret lib/letter lib/helper
unit.proof.libs   := $(daemon.libs)
unit.recovery.rooms := $(unit.door.rooms)
unit.recovery.libs := $(unit.door.libs)
unit.resume.rooms := $(unit.door.rooms)
unit.resume.libs  := $(unit.door.libs)

# --- how ---------------------------------------------------------------------
WARN   := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
          -Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wvla -Werror
OPT    ?= -O2 -g
HARD   := -fstack-protector-strong -fPIC -fvisibility=hidden -fno-common \
          $(if $(SAN),,-D_FORTIFY_SOURCE=2)
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer \
          -fno-sanitize-recover=all)
CFLAGS_ALL := -std=c17 -D_GNU_SOURCE -I. -I$(OUT)/gen -DHO_VERSION='"$(VERSION)"' \
          $(WARN) $(OPT) $(HARD) $(SANFLAGS) $(CFLAGS)
LDFLAGS_ALL := -Wl,-z,relro,-z,now -Wl,--no-undefined -Wl,--as-needed \
          $(SANFLAGS) $(LDFLAGS)

say    = $(if $(V),,@printf '  %-5s %s\n' $(1) $@;)
room   = $(sort $(patsubst %.c,$(OUT)/obj/%.o,$(foreach r,$(1), \
          $(wildcard $(r).c) $(wildcard $(r)/*.c))))

.SECONDEXPANSION:
.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all doc check unit laws mail pam fuzz flow doors docs packages demo install clean

all: $(foreach d,$(doors),$(OUT)/$($(d).file)) doc

define door
$(OUT)/$($(1).file): $$(call room,$($(1).rooms)) Makefile
	$$(call say,LINK)$$(CC) -o $$@ $$(filter %.o,$$^) \
	    $(if $(filter %.so,$($(1).file)),-shared -Wl$(comma)--version-script=pam_module/exports.map,-pie -pthread) \
	    $$(LDFLAGS_ALL) $($(1).libs)
endef
$(foreach d,$(doors),$(eval $(call door,$(d))))
$(call room,judge/draw): EXTRA := $(draw.cflags)

$(OUT)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CFLAGS_ALL) $(EXTRA) -pthread -MMD -MP -c -o $@ $<

# The store's law in SQL, compiled into whoever opens it.
$(OUT)/gen/schema_sqlite.h: $(sort $(wildcard schema/sqlite/*.sql))
	@mkdir -p $(@D)
	$(call say,GEN)(echo 'static const char schema_sqlite[] ='; \
	    sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $^; echo ';') > $@
$(OUT)/obj/lib/store/sqlite_file.o: $(OUT)/gen/schema_sqlite.h

$(OUT)/tests/unit/%_test: $(OUT)/obj/tests/unit/%_test.o $$(call room,$$(unit.$$*.rooms)) Makefile
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie -pthread \
	    $(filter-out -Wl$(comma)--no-undefined,$(LDFLAGS_ALL)) $(unit.$*.libs) -lcmocka

unit.%: $(OUT)/tests/unit/%_test
	$(call say,TEST)$<

# Attacks with a plain sqlite3 shell on a store made by tests/laws/store.c.
$(OUT)/tests/laws/store: $(OUT)/obj/tests/laws/store.o $$(call room,$$(unit.store.rooms)) Makefile
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie -pthread \
	    $(LDFLAGS_ALL) $(unit.store.libs)

laws: $(OUT)/tests/laws/store
	$(call say,TEST)sh tests/laws/attacks.sh $<

unit: $(addprefix unit.,$(units))

# --- letters by the hundred, for tests/mail/campaign.py ----------------------
$(OUT)/tests/mail/judge_files: $(OUT)/obj/tests/mail/judge_files.o $$(call room,$$(filter-out tests/%,$$(unit.mail.rooms))) Makefile
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie -pthread \
	    $(LDFLAGS_ALL) $(unit.mail.libs)
mail: $(OUT)/tests/mail/judge_files $(OUT)/handover-judge
	$(call say,TEST)tests/mail/campaign.py $^

# --- the module against real libpam; any octets at all; what things are made of
pam: $(OUT)/pam_handover.so
	$(call say,TEST)SAN=$(SAN) tests/pam/run.sh $< $(OUT)

# tests/fuzz/NAME.c with the seeds beside it; -n COUNT inputs grown from them
fuzzers := $(filter-out fuzz_main,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
fuzz.wire.rooms := lib/base lib/wire
fuzz.conf.rooms := lib/base lib/conf
fuzz.conf.libs  := -lidn2
fuzz.mail.rooms := $(filter-out tests/%,$(unit.mail.rooms))
fuzz.mail.libs  := $(unit.mail.libs)
$(OUT)/fuzz/%: $(OUT)/obj/tests/fuzz/%.o $$(call room,tests/fuzz/fuzz_main $$(fuzz.$$*.rooms)) Makefile
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie $(LDFLAGS_ALL) $(fuzz.$*.libs)
fuzz.%: $(OUT)/fuzz/%
	$(call say,TEST)$< -n $(or $(INPUTS),20000) $(wildcard tests/fuzz/$*.seeds/*)
fuzz: $(addprefix fuzz.,$(fuzzers))

doors: all
	$(call say,TEST)tests/doors.sh $(OUT)

docs: all
	@OUT=$(OUT) tests/run.sh tests/docs.sh

$(OUT)/pambench: $$(call room,tests/bench) Makefile
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie -pthread $(LDFLAGS_ALL) -lpam

# --- stories with the real daemons, and all of it ------------------------------
# The module is the plain one: a sanitized module wants a sanitized application.
stories := $(filter-out %lib.sh,$(wildcard tests/flow/*.sh tests/judge/*.sh))
PLAIN   := $(if $(SAN),out,$(OUT))
flow: all $(OUT)/panel
	@OUT=$(OUT) MODULE=$(PLAIN)/pam_handover.so tests/run.sh $(stories)

# Short forms of the long campaigns are in here; CI runs exactly this.
check: packages
	+@$(MAKE) --no-print-directory all doors docs unit laws mail pam fuzz flow
	+@$(MAKE) --no-print-directory SAN=address,undefined unit laws mail pam flow
	+@$(MAKE) --no-print-directory SAN=thread unit.door flow \
	    stories="$(wildcard tests/flow/login_*.sh tests/flow/case_owner*.sh)"
	@echo "all tests passed"

packages:
	@tools/packages.sh check

demo: packages
	+@$(MAKE) --no-print-directory all $(OUT)/panel
	@OUT=$(OUT) demo/demo.sh

# --- the demo's and the stories' panel: a PAM application of ours ------------
$(OUT)/panel: tests/panel.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) $(OPT) -o $@ $< -lpam

# --- the manual: lists of verbs and settings come from the built command -----
manuals := $(if $(SAN)$(if $(shell command -v scdoc),,none),, \
          $(patsubst doc/man/%.scd,$(OUT)/man/%,$(wildcard doc/man/*.scd)))
doc: $(manuals)

$(OUT)/gen/verbs.scd $(OUT)/gen/settings.scd: $(OUT)/handover
	@mkdir -p $(@D)
	$(call say,GEN)$< help $(if $(filter %/verbs.scd,$@),--man,--man-conf) > $@
$(OUT)/man/%: doc/man/%.scd $(OUT)/gen/verbs.scd $(OUT)/gen/settings.scd
	@mkdir -p $(@D)
	$(call say,MAN)sed -e 's/@VERSION@/$(VERSION)/' \
	    -e '/^@VERBS@$$/{r $(OUT)/gen/verbs.scd' -e 'd}' \
	    -e '/^@SETTINGS@$$/{r $(OUT)/gen/settings.scd' -e 'd}' $< | scdoc > $@

# --- where things go on a host -----------------------------------------------
ARCH    := $(shell $(CC) -print-multiarch)
MODDIR  := /lib/$(ARCH)/security
BINDIR  := $(PREFIX)/bin
SBINDIR := $(PREFIX)/sbin
EXECDIR := $(PREFIX)/libexec/handover
SHARE   := $(PREFIX)/share/handover
DOC     := $(PREFIX)/share/doc/handover
put = install -D -m $(1) $(2) $(DESTDIR)$(3)/$(notdir $(2))

install: all
	$(call put,0644,$(OUT)/pam_handover.so,$(MODDIR))
	$(call put,0755,$(OUT)/handover,$(BINDIR))
	$(call put,0755,$(OUT)/handoverd,$(SBINDIR))
	$(call put,0755,$(OUT)/handover-courier,$(SBINDIR))
	$(foreach p,handover-judge handover-draw handover-resolver, \
	    $(call put,0755,$(OUT)/$(p),$(EXECDIR)) &&) true
	$(foreach t,$(wildcard share/templates/*), \
	    $(call put,0644,$(t),$(SHARE)/templates) &&) true
	$(foreach u,$(wildcard share/systemd/*.service), \
	    $(call put,0644,$(u),$(PREFIX)/lib/systemd/system) &&) true
	install -D -m 0644 share/sysusers/handover.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/handover.conf
	install -D -m 0644 share/tmpfiles/handover.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/handover.conf
	$(call put,0644,share/pam/handover-panel,$(DOC)/examples)
	$(foreach f,README.md NEWS $(wildcard doc/*.md) lib/wire/PROTOCOL, \
	    $(call put,0644,$(f),$(DOC)) &&) true
	$(foreach m,$(manuals), \
	    $(call put,0644,$(m),$(PREFIX)/share/man/man$(lastword $(subst ., ,$(m)))) &&) true
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	$(OUT)/handover completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/handover

clean:
	rm -rf out out-*

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
