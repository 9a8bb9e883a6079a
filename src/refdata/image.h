/* SPDX-License-Identifier: Apache-2.0 */
/* image.h -- the layout of a compiled image, for this folder only.
 *
 *   header | section table | sections, each aligned to 8
 *
 * Numbers are in the machine's own byte order and `mark` says which: an image is a cache, made and used
 * on one machine.  A text is a u32 offset into SEC_POOL, where its length (u16) and bytes lie; offset 0 is
 * "none".  A table is open addressing over hash_fixed with linear probing, at most half full; an empty
 * slot has key 0.  Range sections are sorted by first address and disjoint.
 */
#ifndef REFDATA_IMAGE_H
#define REFDATA_IMAGE_H

#include "refdata/refdata.h"

#define IMAGE_MAGIC "BWREFDAT"
/* Raise whenever the layout or the meaning of a field changes: old caches are then made anew. */
#define IMAGE_VERSION 2u
#define IMAGE_MARK    0x01020304u

enum section {
	SEC_POOL,
	SEC_PSL, /* table: name of a rule without '*.' or '!' -> psl_row */
	SEC_PSL_ROW,
	SEC_TLD, /* table: label */
	SEC_NAMESPACE, /* table: label -> namespace_row */
	SEC_NAMESPACE_ROW,
	SEC_SERVICE, /* table: host -> first of a = rows, b = how many */
	SEC_SERVICE_ROW,
	SEC_RANK, /* table: name -> rank */
	SEC_AS, /* array of as_row by number */
	SEC_AS4, /* range4 -> AS number */
	SEC_AS6,
	SEC_COUNTRY4, /* range4 -> text */
	SEC_COUNTRY6,
	SEC_RANGE4, /* range4 -> range_row */
	SEC_RANGE6,
	SEC_RANGE_ROW,
	SEC_FINGERPRINT, /* table: suffix -> fingerprint_row */
	SEC_FINGERPRINT_ROW,
	SEC_DIRECTORY, /* table: id -> directory_row */
	SEC_DIRECTORY_ROW,
	SEC_REGISTRAR, /* array of registrar_row by id */
	SEC_RDAP_DNS, /* table: name -> text */
	SEC_RDAP4, /* range4 -> text */
	SEC_RDAP6,
	SEC_RDAP_AS, /* range4 of AS numbers -> text */
	SEC_PROTECTED, /* text as it is */
	SEC_FILE, /* array of file_row */
	SEC_META, /* meta_row */
	SEC_COUNT
};

struct image_section {
	uint64_t at, n;
};

struct image_header {
	char magic[8];
	uint32_t version, mark;
	uint64_t size;
	uint64_t check; /* hash_fixed of this header with check 0 */
	uint32_t sections, pad;
	struct image_section sec[SEC_COUNT];
};

struct image_table {
	uint32_t cap, n, most_probes, pad;
};
struct image_slot {
	uint32_t tag, key, a, b;
};

enum {
	PSL_ICANN = 1, /* plain rule in the ICANN section, and so on */
	PSL_ICANN_WILD = 2,
	PSL_ICANN_EXCEPT = 4,
	PSL_PRIVATE = 8,
	PSL_PRIVATE_WILD = 16,
	PSL_PRIVATE_EXCEPT = 32,
	NAME_ABOVE = 64, /* other rules or shared services stand below it */
	NAME_PROTECTED = 128 /* in the list of protected names */
};
struct psl_row {
	uint32_t flags;
	uint32_t name, url; /* operator of the plain rule */
	uint32_t wild_name, wild_url;
};
struct namespace_row {
	uint32_t kind, words, gateways, rfc;
};
struct service_row {
	uint32_t name, prefix, split, depth, kind, operator_id, operator_name;
};
struct as_row {
	uint32_t asn, name, country;
};
struct range4 {
	uint32_t first, last, value;
};
struct range6 {
	uint64_t first[2], last[2]; /* high half, low half */
	uint32_t value, pad;
};
struct range_row {
	uint32_t operator_id, operator_name, kind;
};
struct fingerprint_row {
	struct {
		uint32_t operator_id, operator_name, kind, rule, source;
	} field[3];
};
struct directory_row {
	uint32_t id, name, country, roles, abuse_email, abuse_form, abuse_phone, source;
	int64_t checked_at_s;
};
struct registrar_row {
	uint32_t iana_id, name, status, rdap;
};
struct file_row {
	uint32_t name, publisher, path, pad;
	int64_t dated_at_s;
	uint64_t rows;
};
struct meta_row {
	int64_t rank_list_size;
};

/* A section's bytes; empty where there is no image. */
struct str image_section(const struct refdata *rd, enum section id);
/* ${size} bytes at ${at} of a section, or NULL where it has fewer or ${at} is not aligned to ${align}. */
const void *image_at(
	const struct refdata *rd, enum section id, uint64_t at, size_t size, size_t align);
#define IMAGE_ROW(rd, id, at, type) \
	((const type *)image_at((rd), (id), (at), sizeof(type), _Alignof(type)))
/* A text of the pool; p NULL for 0 and for what lies outside. */
struct str image_text(const struct refdata *rd, uint32_t ref);
/* The slot of ${key}, or NULL. */
const struct image_slot *image_find(const struct refdata *rd, enum section id, struct str key);
/* The range that holds the address, or NULL.  ${ip_n} is 4 or 16. */
const struct range4 *image_range4(const struct refdata *rd, enum section id, uint32_t ip);
const struct range6 *image_range6(
	const struct refdata *rd, enum section id, const unsigned char ip[16]);

/* The next shorter suffix of a name (without its first label); false where there is none. */
static inline bool name_up(struct str *name)
{
	size_t dot = str_find_byte(*name, '.', 0);

	if (dot == SIZE_MAX)
		return false;
	*name = str_from(*name, dot + 1);
	return true;
}

#endif
