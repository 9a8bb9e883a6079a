/* SPDX-License-Identifier: Apache-2.0 */
/* make.h -- building an image, for this folder only.
 *
 * One struct maker collects texts, tables, rows and ranges from the sources' parsers and writes the image
 * at the end.  Every parser takes one file's bytes and names the line in its errors.  Memory that runs
 * out makes the maker bad; it is asked once, at the end of each source.
 */
#ifndef REFDATA_MAKE_H
#define REFDATA_MAKE_H

#include "base/map.h"
#include "base/vec.h"
#include "refdata/image.h"
#include "refdata/source.h"

/* An IPv4 address is its number in `low`. */
struct addr {
	uint64_t high, low;
};
struct span {
	struct addr first, last;
	uint32_t value;
	uint32_t order; /* which source came first: among equals the earlier prevails */
};
struct spans { /* on the heap: there are millions */
	struct span *v;
	size_t n, cap;
};

struct entry {
	struct str key;
	uint32_t a, b;
};
struct table {
	struct entry *v;
	size_t n, cap;
	struct map index; /* key -> position + 1 */
};

struct service_item {
	struct str host;
	struct service_row row;
	uint32_t source, seq;
};
struct as_item {
	uint32_t asn, name;
};

struct maker {
	struct arena *a;
	struct buf pool, rows[SEC_COUNT]; /* rows: bytes of the sections that are arrays of rows */
	struct map texts;
	struct table tables[SEC_COUNT];
	struct spans as4, as6, country4, country6, range4, range6, rdap4, rdap6, rdap_as;
	struct {
		struct service_item *v;
		size_t n, cap;
	} services;
	struct {
		struct as_item *v;
		size_t n, cap;
	} as;
	struct {
		struct registrar_row *v;
		size_t n, cap;
	} registrars;
	int64_t rank_list_size;
	struct str protected_names;
	bool bad; /* memory ran out */
	/* the source being read */
	struct str file;
	const struct source_kind *kind;
	uint32_t
		source; /* its number, from 1: a later source may say otherwise, one may not contradict itself */
	size_t line;
	uint64_t rows_n;
};

/* ---- the writer ---- */
void maker_init(struct maker *m, struct arena *a);
void maker_done(struct maker *m);
bool maker_bad(const struct maker *m); /* memory ran out somewhere */
uint32_t make_text(struct maker *m, struct str s); /* 0 for p NULL */
uint32_t make_text_or_none(struct maker *m, struct str s); /* 0 also for "" and "-" */
/* The entry of ${key}, made where it was not there; NULL when memory ran out. Valid until the next. */
struct entry *make_entry(struct maker *m, enum section id, struct str key, bool *fresh);
/* Append a row's bytes; returns its offset. */
uint32_t make_row(struct maker *m, enum section id, const void *row, size_t size);
void make_span(struct maker *m, struct spans *s, struct addr first, struct addr last,
	uint32_t value, uint32_t order);
/* Make the spans disjoint and sorted: where several hold an address the one that begins last prevails
 * (the narrowest, where they nest), and what that one does not know (value 0) is not known. */
int make_flat(struct maker *m, struct spans *s, struct err *e) MUST_USE;
int maker_write(struct maker *m, struct buf *out, struct err *e) MUST_USE;

/* ---- reading lines ---- */
/* The next line of ${*rest} without its end; counts m->line. */
bool make_line(struct maker *m, struct str *rest, struct str *line);
/* An error that names the file and line being read. */
int make_bad(struct maker *m, struct err *e, const char *fmt, ...) PRINTF(3, 4);
/* The next line with data of a list of ours, split at tabs into exactly ${n} fields; 0 at the end, 1
 * where there is one, -1 with ${e} set.  "-" stays "-". */
int make_fields(struct maker *m, struct str *rest, struct str *field, size_t n, struct err *e);
/* Split a line of CSV (RFC 4180, no line breaks inside quotes) into at most ${most} fields, unquoted in the
 * arena where need be; returns how many there were, SIZE_MAX where a quote is not closed. */
size_t make_csv(struct maker *m, struct str line, struct str *field, size_t most);
/* Lower-case A-label form in the arena of a name as the lists write it. */
int make_name(struct maker *m, struct str in, struct str *out, struct err *e) MUST_USE;
/* Address in either family; *v6 tells which. */
bool make_addr(struct str s, struct addr *out, bool *v6);
/* "192.0.2.0/24", or one address. */
bool make_prefix(struct str s, struct addr *first, struct addr *last, bool *v6);

/* ---- one parser for each kind of source; the file's name is in m->file ---- */
int make_psl(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_tlds(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_namespaces(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_services(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_asn(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_country(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_location(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_ranges(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_top(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_registrars(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_rdap_dns(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_rdap_ip(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_rdap_asn(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_rdap_tags(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_registration_end(struct maker *m, struct err *e) MUST_USE;
int make_services_end(struct maker *m, struct err *e) MUST_USE;
int make_directory(struct maker *m, struct str in, struct err *e) MUST_USE;
int make_fingerprints(struct maker *m, struct str in, struct err *e) MUST_USE;
/* Mark the names above ${name} as having others' names below them; ${name} as protected. */
int make_above(struct maker *m, struct str name, struct err *e) MUST_USE;
int make_mark_protected(struct maker *m, struct str name, struct err *e) MUST_USE;
int make_protected(struct maker *m, struct str in, struct err *e) MUST_USE;
/* Addresses are complete: sort, flatten. */
int make_network_end(struct maker *m, struct err *e) MUST_USE;
/* Operator's name by directory id; the directory is read first.  0 where the id is unknown. */
bool make_operator(struct maker *m, struct str id, uint32_t *id_text, uint32_t *name_text);

#endif
