/* SPDX-License-Identifier: Apache-2.0 */
/* err.h -- what went wrong: one code of a short list and one sentence.
 *
 * A call that can fail returns a code (0 is success) and fills the caller's struct err.  The place
 * that detects writes the sentence: fault first, subject in quotes, no capital, no full stop, and
 * what to do where we know it.  Places between pass it up or add context with err_prefix.  The
 * struct has a fixed size so that running out of memory can be reported too.  A NULL err is allowed.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#include "base/str.h"

#define MUST_USE     __attribute__((warn_unused_result))
#define PRINTF(a, b) __attribute__((format(printf, a, b)))

enum err_code {
	BW_OK = 0,
#define E(name, word, text, http, exit, retry) name,
#include "base/err.def"
#undef E
	BW_ERR_COUNT
};

struct err {
	int code;
	char text[480];
};

/* Set ${e} and return ${code}. */
int err_set(struct err *e, int code, const char *fmt, ...) PRINTF(3, 4);
/* Put text before the sentence; returns the code of ${e}. */
int err_prefix(struct err *e, const char *fmt, ...) PRINTF(2, 3);
/* The sentence for memory that ran out; returns BW_ENOMEM. */
int err_nomem(struct err *e);
/* errno as a code and sentence: "cannot open 'x': No such file or directory". */
int err_errno(struct err *e, int code, const char *what, struct str subject);

const char *err_word(int code);
const char *err_meaning(int code);
int err_http(int code);
int err_exit(int code);
bool err_retry(int code);

/* Foreign text made safe to print in a message: control characters, bidi controls and bytes that
 * are not UTF-8 become \xNN, and it is cut at ${max} bytes with an ellipsis.
 * ${out} must hold 4 * max + 8 bytes; returns ${out}. */
const char *str_quote(struct str s, size_t max, char *out);
/* Room for str_quote with up to N bytes. */
#define QUOTE_ROOM(n) (4 * (n) + 8)

#endif
