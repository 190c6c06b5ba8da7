/*
 * judge/snapshot/fonts.h - which fonts there are, known before the walls.
 *
 * Configuration of our own, in memory: neither /etc/fonts nor anybody's home
 * is read, so that a page looks the same wherever the same fonts are.  What
 * fontconfig needs to know of the fonts is in its cache and read now; behind
 * the walls only the fonts themselves are opened, in the directories that
 * judge/sandbox.c allows.
 */
#ifndef HO_SNAPSHOT_FONTS_H
#define HO_SNAPSHOT_FONTS_H

/* Once, before the sandbox.  HO_E_NONE: no font at all; HO_E_NOMEM. */
int fonts_load(void);

#endif
