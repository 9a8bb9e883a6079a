/* SPDX-License-Identifier: Apache-2.0 */
/* str.h -- a slice of text or bytes: a pointer never travels without its length.
 *
 * A slice borrows; it owns nothing and need not end in NUL.  A slice may hold any byte.
 * The empty slice may have a null pointer.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

/* A slice over a string literal. */
#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
/* The same where a constant expression is wanted (static tables). */
#define STR_INIT(lit)                   \
	{                               \
		"" lit, sizeof(lit) - 1 \
	}
/* Arguments for "%.*s".  Foreign text goes through str_quote first. */
#define STR_ARG(s) ((int)(s).n), ((s).p ? (s).p : "")

static inline struct str str_of(const char *z)
{
	return (struct str){ z, z ? strlen(z) : 0 };
}

static inline struct str str_make(const char *p, size_t n)
{
	return (struct str){ p, n };
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool str_is(struct str a, const char *z)
{
	return str_eq(a, str_of(z));
}

/* Bytes from ${at}, at most ${n}; both are clipped to the slice. */
static inline struct str str_sub(struct str s, size_t at, size_t n)
{
	if (at > s.n)
		at = s.n;
	if (n > s.n - at)
		n = s.n - at;
	return (struct str){ s.p ? s.p + at : s.p, n };
}

static inline struct str str_from(struct str s, size_t at)
{
	return str_sub(s, at, SIZE_MAX);
}

/* Byte order, shorter first: the order of every sorted table and every output. */
int str_cmp(struct str a, struct str b);
/* ASCII case folded. */
bool str_eq_nocase(struct str a, struct str b);
bool str_starts(struct str s, struct str head);
bool str_starts_nocase(struct str s, struct str head);
bool str_ends(struct str s, struct str tail);
/* Position of byte or slice at or after ${at}; SIZE_MAX where there is none. */
size_t str_find_byte(struct str s, char c, size_t at);
size_t str_rfind_byte(struct str s, char c);
size_t str_find(struct str s, struct str what, size_t at);
size_t str_find_nocase(struct str s, struct str what, size_t at);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Take the part before ${sep} off the front of ${*rest}.  False when nothing is left;
 * a slice with n separators gives n + 1 parts. ${*rest} with a null pointer is at its end. */
bool str_cut(struct str *rest, char sep, struct str *part);
/* Decimal digits only, no sign, no space; false on overflow or anything else. */
bool str_u64(struct str s, uint64_t *out);
bool str_i64(struct str s, int64_t *out);

/* Edit distance (insert, delete, replace) of words for "did you mean"; 99 where one is over 64 bytes. */
unsigned str_distance(struct str a, struct str b);

/* ASCII classes that do not ask the locale. */
static inline bool ch_digit(char c)
{
	return c >= '0' && c <= '9';
}
static inline bool ch_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}
static inline bool ch_lower(char c)
{
	return c >= 'a' && c <= 'z';
}
static inline bool ch_alpha(char c)
{
	return ch_upper(c) || ch_lower(c);
}
static inline bool ch_alnum(char c)
{
	return ch_alpha(c) || ch_digit(c);
}
static inline bool ch_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline char ch_tolower(char c)
{
	return ch_upper(c) ? (char)(c + 32) : c;
}
/* Value of a hexadecimal digit, or -1. */
int ch_hex(char c);

#endif
