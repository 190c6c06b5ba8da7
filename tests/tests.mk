# tests/tests.mk - what is tested, and how.  Part of the one Makefile.
#
#	make check	all of it, short forms of the long campaigns included
#	make unit laws mail pam shake flow doors docs	pieces of it
#	make fuzz SECONDS=	libFuzzer, for as long as one likes
#	make model	every world of two cases and all who move them, by Spin
#	make apps	sshd, Apache, nginx, Dovecot, FreeRADIUS, pamtester
#	make bench	a login beside a bare crypt(3)
#	make bench-reset	a whole reset, to the answer in the mail server
#	make bench-users	a million users: their import, and a login
#	make oracle	refusals under a stopwatch, 2,000 of each sort
#	make bench-race	one code, 8 and 32 processes through libpam
#	make race	one code, fifty presenters, a thousand rounds of each kind
# Any of them with OUT= and SAN=.

# --- unit tests: tests/unit/NAME_test.c, the rooms it needs, its libraries --
units := $(patsubst tests/unit/%_test.c,%,$(wildcard tests/unit/*_test.c))
# $(call same,NAMES,rooms,libraries): programs about one room, by what they test
same = $(foreach u,$(1),$(eval unit.$(u).rooms := $(2))$(eval unit.$(u).libs := $(3)))
unit.base.rooms   := lib/base
unit.wire.rooms   := lib/base lib/wire
unit.alike.rooms  := lib/base
unit.verbs.rooms  := lib/base lib/wire
unit.naming.rooms := lib/base lib/flow/login handoverd/naming
unit.naming.libs  := -lidn2
verdict.rooms     := lib/flow/verdict lib/flow/mail_reason
unit.mail.rooms   := lib/base lib/mail lib/wire/facts lib/wire/facts_get lib/wire/frame \
                     $(verdict.rooms) tests/mail/sign tests/mail/suffixes
unit.mail.libs    := -lcrypto -lpsl -lidn2
$(call same,field facts dkim forgery,$(unit.mail.rooms),$(unit.mail.libs))
unit.forgery.rooms += tests/mail/forgeries
unit.verdict.rooms := lib/base $(verdict.rooms)
unit.told.rooms   := lib/base lib/told lib/helper/drawing lib/wire/frame \
                     $(verdict.rooms)
unit.told.libs    := -ljansson
$(call same,ticket ticket_text,lib/base lib/ticket lib/web,-lcurl -ljansson)
unit.hook.rooms   := lib/base courier/hook_sign
unit.hook.libs    := -lcrypto
unit.gateway.rooms := lib/base lib/web courier/gateway courier/gateway_says
unit.gateway.libs := -lcurl -ljansson
unit.post.rooms   := lib/base handoverd/post/pause handoverd/post/outbox_words
$(call same,case ask,lib/base lib/flow)
secret.libs  := -lcrypto -lcrypt -largon2 -lzxcvbn -lunistring
secret.units := secret key seal word hash password
$(call same,$(secret.units),lib/base lib/secret,$(secret.libs))
unit.word.libs += -Wl,--wrap=ho_secret_random
$(call same,otp otp_show,lib/base lib/otp,-lcrypto -lqrencode)
unit.ahead.rooms  := lib/base handoverd/desk/import_ahead
unit.factor_file.rooms := lib/base lib/otp handoverd/desk/factor_file
unit.factor_file.libs := -lcrypto -lqrencode
store.rooms := lib/base lib/store lib/audit
store.units := store store_order store_law store_query store_dead store_file \
               store_wal \
               audit verify whole tree note event
laws.rooms  := $(store.rooms) $(addprefix tests/laws/,sample sample_rows sample_keys)
$(call same,$(store.units),$(laws.rooms) tests/laws/own_log,-lsqlite3 -lcrypto)
$(call same,letter letter_head template,lib/base lib/letter)
$(call same,conf conf_value conf_file,lib/base lib/conf)
unit.question.rooms := lib/base lib/wire lib/helper
unit.question.libs := -lidn2
unit.helper.rooms := lib/base lib/wire lib/helper tests/helper
unit.helper.libs  := -lidn2 -Wl,--wrap=ho_sock_now
unit.sandbox.rooms := lib/base judge/sandbox
unit.sandbox.libs  := -lseccomp
unit.login.rooms  := lib/base lib/flow/login lib/flow/assign \
                     lib/flow/rule lib/flow/transfer \
                     lib/flow/limit lib/secret \
                     $(addprefix handoverd/login/,grid presence)
unit.login.libs   := $(secret.libs)
unit.door.rooms   := tests/login lib/base lib/wire/frame lib/wire/sock \
                     lib/wire/facts lib/wire/facts_get \
                     lib/conf lib/flow/login lib/flow/assign lib/flow/limit \
                     lib/flow/rule lib/flow/transfer lib/flow/case lib/store \
                     lib/audit lib/secret lib/otp handoverd/login \
                     handoverd/cases/second_desk \
                     $(addprefix handoverd/,sealed loop writer pool conn \
                     door clock \
                     naming former checkpoint foreign open)
unit.door.libs    := $(daemon.libs) -Wl,--wrap=loop_timer
unit.proof.rooms  := $(filter-out handoverd/cases/case_timed, \
                     $(patsubst %.c,%,$(wildcard handoverd/cases/case*.c))) \
                     $(addprefix handoverd/cases/,evidence person seats rename removal \
                     unlock second second_desk word_mask \
                     ticket_local ticket_outside) \
                     $(addprefix handoverd/login/,factor factor_put limits \
                     limits_count limits_tell place sent codes \
                     code_row recovery) \
                     $(addprefix handoverd/post/,notify sms hook outbox pause jobs) \
                     $(addprefix handoverd/desk/,call page people people_json) \
                     $(addprefix handoverd/,naming former sealed writer loop \
                     checkpoint foreign open clock) \
                     lib/base lib/wire lib/conf lib/flow lib/store \
                     lib/audit lib/secret lib/otp lib/letter lib/helper lib/told \
                     tests/cases
unit.proof.libs   := $(daemon.libs)
unit.inbox.rooms  := $(unit.proof.rooms) handoverd/cases/inbox handoverd/cases/inbox_rows \
                     handoverd/cases/inbox_case handoverd/cases/inbox_contact \
                     handoverd/cases/put_off
unit.inbox.libs   := $(daemon.libs)
unit.word_mask.rooms := $(unit.inbox.rooms)
unit.word_mask.libs := $(daemon.libs)
unit.lmtp.rooms   := lib/base courier/lmtp
unit.recovery.rooms := $(unit.door.rooms)
unit.recovery.libs := $(unit.door.libs)
unit.counts.rooms := $(unit.door.rooms)
unit.counts.libs  := $(unit.door.libs)
unit.rename.rooms := $(unit.door.rooms)
unit.rename.libs  := $(unit.door.libs)
unit.limits.rooms := $(unit.door.rooms)
unit.limits.libs  := $(unit.door.libs)
unit.oracle.rooms := $(unit.door.rooms)
unit.oracle.libs  := $(unit.door.libs) -lm
unit.sent.rooms   := $(unit.door.rooms)
unit.sent.libs    := $(unit.door.libs)
unit.factor.rooms := $(unit.door.rooms)
unit.factor.libs  := $(unit.door.libs)
unit.rule.rooms   := $(unit.door.rooms)
unit.rule.libs    := $(unit.door.libs)
unit.transfer.rooms := $(unit.door.rooms)
unit.transfer.libs := $(unit.door.libs)
unit.race.rooms   := $(unit.door.rooms)
unit.race.libs    := $(unit.door.libs)
unit.resume.rooms := $(unit.door.rooms)
unit.resume.libs  := $(unit.door.libs)

$(OUT)/tests/unit/%_test: $(OUT)/obj/tests/unit/%_test.o $$(call room,$$(unit.$$*.rooms)) Makefile
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie -pthread \
	    $(filter-out -Wl$(comma)--no-undefined,$(LDFLAGS_ALL)) $(unit.$*.libs) -lcmocka

unit.%: $(OUT)/tests/unit/%_test
	$(call say,TEST)$<

# Attacks with a plain sqlite3 shell on a store made by tests/laws/store.c.
$(OUT)/tests/laws/store: $(OUT)/obj/tests/laws/store.o $$(call room,$$(laws.rooms)) Makefile
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie -pthread \
	    $(LDFLAGS_ALL) $(unit.store.libs)

laws: $(OUT)/tests/laws/store
	$(call say,TEST)sh tests/laws/attacks.sh $<

# Those with a stopwatch in their hands run alone.
timed := $(addprefix unit.,door oracle login helper)
quick := $(filter-out $(timed),$(addprefix unit.,$(units)))
unit: $(quick) $(timed)

# --- letters by the hundred, for tests/mail/campaign.py ----------------------
$(OUT)/tests/mail/judge_files: $(OUT)/obj/tests/mail/judge_files.o $$(call room,$$(filter-out tests/%,$$(unit.mail.rooms))) Makefile
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie -pthread \
	    $(LDFLAGS_ALL) $(unit.mail.libs)
mail: all $(OUT)/tests/mail/judge_files $(OUT)/tests/unit/forgery_test
	$(call say,TEST)tests/mail/campaign.py $(OUT)

# --- the module against real libpam; any octets at all; what things are made of
pam: $(OUT)/pam_handover.so
	$(call say,TEST)SAN=$(SAN) tests/pam/run.sh $< $(OUT)

# tests/fuzz/NAME.c with the seeds beside it.  `make shake`: without libFuzzer,
# -n COUNT inputs grown from the seeds, the same every time.  `make fuzz`:
# clang's libFuzzer, guided by what it covers; hours of it with SECONDS=7200,
# some of them with FUZZ="header mail", what it learnt into the seeds by KEEP=1.
fuzzers := $(filter-out fuzz_main,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
mail_fuzzers := header address tags mail draw
FUZZ    ?= $(fuzzers)
SECONDS ?= 60
fuzz.wire.rooms := lib/base lib/wire
fuzz.conf.rooms := lib/base lib/conf
fuzz.conf.libs  := -lidn2
fuzz.mail.rooms := $(filter-out tests/%,$(unit.mail.rooms))
fuzz.mail.libs  := $(unit.mail.libs)
fuzz.header.rooms  := lib/base lib/mail
fuzz.header.libs   := $(unit.mail.libs)
fuzz.address.rooms := $(fuzz.header.rooms)
fuzz.address.libs  := $(fuzz.header.libs)
fuzz.tags.rooms    := $(fuzz.header.rooms)
fuzz.tags.libs     := $(fuzz.header.libs)
fuzz.draw.rooms := lib/base lib/helper/drawing lib/wire/frame $(filter-out judge/draw/main, \
                   $(patsubst %.c,%,$(wildcard judge/draw/*.c)))
fuzz.draw.libs  := $(draw.libs)
$(OUT)/fuzz/%: $(OUT)/obj/tests/fuzz/%.o $$(call room,tests/fuzz/fuzz_main $$(fuzz.$$*.rooms)) Makefile
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie $(LDFLAGS_ALL) $(fuzz.$*.libs)
shake.%: $(OUT)/fuzz/%
	$(call say,TEST)$< -n $(or $(INPUTS),20000) $(wildcard tests/fuzz/$*.seeds/*)
shake: $(addprefix shake.,$(fuzzers))

$(OUT)/guided/%: $(OUT)/obj/tests/fuzz/%.o $$(call room,$$(fuzz.$$*.rooms)) Makefile
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie -fsanitize=fuzzer \
	    $(LDFLAGS_ALL) $(fuzz.$*.libs)
guided: $(FUZZ:%=$(OUT)/guided/%)
fuzz:
	+@$(MAKE) --no-print-directory -j$(cores) guided CC=clang \
	    SAN=address,undefined,fuzzer-no-link OUT=$(OUT)-fuzz FUZZ="$(FUZZ)"
	$(call say,TEST)KEEP=$(KEEP) tests/fuzz/run.sh $(OUT)-fuzz $(SECONDS) $(FUZZ)
.PHONY: shake guided

doors: all
	$(call say,TEST)tests/doors.sh $(OUT)

docs: all
	@OUT=$(OUT) tests/run.sh tests/docs.sh

$(OUT)/pambench: $$(call room,tests/bench) Makefile
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie -pthread $(LDFLAGS_ALL) -lpam

# --- stories with the real daemons ---------------------------------------------
# The module is the plain one: a sanitized module wants a sanitized application.
# What takes longest is told first, lest one of them is waited for at the end.
# Of other people's programs the one that is always there; `make apps` has all.
longest := $(patsubst %,tests/flow/%.sh,case_nodns smtp_postfix ticket_crash_rt \
           ticket_crash_dc ticket_crash inbox_tls case_race ticket_http)
stories := $(longest) $(filter-out %lib.sh $(longest), \
           $(wildcard tests/flow/*.sh tests/judge/*.sh) tests/apps/pamtester.sh)
PLAIN   ?= $(OUT)
flow: all $(OUT)/panel $(OUT)/pambench
	@OUT=$(OUT) MODULE=$(PLAIN)/pam_handover.so JOBS=$(JOBS) \
	    tests/run.sh $(stories)

# --- the case for Spin, with the table that lib/flow decides by -------------------
$(OUT)/model/tables: $(OUT)/obj/tests/model/tables.o $$(call room,lib/flow/case) Makefile
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -o $@ $(filter %.o,$^) -pie $(LDFLAGS_ALL)
model: $(OUT)/model/tables
	$(call say,TEST)CC="$(CC)" tests/model/run.sh $(OUT)/model
.PHONY: model

# Other people's programs, each with a password, a code and a default password;
# as root, and behind `tools/packages.sh apps`, else they are skipped, each with
# a line.
apps: all
	@OUT=$(OUT) tests/run.sh $(or $(APPS),$(wildcard tests/apps/*.sh))
.PHONY: apps

# --- a daemon that dies, a disk that fails, an answer never given: ROUNDS=1000 POINTS=all by hand ------
$(OUT)/tests/fault/%.so: tests/fault/%.c Makefile
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) $(OPT) $(HARD) -shared \
	    -o $@ $<
crash: all $(OUT)/panel $(OUT)/tests/fault/disk.so $(OUT)/tests/fault/answer.so
	@OUT=$(OUT) ROUNDS=$(ROUNDS) POINTS=$(POINTS) JOBS=$(JOBS) \
	    STORY_SECONDS=36000 \
	    tests/run.sh tests/fault/crash.sh tests/fault/disk.sh \
	    tests/fault/inbox.sh tests/fault/answer.sh tests/fault/changes.sh

# One code, 50 presenters: a thousand rounds of every kind of code, or KIND=.
race: $(OUT)/tests/unit/race_test
	$(call say,TEST)ROUNDS=$(or $(ROUNDS),1000) $< $(if $(KIND),"$(KIND)")
.PHONY: race

# Refusals of every sort, 2,000 samples each: none may be told by its time.
oracle: $(OUT)/tests/unit/oracle_test
	$(call say,TEST)SAMPLES=$(or $(SAMPLES),2000) $<
.PHONY: oracle

bench: all $(OUT)/pambench
	@OUT=$(OUT) tests/bench/login.sh
# A reset, from the command to the answer in the mail server.
bench-reset: all
	@OUT=$(OUT) tests/bench/reset.sh
# One code for 8 and for 32 processes, five kinds, ROUNDS= of each.
bench-race: all $(OUT)/pambench $(OUT)/panel
	@OUT=$(OUT) ROUNDS=$(ROUNDS) PROCS="$(PROCS)" tests/bench/races.sh $(KIND)
# A thousand users beside a million, or MANY=.
bench-users: all $(OUT)/pambench
	@OUT=$(OUT) MANY=$(or $(MANY),1000000) tests/bench/users.sh
.PHONY: bench-users bench-reset bench-race

# --- all of it; CI runs exactly this ---------------------------------------------
# What is built is built on every core; stories wait more than they work, so
# three times as many are told at once, twice where sanitizers make them work;
# what is measured runs alone.
cores   := $(shell nproc)
tellers := $(shell expr 3 \* $(cores))
busy    := $(shell expr 2 \* $(cores))
built   := all $(OUT)/panel $(OUT)/pambench $(OUT)/tests/laws/store $(OUT)/tests/mail/judge_files \
           $(units:%=$(OUT)/tests/unit/%_test) $(fuzzers:%=$(OUT)/fuzz/%)
built: $(built)
.PHONY: built crash
again   = +@$(MAKE) --no-print-directory
check: packages
	$(again) -j$(cores) built
	$(again) -j$(cores) -Otarget model doors docs laws mail shake $(quick)
	$(again) $(timed) pam
	$(again) crash JOBS=$(cores)
	$(again) bench-race ROUNDS=3 PROCS=32
	$(again) flow JOBS=$(tellers)
	$(again) fuzz FUZZ="$(mail_fuzzers)"
	$(again) -j$(cores) built SAN=address,undefined OUT=$(OUT)-address
	$(again) -j$(cores) -Otarget laws mail shake $(quick) \
	    SAN=address,undefined OUT=$(OUT)-address PLAIN=$(OUT)
	$(again) $(timed) pam SAN=address,undefined OUT=$(OUT)-address \
	    PLAIN=$(OUT)
	$(again) flow JOBS=$(busy) SAN=address,undefined \
	    OUT=$(OUT)-address PLAIN=$(OUT)
	$(again) -j$(cores) built SAN=thread OUT=$(OUT)-thread
	$(again) unit.door unit.secret unit.helper unit.ahead unit.store_wal flow \
	    SAN=thread \
	    OUT=$(OUT)-thread PLAIN=$(OUT) \
	    stories="$(filter %/login_owner.sh %/login_race.sh %/case_owner.sh \
	    %/case_stop.sh %/desk_people.sh,$(stories))"
	$(again) valgrind
	@echo "all tests passed"

packages:
	@tools/packages.sh check

# The module under valgrind: slower, and with more patience.
valgrind: all
	@VALGRIND=1 tests/pam/run.sh $(OUT)/pam_handover.so $(OUT)
.PHONY: valgrind
