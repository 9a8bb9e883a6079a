/* SPDX-License-Identifier: Apache-2.0 */
/* schema.h -- tables of rules for JSON objects, and a check that lists everything that breaks them.
 *
 * What JSON Schema says of a format is written as rows (name, kind, form, bounds, required or not) and
 * checked in one pass over the members, without allocation where nothing is wrong.  It is no JSON
 * Schema engine: only what the report formats use is here; conditions between fields are the format's.
 */
#ifndef FORMAT_SCHEMA_H
#define FORMAT_SCHEMA_H

#include "format/json.h"

enum rule_kind { RULE_ANY, RULE_STRING, RULE_INT, RULE_NUMBER, RULE_BOOL, RULE_OBJECT };

enum rule_form {
	FORM_NONE,
	FORM_TIME, /* RFC 3339 date-time with zone */
	FORM_DATE,
	FORM_UUID, /* version 4, variant 1 (RFC 9562 5.4) */
	FORM_EMAIL,
	FORM_HOST,
	FORM_IP,
	FORM_IP4,
	FORM_IP6,
	FORM_URI, /* scheme, colon, no space; characters outside ASCII allowed (RFC 3987) */
	FORM_BASE64, /* RFC 4648 4, padded, no line breaks */
	FORM_TAG, /* namespace:predicate */
	FORM_HASH, /* (md5|sha1|sha256|sha512):hex */
	FORM_FILE_HASH, /* (md5|sha1|sha256):hex */
	FORM_HEX32,
	FORM_HEX40,
	FORM_HEX64,
	FORM_CVE, /* CVE-year-digits */
	FORM_CVE4, /* CVE-year-at least four digits */
	FORM_COUNTRY,
	FORM_CURRENCY,
	FORM_LANGUAGE,
	FORM_DOMAIN,
	FORM_MAGNET,
	FORM_CVSS,
	FORM_VERSION, /* 4.n.n */
	FORM_COUNT
};

enum {
	RULE_REQ = 1, /* required */
	RULE_REC = 2, /* recommended */
	RULE_CLOSED = 4, /* an object that may hold nothing but its rows */
	RULE_LIST = 8, /* an array of such values */
	RULE_UNIQUE = 16 /* its elements differ */
};

struct rule {
	const char *name;
	uint8_t name_n, kind, form, flags;
	uint16_t least_items, most_items;
	double least, most; /* of a number; of a string's characters: most only; both 0: any */
	const char *words; /* "a|b|c": one of these */
	const struct rule *sub; /* members of an object */
	uint16_t sub_n;
};

enum fault_kind {
	FAULT_MISSING, /* required and not there */
	FAULT_ADVISED, /* recommended and not there */
	FAULT_TYPE, /* another JSON type */
	FAULT_VALUE, /* right type, wrong value */
	FAULT_MEMBER, /* a member that may not be there */
	FAULT_LIMIT /* over a ceiling */
};

struct fault {
	enum fault_kind kind;
	struct str path; /* "evidence[2].payload" */
	struct str why; /* "is not base64" */
	struct str value; /* the scalar's text, or empty */
};

/* At most LIMIT_FAULTS are kept; ${total} counts all. */
struct faults {
	struct arena *a;
	struct fault *v;
	size_t n, total;
	bool quiet; /* do not keep foreign values (CSAM) */
	bool advise; /* recommended members are asked for as well */
	bool nomem;
};

/* The way from the root, for messages; lives on the stack. */
struct step {
	const struct step *up;
	struct str name; /* of a member */
	size_t index; /* of an element, where name.p is NULL */
};

/* Check one value against its row, and an object's members against rows.  ${seen}, may be NULL: the
 * member for each row, in the order of rows. */
void schema_value(
	const struct rule *r, const struct json *v, const struct step *at, struct faults *f);
void schema_members(const struct rule *rows, size_t n, bool closed, const struct json *object,
	const struct step *at, struct faults *f);
/* The row of that name, or NULL.  ${hint} is where the last one was found and is moved. */
const struct rule *schema_row(const struct rule *rows, size_t n, struct str name, size_t *hint);
/* Report required (and, with advise, recommended) rows among ${rows} whose bit in ${seen} is not set.  n <= 64. */
void schema_missing(
	const struct rule *rows, size_t n, uint64_t seen, const struct step *at, struct faults *f);
/* Add one fault.  ${why} is a sentence without a subject. */
void schema_fault(struct faults *f, enum fault_kind kind, const struct step *at, struct str value,
	const char *why);

bool schema_form_ok(enum rule_form form, struct str s);
/* RFC 3339 with seconds and zone, as the schemas want it; seconds since the epoch. */
bool schema_time(struct str s, int64_t *out);
bool schema_ip6(struct str s);
/* What is not "${form}" in words: "is not base64". */
const char *schema_form_words(enum rule_form form);

#endif
