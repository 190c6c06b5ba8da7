/*
 * judge/sandbox.h - the walls around a program that reads hostile octets.
 *
 * Called once, at the start, by a program with one thread that has already
 * opened and loaded all it will ever need.  Afterwards it holds descriptors
 * 0, 1 and 2, sees no file, starts no program, and talks through what it was
 * given.  Walls, in the order in which they go up (each alone would do for
 * most attacks; a kernel without Landlock loses one layer, not the box):
 *
 *	no new privileges, not dumpable (no ptrace by the same uid, no core)
 *	every descriptor but 0, 1, 2 closed
 *	limits: address space, processor time, file size 0, descriptors
 *	Landlock: no file, no TCP it does not need, no abstract socket
 *	seccomp: the calls in the table of sandbox.c; any other kills
 *
 * The box in which fonts are drawn is the one that opens files: to read, and
 * what lies below the fonts' directories, which is Landlock's to say.  So it
 * stands on Landlock, and without it there is no such box.
 *
 * Under AddressSanitizer and its sisters address space and seccomp are left
 * alone, for the sanitizer's run-time needs them.
 */
#ifndef HO_JUDGE_SANDBOX_H
#define HO_JUDGE_SANDBOX_H

enum ho_sandbox {
	HO_SANDBOX_FACTS = 1,    /* parser and OpenSSL: 256 MiB, 10 s */
	HO_SANDBOX_DRAW = 2,     /* gmime and glib: 512 MiB, 10 s */
	HO_SANDBOX_RESOLVER = 4, /* UDP, TCP and one thread; 2 GiB */
	HO_SANDBOX_SNAPSHOT = 8, /* pango, fonts and its thread; 1 GiB, 10 s */
};

/*
 * Goes in; there is no way out.  Returns HO_OK.  Where a step cannot be done
 * it says which on descriptor 2 and ends the program with status 4: a judge
 * without walls must not read.
 *
 * HO_E_NONE: HO_SANDBOX_SNAPSHOT, and the kernel has no Landlock.  No wall
 * stands then; the caller says so and ends.
 *
 * A file that a library tries to open later is not there (ENOENT); everything
 * else that is not in the table ends the process with SIGSYS.
 */
int ho_sandbox_enter(enum ho_sandbox which);

#endif
