/* SPDX-License-Identifier: Apache-2.0 */
/* mail_ids.h -- how a letter is found again from the mail that comes back for it.
 *
 *   Reply-To        abuse+TOKEN@desk.example         the token of the letter (26 characters, base 32)
 *   return path     abuse+b-KEY@desk.example         its key (32 hexadecimal digits): bounces
 *   Message-ID      <letter-KEY@desk.example>        its key: In-Reply-To, References, returned headers
 *   link            https://desk.example/…/TOKEN     in the text that a reply quotes
 *
 * A token gives its holder the right to answer; a key only says which letter is meant, and has gone through
 * mail systems on both sides.  Mail systems change the case of letters, so neither depends on it.
 */
#ifndef FORMAT_MAIL_IDS_H
#define FORMAT_MAIL_IDS_H

#include "base/str.h"

#define MAIL_KEY_BYTES   16
#define MAIL_TOKEN_CHARS 26
#define MAIL_ID_ROOM     48

/* "letter-KEY" and "b-KEY", ending in NUL, in ${out} of MAIL_ID_ROOM bytes. */
void mail_id_write(const unsigned char *key, char *out);
void mail_return_tag(const unsigned char *key, char *out);

/* The first Message-ID of ours in the value of a header (brackets, several ids, comments). */
bool mail_id_find(struct str value, unsigned char *key);
/* The tag behind the first plus sign before the @; empty where there is none. */
struct str mail_tag(struct str address);
bool mail_tag_key(struct str tag, unsigned char *key);
/* A token, lower case, in ${out} of MAIL_TOKEN_CHARS + 1 bytes. */
bool mail_tag_token(struct str tag, char *out);
/* The first token that stands as a path segment of a web address in ${text}. */
bool mail_link_token(struct str text, char *out);

#endif
