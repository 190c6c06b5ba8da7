/*
 * lib/wire/frame.h - one message: lengths first, then fields.
 *
 *	message = length u32 | version u8 | type u8 | field...
 *	field   = tag u16 | length u32 | octets
 *
 * All numbers are big-endian; length counts the whole message.  A message is
 * one SOCK_SEQPACKET packet of at most HO_FRAME_MAX octets and never empty.
 * Frames know no user: which types and fields there are stands in proto.h.
 *
 * Nothing here allocates, keeps state or calls anything but memcpy and
 * memcmp: the PAM module is built from it.
 */
#ifndef HO_WIRE_FRAME_H
#define HO_WIRE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define HO_FRAME_MAX    65536 /* octets */
#define HO_FRAME_HEAD   6
#define HO_FRAME_FIELDS 4096 /* fields in one message, at most */
#define HO_WIRE_VERSION 1

/* A message being written into the caller's memory.  Errors stick. */
struct ho_frame {
	uint8_t *data;
	size_t len, cap;
	int error; /* HO_OK or HO_E_LIMIT */
};

void ho_frame_start(struct ho_frame *f, void *mem, size_t cap, uint8_t type);
void ho_frame_put(
    struct ho_frame *f, uint16_t tag, const void *data, size_t len);
void ho_frame_str(struct ho_frame *f, uint16_t tag, const char *text);
void ho_frame_u64(struct ho_frame *f, uint16_t tag, uint64_t v);

/* Writes the length; HO_E_LIMIT: something did not fit, send nothing. */
int ho_frame_end(struct ho_frame *f);

/* A message received; points into the octets given, copies nothing. */
struct ho_view {
	const uint8_t *data;
	size_t len;
	uint8_t type;
};

struct ho_field {
	uint16_t tag;
	const uint8_t *data;
	size_t len;
};

/*
 * Checks the whole message: version, lengths, number of fields.
 * HO_E_PEER: it is not one; *v is zeroed (type 0 is no message).
 */
int ho_view_open(struct ho_view *v, const void *data, size_t len);

/*
 * Walks the fields in order: start with *at = 0; HO_E_NONE at the end.
 */
int ho_view_next(const struct ho_view *v, size_t *at, struct ho_field *f);

/*
 * The one field with this tag.  HO_E_NONE: not there; HO_E_PEER: more than
 * once (nobody then reads the first while somebody else reads the last).
 */
int ho_view_get(const struct ho_view *v, uint16_t tag, struct ho_field *f);

/*
 * The same, as text with a NUL, into out.  HO_E_PEER also where it holds a
 * NUL; HO_E_LIMIT: longer than cap - 1.  out is "" on every failure.
 */
int ho_view_str(const struct ho_view *v, uint16_t tag, char *out, size_t cap);

/* The same, as a number of 8 octets.  *n is 0 on every failure. */
int ho_view_u64(const struct ho_view *v, uint16_t tag, uint64_t *n);

#endif
