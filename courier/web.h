/*
 * courier/web.h - what every use of libcurl here has in common.
 */
#ifndef COURIER_WEB_H
#define COURIER_WEB_H

#include <curl/curl.h>

#define WEB_SECRET 8193 /* octets of a password or token, with NUL */

/* The first line of a file, which may not be a symbolic link; the caller wipes
 * it.  HO_E_IO: it cannot be read, or is empty. */
int web_secret(const char *path, char out[static WEB_SECRET]);

/* No proxy, no signals, TLS as enum ho_tls says; where TLS is spoken the
 * certificate is always checked.  ca: "" for the system's. */
void web_set_tls(CURL *h, int tls, const char *ca);

#endif
