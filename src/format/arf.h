/* SPDX-License-Identifier: Apache-2.0 */
/* arf.h -- field blocks of mailed reports: ARF (RFC 5965, 6591, 6692) and X-ARF 0.1/0.2.
 *
 * Pure: bytes in, fields out.  Unknown fields are ignored, known ones may come in any order and case.
 * A field that may stand once and stands more often gives its first value (RFC 5965 3.1 makes such a
 * report invalid; feedback loops send them all the same).
 */
#ifndef FORMAT_ARF_H
#define FORMAT_ARF_H

#include "base/arena.h"

/* "Name: value" lines, folding undone, values trimmed; for X-ARF a flat YAML map, quotes taken off. */
struct field {
	struct str name, value;
};
struct fields {
	struct field *v;
	size_t n, cap;
};

/* Read every line of ${in} that is a field; other lines (empty ones, "---", comments) are passed over.
 * In ${a}. BW_ELIMIT above LIMIT_ARF_FIELDS. O(n). */
int fields_parse(struct arena *a, struct str in, struct fields *out, struct err *e) MUST_USE;
/* First value of that name, any case; empty where there is none. */
struct str fields_get(const struct fields *f, const char *name);

enum arf_type {
	ARF_ABUSE,
	ARF_FRAUD,
	ARF_VIRUS,
	ARF_OTHER,
	ARF_NOT_SPAM, /* RFC 6430 */
	ARF_AUTH_FAILURE, /* RFC 6591 */
	ARF_OPT_OUT,
	ARF_XARF, /* not registered: the report is in a JSON part */
	ARF_UNKNOWN
};

struct arf {
	enum arf_type type;
	struct str type_text;
	struct str user_agent, version, envelope_id, mail_from, source_ip, reporting_mta;
	struct str auth_failure; /* adsp, bodyhash, revoked, signature, spf, dmarc */
	struct str delivery; /* Delivery-Result */
	int64_t arrived_at_s; /* Arrival-Date or Received-Date; CLOCK_NONE */
	uint64_t incidents; /* 1 where it does not say */
	struct str *domains; /* Reported-Domain */
	size_t domains_n;
	struct str *uris; /* Reported-URI, comments taken off */
	size_t uris_n;
};

/* ${date} turns a date-time into seconds (mime_date).  BW_EINVALID where there is no Feedback-Type.
 * RFC 5965 also requires User-Agent and Version; they decide nothing and may be missing. */
int arf_parse(struct arena *a, struct str in, bool (*date)(struct str, int64_t *), struct arf *out,
	struct err *e) MUST_USE;

#endif
