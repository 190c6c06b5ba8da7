/*
 * lib/secret/shape.h - which method a crypt string is of, if we take it.
 *
 * Inside lib/secret only; hash.h is the face.  Pure.  Source: crypt(5).
 */
#ifndef HO_SECRET_SHAPE_H
#define HO_SECRET_SHAPE_H

#include <stddef.h>

enum ho_method {
	HO_METHOD_NONE = 0, /* not one that we take */
	HO_METHOD_YESCRYPT,
	HO_METHOD_GOST,
	HO_METHOD_SHA,
	HO_METHOD_BCRYPT,
	HO_METHOD_ARGON2 /* not crypt's: argon.h */
};

#define HO_SHAPE_ARGON2 "$argon2id$"

enum ho_method ho_hash_method(const char *hash, size_t len);

/* log2(N * r) of a $y$ string, which is its cost; 0 for any other. */
unsigned ho_hash_yescrypt_log(const char *hash);

#endif
