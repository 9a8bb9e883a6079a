/* SPDX-License-Identifier: Apache-2.0 */
/* lazy_location.c -- libloc, where its database is compiled into the image (lazy.h) */
#include <libloc/as-list.h>
#include <libloc/as.h>
#include <libloc/database.h>
#include <libloc/libloc.h>
#include <libloc/network.h>

#include "sys/lazy.h"

static struct lazy library = { "libloc.so.1", "libloc1" };

LAZY_CALL(const char *, loc_as_get_name, (struct loc_as * as), (as))
LAZY_CALL(uint32_t, loc_as_get_number, (struct loc_as * as), (as))
LAZY_CALL(struct loc_as *, loc_as_unref, (struct loc_as * as), (as))
LAZY_CALL(time_t, loc_database_created_at, (struct loc_database * db), (db))
LAZY_CALL(int, loc_database_enumerator_new,
	(struct loc_database_enumerator * *enumerator, struct loc_database *db,
		enum loc_database_enumerator_mode mode, int flags),
	(enumerator, db, mode, flags))
LAZY_CALL(int, loc_database_enumerator_next_as,
	(struct loc_database_enumerator * enumerator, struct loc_as **as), (enumerator, as))
LAZY_CALL(int, loc_database_enumerator_next_network,
	(struct loc_database_enumerator * enumerator, struct loc_network **network),
	(enumerator, network))
LAZY_CALL(struct loc_database_enumerator *, loc_database_enumerator_unref,
	(struct loc_database_enumerator * enumerator), (enumerator))
LAZY_CALL(int, loc_database_new, (struct loc_ctx * ctx, struct loc_database **database, FILE *f),
	(ctx, database, f))
LAZY_CALL(struct loc_database *, loc_database_unref, (struct loc_database * db), (db))
LAZY_CALL(uint32_t, loc_network_get_asn, (struct loc_network * network), (network))
LAZY_CALL(const char *, loc_network_get_country_code, (struct loc_network * network), (network))
LAZY_CALL(const struct in6_addr *, loc_network_get_first_address, (struct loc_network * network),
	(network))
LAZY_CALL(unsigned int, loc_network_prefix, (struct loc_network * network), (network))
LAZY_CALL(struct loc_network *, loc_network_unref, (struct loc_network * network), (network))
LAZY_CALL(int, loc_new, (struct loc_ctx * *ctx), (ctx))
LAZY_DO(loc_set_log_priority, (struct loc_ctx * ctx, int priority), (ctx, priority))
LAZY_CALL(struct loc_ctx *, loc_unref, (struct loc_ctx * ctx), (ctx))
