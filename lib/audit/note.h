/*
 * lib/audit/note.h - signed notes and checkpoints.
 *
 * A signed note is a text that ends in LF, an empty line, and signature lines
 * "<em dash> name base64(keyid[4] || signature)".  A checkpoint is the text
 * "origin LF size LF base64(root) LF".  Source: C2SP signed-note v1 and
 * tlog-checkpoint v1; vectors in doc/log-format.md.  Base64 is strict: a
 * lenient decoder would give one checkpoint two spellings.
 */
#ifndef HO_AUDIT_NOTE_H
#define HO_AUDIT_NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"

#define HO_NOTE_MAX  65536 /* octets of a whole note */
#define HO_NOTE_SIGS 100   /* signature lines */
#define HO_NOTE_NAME 256   /* octets of a key name or origin */

/* An Ed25519 key and the name that it signs under. */
struct ho_note_key {
	char name[HO_NOTE_NAME + 1];
	uint8_t id[4]; /* SHA-256(name LF 0x01 key)[0:4] */
	uint8_t key[32];
};

/* HO_E_INPUT: the name is empty, too long, not UTF-8, or has a space or '+'. */
int ho_note_key_make(
    struct ho_note_key *k, const char *name, const uint8_t key[static 32]);
/* "name+hex(id)+base64(0x01 || key)", both ways; the id is checked. */
int ho_note_key_parse(struct ho_note_key *k, const char *text);
void ho_note_key_text(const struct ho_note_key *k, struct ho_buf *out);

/* Appends the whole note to out.  text ends in LF.  HO_E_INPUT: it does not,
 * or has octets that no note has; sign's errors. */
int ho_note_sign(struct ho_buf *out, const void *text, size_t len,
    const struct ho_note_key *k,
    int (*sign)(void *ctx, const void *text, size_t len, uint8_t sig[64]),
    void *ctx);

/*
 * Is the note signed by this key?  Signatures of other keys are ignored; one
 * of this key that does not hold refuses the note.
 *
 *   verdict   set on every return; HO_REFUSE on failure
 *   text_len  set beside HO_ALLOW: the signed text is note[0 .. text_len)
 *
 * HO_E_INPUT: not a note.  HO_E_CRYPTO: the library failed.
 */
int ho_note_check(const void *note, size_t len, const struct ho_note_key *k,
    enum ho_verdict *verdict, size_t *text_len);

struct ho_checkpoint {
	char origin[HO_NOTE_NAME + 1];
	uint64_t size;
	uint8_t root[32];
};

void ho_checkpoint_write(const struct ho_checkpoint *c, struct ho_buf *out);
/* The text of a note; extension lines are allowed and ignored.  HO_E_INPUT,
 * *c then zeroed. */
int ho_checkpoint_parse(struct ho_checkpoint *c, const void *text, size_t len);

/* ho_note_check() and ho_checkpoint_parse(), and origin equals the key's name.
 * HO_E_FORGED: refused. */
int ho_checkpoint_check(struct ho_checkpoint *c, const void *note, size_t len,
    const struct ho_note_key *k);

#endif
