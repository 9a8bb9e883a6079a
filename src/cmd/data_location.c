/* SPDX-License-Identifier: Apache-2.0 */
/* data_location.c -- libloc's database as a source: its networks and AS names, read out once. */
#include <libloc/as-list.h>
#include <libloc/as.h>
#include <libloc/database.h>
#include <libloc/libloc.h>
#include <libloc/network.h>
#include <netinet/in.h>
#include <stdio.h>

#include "cmd/data_file.h"

/* Debian's copy of 2022 has 1.29 million. */
#define NETWORKS_MOST 8000000u

static uint64_t half(const unsigned char *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

static void put_network(struct buf *out, struct loc_network *n)
{
	const struct in6_addr *ip = loc_network_get_first_address(n);
	bool v4 = IN6_IS_ADDR_V4MAPPED(ip);
	const char *country = loc_network_get_country_code(n);
	unsigned bits = loc_network_prefix(n);

	/* The library counts an IPv4 prefix from 0 or from 96, by version. */
	if (v4 && bits > 32)
		bits -= 96;
	buf_u8(out, v4 ? 4 : 6);
	buf_u8(out, (uint8_t)bits);
	buf_u8(out, (uint8_t)(country ? country[0] : 0));
	buf_u8(out, (uint8_t)(country && country[0] ? country[1] : 0));
	buf_u32(out, loc_network_get_asn(n));
	buf_u64(out, v4 ? 0 : half(ip->s6_addr));
	buf_u64(out, v4 ? half(ip->s6_addr + 8) & UINT32_MAX : half(ip->s6_addr + 8));
}

static int put_networks(struct loc_database *db, struct buf *out, struct err *e)
{
	struct loc_database_enumerator *each = NULL;
	struct loc_network *n = NULL;
	size_t count_at = out->n;
	uint32_t count = 0;

	if (loc_database_enumerator_new(&each, db, LOC_DB_ENUMERATE_NETWORKS, 0))
		return err_set(e, BW_EPARSE, "libloc cannot list its networks");
	buf_u32(out, 0);
	while (loc_database_enumerator_next_network(each, &n) == 0 && n && count < NETWORKS_MOST) {
		put_network(out, n);
		loc_network_unref(n);
		n = NULL;
		count++;
	}
	if (n)
		loc_network_unref(n);
	loc_database_enumerator_unref(each);
	for (int i = 0; i < 4 && !out->bad; i++)
		out->p[count_at + (size_t)i] = (char)(count >> 8 * i);
	return BW_OK;
}

static int put_as(struct loc_database *db, struct buf *out, struct err *e)
{
	struct loc_database_enumerator *each = NULL;
	struct loc_as *as = NULL;
	size_t count_at = out->n;
	uint32_t count = 0;

	if (loc_database_enumerator_new(&each, db, LOC_DB_ENUMERATE_ASES, 0))
		return err_set(e, BW_EPARSE, "libloc cannot list its autonomous systems");
	buf_u32(out, 0);
	while (loc_database_enumerator_next_as(each, &as) == 0 && as && count < NETWORKS_MOST) {
		const char *name = loc_as_get_name(as);

		buf_u32(out, loc_as_get_number(as));
		buf_lstr(out, str_of(name ? name : ""));
		loc_as_unref(as);
		as = NULL;
		count++;
	}
	if (as)
		loc_as_unref(as);
	loc_database_enumerator_unref(each);
	for (int i = 0; i < 4 && !out->bad; i++)
		out->p[count_at + (size_t)i] = (char)(count >> 8 * i);
	return BW_OK;
}

static int read_out(FILE *f, struct str path, struct buf *out, int64_t *dated_at_s, struct err *e)
{
	struct loc_database *db = NULL;
	struct loc_ctx *ctx = NULL;
	char q[QUOTE_ROOM(200)];
	int rc = BW_OK;

	if (loc_new(&ctx))
		return err_nomem(e);
	loc_set_log_priority(ctx, 0); /* a library does not talk on our standard error */
	if (loc_database_new(ctx, &db, f)) {
		rc = err_set(e, BW_EPARSE, "'%s' is no libloc database", str_quote(path, 200, q));
	} else {
		*dated_at_s = (int64_t)loc_database_created_at(db);
		buf_add(out, STR(SOURCE_LOCATION_MAGIC));
		buf_u64(out, (uint64_t)*dated_at_s);
		rc = put_networks(db, out, e);
		if (!rc)
			rc = put_as(db, out, e);
		loc_database_unref(db);
	}
	loc_unref(ctx);
	return rc ? rc : buf_check(out, "libloc's networks", e);
}

int data_location(
	struct arena *a, struct str path, struct str *out, int64_t *dated_at_s, struct err *e)
{
	FILE *f = fopen(path.p, "re");
	struct buf b;
	int rc;

	if (!f)
		return err_errno(e, BW_EIO, "open", path);
	buf_init(&b, 1u << 30);
	rc = read_out(f, path, &b, dated_at_s, e);
	fclose(f);
	if (!rc) {
		*out = arena_dup(a, buf_str(&b));
		if (!out->p)
			rc = err_nomem(e);
	}
	buf_done(&b);
	return rc;
}
