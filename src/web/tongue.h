/* SPDX-License-Identifier: Apache-2.0 */
/* tongue.h -- the reader's language: messages of our pages, translated from catalogues inside the program.
 *
 * Messages are English and their own keys, as gettext has it: the catalogues are po/LANGUAGE.po, compiled into
 * a sorted table while building (tools/gen-tongues), so that no locale of the system is needed.  A message that
 * a catalogue lacks is shown in English.  Mark a message with N_() where it is not at once a %m of html_put.
 */
#ifndef WEB_TONGUE_H
#define WEB_TONGUE_H

#include "base/str.h"

#define N_(message) message

struct tongue_message {
	const char *id, *text;
};

struct tongue {
	const char *code; /* "en" */
	const char *name; /* in itself */
	bool right_to_left;
	const struct tongue_message *v; /* sorted by id */
	size_t n;
};

/* English first; how many, and each. */
extern const struct tongue tongues[];
extern const size_t tongues_n;

struct request;
/* ?lang=, else the cookie "lang", else Accept-Language, else English. */
const struct tongue *tongue_of(const struct request *r);
const struct tongue *tongue_named(struct str code);
/* The message in that language. */
const char *tongue_say(const struct tongue *t, const char *message);

#endif
