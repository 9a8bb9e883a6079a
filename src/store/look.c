/* SPDX-License-Identifier: Apache-2.0 */
/* Looks: reading as of one moment, and remembering what was read while the database stays as it is. */
#include "base/mem.h"
#include "store/inner.h"

#define LOOK_BYTES ((size_t)8 << 20) /* remembered at most; beyond that the next look begins anew */
#define LOOK_KEY   600

static void forget(struct look *l)
{
	arena_reset(&l->kept);
	map_done(&l->at);
}

void store_look_begin(struct store *s)
{
	struct look *l = &s->db.look;
	struct err e;

	if (l->open || !sqlite3_get_autocommit(s->db.h) || db_simple(&s->db, STMT_begin_read, &e))
		return;
	l->open = true;
	l->settled = false;
	l->number++;
	if (l->kept.used_bytes > LOOK_BYTES)
		forget(l);
}

void store_look_end(struct store *s)
{
	struct err e;

	if (!s->db.look.open)
		return;
	s->db.look.open = false;
	db_reset_all(&s->db);
	if (db_simple(&s->db, STMT_commit, &e))
		(void)sqlite3_exec(s->db.h, "ROLLBACK", NULL, NULL, NULL);
}

/* May what is remembered be used?  The number of the database's state counts every commit of anybody; it holds until
 * the look ends, once something was read in it. */
static bool settled(struct db *d)
{
	struct look *l = &d->look;
	unsigned version;
	int64_t any;
	struct err e;

	if (!l->open || l->settled)
		return l->open;
	if (db_meta_get(d, "cases", &any, 0, &e) ||
		sqlite3_file_control(d->h, "main", SQLITE_FCNTL_DATA_VERSION, &version))
		return false;
	if (!l->known || version != l->version) {
		forget(l);
		l->states++;
	}
	l->known = l->settled = true;
	l->version = version;
	return true;
}

uint64_t look_state(struct db *d)
{
	return settled(d) ? d->look.states : 0;
}

static struct str key_of(char *room, char kind, struct str key)
{
	room[0] = kind;
	memcpy(room + 1, key.p, key.n);
	return str_make(room, key.n + 1);
}

const void *look_get(struct db *d, char kind, struct str key)
{
	char room[LOOK_KEY];
	uint64_t *at;

	if (!settled(d) || key.n >= LOOK_KEY)
		return NULL;
	at = map_get(&d->look.at, key_of(room, kind, key));
	return at ? (const void *)(uintptr_t)*at : NULL;
}

struct arena *look_room(struct db *d)
{
	return settled(d) && d->look.kept.used_bytes <= LOOK_BYTES ? &d->look.kept : NULL;
}

void look_put(struct db *d, char kind, struct str key, const void *value)
{
	char room[LOOK_KEY];
	struct str own;
	uint64_t *at;

	if (!settled(d) || key.n >= LOOK_KEY)
		return;
	own = arena_dup(&d->look.kept, key_of(room, kind, key));
	at = own.p ? map_put(&d->look.at, own, NULL) : NULL;
	if (at)
		*at = (uint64_t)(uintptr_t)value;
}

void look_init(struct look *l)
{
	struct hash_key seed;

	*l = (struct look){ 0 };
	arena_init(&l->kept, 0);
	sqlite3_randomness((int)sizeof(seed), &seed);
	map_init(&l->at, seed);
}

void look_done(struct look *l)
{
	map_done(&l->at);
	arena_done(&l->kept);
}
