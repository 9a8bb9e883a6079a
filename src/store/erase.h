/* SPDX-License-Identifier: Apache-2.0 */
/* erase.h -- what the files that erase share: the job, and its two halves.  Nobody else includes it. */
#ifndef STORE_ERASE_H
#define STORE_ERASE_H

#include "base/vec.h"
#include "store/inner.h"

struct erase_job {
	int64_t case_id, now_s;
	struct str why;
	uint64_t *ords; /* rising */
	size_t n;
};

struct erase_ords {
	uint64_t *v;
	size_t n, cap;
};

/* Shorter words are not looked for: they would be found in anything. */
#define ERASE_WORD_LEAST 4
#define ERASE_SHOWN      500 /* bytes of a target that letters show (SHOWN_TARGET in act) */
struct erase_words {
	struct str *v;
	size_t n, cap;
};
struct erase_sites {
	struct erase_site {
		struct str site;
		uint8_t harm_class;
	} * v;
	size_t n, cap;
};

/* What the reports of the job say that must stand nowhere else, and the sites they are about, as long as the
 * spool has them.  In ${a}. */
int erase_words(struct store *s, struct arena *a, const struct erase_job *j,
	struct erase_words *out, struct erase_sites *sites, struct err *e) MUST_USE;
/* The database's part, one transaction; nothing where it was done. */
int erase_rows(struct store *s, struct arena *a, const struct erase_job *j, struct err *e) MUST_USE;
/* Inside its transaction: the words out of what was copied from reports into other rows of these cases (a JSON
 * array of numbers), out of what is held for a person, and out of what was learned. */
int erase_copies(struct db *d, struct arena *a, int64_t now_s, struct str cases,
	const struct erase_words *all, const struct erase_sites *sites, struct err *e) MUST_USE;
/* What must be kept of it is kept before: the caller's part, in one transaction. */
int erase_first(struct store *s, struct arena *a, const struct erase_job *j,
	const struct store_erase_first *first, struct err *e) MUST_USE;
/* Write the database anew and cut its log: free pages keep nothing. */
int erase_clean(struct store *s, struct err *e) MUST_USE;

#endif
