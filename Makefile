# Handover.  `make`, `make demo`, `make install DESTDIR=`; the tests' targets
# (`make check`) stand in tests/tests.mk.
# OUT= (where things are built), V=1 (say every command),
# SAN=address,undefined or SAN=thread (built beside, in a directory of its own).

comma   := ,
OUT     ?= out$(if $(SAN),-$(firstword $(subst $(comma), ,$(SAN))))
PREFIX  ?= /usr
VERSION := 0.1

# --- doors: what is built, from which rooms, against which libraries --------
# A room is a folder (all its .c files) or one file, named without .c.
doors := relay admin daemon judge draw snapshot resolver courier

relay.file     := pam_handover.so
relay.rooms    := pam_module lib/wire/frame
relay.libs     := -lpam

admin.file     := handover
admin.rooms    := admin lib/base lib/wire lib/conf lib/helper lib/flow \
                  lib/told lib/store/kinds \
                  $(addprefix lib/audit/,exported json note tree)
admin.libs     := -ljansson -lcrypto -lidn2

daemon.file    := handoverd
daemon.rooms   := handoverd handoverd/login handoverd/desk handoverd/cases \
                  handoverd/post lib/base lib/wire lib/conf lib/flow \
                  lib/store lib/audit lib/secret lib/otp lib/letter \
                  lib/helper lib/told
daemon.libs    := -lcrypto -lcrypt -largon2 -lsqlite3 -ljansson -lzxcvbn -lunistring \
                  -lidn2 -lqrencode

judge.file     := handover-judge
judge.rooms    := judge/facts judge/sandbox lib/base lib/wire lib/mail
judge.libs     := -lcrypto -lpsl -lidn2 -lseccomp

draw.file      := handover-draw
draw.rooms     := judge/draw judge/sandbox lib/helper/drawing lib/base lib/wire
draw.libs      := $(shell pkg-config --libs gmime-3.0 2>/dev/null) -lseccomp
draw.cflags    := $(shell pkg-config --cflags gmime-3.0 2>/dev/null)

snapshot.file   := handover-snapshot
snapshot.rooms  := judge/snapshot judge/sandbox lib/base lib/wire
snapshot.libs   := $(shell pkg-config --libs pangocairo cairo fontconfig 2>/dev/null) -lseccomp
snapshot.cflags := $(shell pkg-config --cflags pangocairo 2>/dev/null)

resolver.file  := handover-resolver
resolver.rooms := judge/resolver judge/sandbox lib/helper/question lib/base \
                  lib/wire lib/conf
resolver.libs  := -lunbound -lseccomp

courier.file   := handover-courier
courier.rooms  := courier lib/base lib/wire lib/conf lib/ticket lib/web
courier.libs   := -lcurl -ljansson -lcrypto

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
.PHONY: all doc check unit laws mail pam fuzz flow doors docs bench packages demo install clean

all: $(foreach d,$(doors),$(OUT)/$($(d).file)) doc

define door
$(OUT)/$($(1).file): $$(call room,$($(1).rooms)) Makefile
	$$(call say,LINK)$$(CC) -o $$@ $$(filter %.o,$$^) \
	    $(if $(filter %.so,$($(1).file)),-shared -Wl$(comma)--version-script=pam_module/exports.map,-pie -pthread) \
	    $$(LDFLAGS_ALL) $($(1).libs)
endef
$(foreach d,$(doors),$(eval $(call door,$(d))))
$(call room,judge/draw): EXTRA := $(draw.cflags)
$(call room,judge/snapshot): EXTRA := $(snapshot.cflags)

$(OUT)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CFLAGS_ALL) $(EXTRA) -pthread -MMD -MP -c -o $@ $<

# The store's law in SQL, compiled into whoever opens it.
$(OUT)/gen/schema_sqlite.h: $(sort $(wildcard schema/sqlite/*.sql))
	@mkdir -p $(@D)
	$(call say,GEN)(echo 'static const char schema_sqlite[] ='; \
	    sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $^; echo ';') > $@
$(OUT)/obj/lib/store/sqlite_file.o: $(OUT)/gen/schema_sqlite.h

include tests/tests.mk

demo: packages
	+@$(MAKE) --no-print-directory -j$(cores) all $(OUT)/panel
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

# What the documents have from the tables; tests/docs.sh holds them to it.
tables: $(OUT)/handover
	$< help --graph > doc/case.dot
	sed -i '/^| verb |/,$$d' doc/roles.md && $< help --roles >> doc/roles.md
.PHONY: tables

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
	$(foreach p,handover-judge handover-draw handover-snapshot handover-resolver, \
	    $(call put,0755,$(OUT)/$(p),$(EXECDIR)) &&) true
	$(foreach t,$(wildcard share/templates/*), \
	    $(call put,0644,$(t),$(SHARE)/templates) &&) true
	$(foreach u,$(wildcard share/systemd/*.service), \
	    $(call put,0644,$(u),$(PREFIX)/lib/systemd/system) &&) true
	install -D -m 0644 share/sysusers/handover.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/handover.conf
	install -D -m 0644 share/tmpfiles/handover.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/handover.conf
	$(call put,0644,share/pam/handover-panel,$(DOC)/examples)
	$(call put,0755,doc/examples/web-hook.py,$(DOC)/examples)
	$(foreach f,README.md NEWS $(wildcard doc/*.md doc/*.dot) lib/wire/PROTOCOL, \
	    $(call put,0644,$(f),$(DOC)) &&) true
	$(foreach m,$(manuals), \
	    $(call put,0644,$(m),$(PREFIX)/share/man/man$(lastword $(subst ., ,$(m)))) &&) true
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	$(OUT)/handover completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/handover

clean:
	rm -rf out out-*

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
