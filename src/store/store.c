/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and closing, locks, names of things. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>

#include <sodium.h>

#include "base/mem.h"
#include "store/inner.h"
#include "sys/durable.h"
#include "sys/fd.h"

#define SECRET_BYTES 48 /* the secret, the store's id */

const char *store_path(const struct store *s, const char *name, char *out)
{
	snprintf(out, STORE_PATH, "%s/%s", s->dir, name);
	return out;
}

const char *store_dir(const struct store *s)
{
	return s->dir;
}

static int64_t now_ms(void)
{
	struct timespec t;

	return clock_gettime(CLOCK_MONOTONIC, &t) ? 0 : t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int store_lock(struct store *s, int fd, const char *name, int wait_ms, struct err *e)
{
	const struct timespec nap = { 0, 2000000 };
	int64_t end = now_ms() + wait_ms;
	char who[24] = "";
	char q[QUOTE_ROOM(200)];
	ssize_t k;

	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_errno(e, BW_EIO, "lock", str_of(name));
		if (now_ms() >= end) {
			k = pread(fd, who, sizeof(who) - 1, 0);
			who[k > 0 ? k : 0] = 0;
			who[strspn(who, "0123456789")] = 0;
			return err_set(e, BW_EAGAIN,
				"the store '%s' is in use by process %s (%s); try again later",
				str_quote(str_of(s->dir), 200, q), who[0] ? who : "unknown", name);
		}
		nanosleep(&nap, NULL);
	}
	k = snprintf(who, sizeof(who), "%-10d", (int)getpid());
	if (pwrite(fd, who, (size_t)k, 0) != k)
		return BW_OK; /* only for the message; the lock is ours all the same */
	return BW_OK;
}

void store_unlock(int fd)
{
	flock(fd, LOCK_UN);
}

/* SQLite gives its other files the rights of this one. */
static int make_private(const char *path, struct err *e)
{
	AUTO_FD int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	return fd < 0 ? err_errno(e, BW_ECREATE, "make", str_of(path)) : BW_OK;
}

static int make_database(struct store *s, struct err *e)
{
	char path[STORE_PATH];
	struct db d;
	int rc = make_private(store_path(s, "bailiwick.db", path), e);

	if (!rc)
		rc = db_open(&d, path, true, e);
	if (!rc)
		db_done(&d);
	return rc;
}

static int make_secret(struct store *s, const char *path, struct err *e)
{
	unsigned char fresh[SECRET_BYTES];
	int rc;

	if (!s->set.rng)
		return err_set(e, BW_EBUG, "a new store needs a source of randomness");
	/* The database first: where there is a secret there is a store, and it is complete. */
	rc = make_database(s, e);
	if (rc)
		return rc;
	rng_fill(s->set.rng, fresh, sizeof(fresh));
	rc = durable_write(path, str_make((char *)fresh, sizeof(fresh)), 0600, e);
	sodium_memzero(fresh, sizeof(fresh));
	return rc;
}

static int read_secret(struct store *s, struct err *e)
{
	char path[STORE_PATH];
	struct buf b;
	int rc;

	buf_init(&b, 4096);
	store_path(s, "secret", path);
	rc = durable_read_file(path, &b, e);
	if (rc == BW_ENOTFOUND && s->set.create) {
		rc = make_secret(s, path, e);
		buf_reset(&b);
		if (!rc)
			rc = durable_read_file(path, &b, e);
	}
	if (!rc && b.n != SECRET_BYTES)
		rc = err_set(e, BW_EIO, "the store's file 'secret' is damaged");
	if (!rc) {
		memcpy(s->secret, b.p, 32);
		memcpy(s->id, b.p + 32, 16);
		sodium_memzero(b.p, b.n);
	}
	buf_done(&b);
	return rc;
}

static int open_lock(struct store *s, const char *name, int *fd, struct err *e)
{
	char path[STORE_PATH];

	*fd = open(store_path(s, name, path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return *fd < 0 ? err_errno(e, BW_ECREATE, "open", str_of(path)) : BW_OK;
}

static int open_parts(struct store *s, struct err *e)
{
	char path[STORE_PATH];
	int rc = open_lock(s, "spool.lock", &s->spool_lock, e);

	if (!rc)
		rc = open_lock(s, "work.lock", &s->work_lock, e);
	/* Two that make the same store must not make two secrets. */
	if (!rc)
		rc = store_lock(s, s->spool_lock, "spool.lock", s->set.wait_ms, e);
	if (rc)
		return rc;
	rc = read_secret(s, e);
	if (!rc)
		rc = spool_open(&s->spool, s->dir, s->id, s->set.create, e);
	if (!rc)
		rc = spool_mend(&s->spool, e);
	store_unlock(s->spool_lock);
	if (!rc)
		rc = keys_init(&s->keys, s->dir, e);
	if (!rc && !s->set.accept_only)
		rc = db_open(&s->db, store_path(s, "bailiwick.db", path), false, e);
	return rc || s->set.accept_only ? rc : erase_resume(s, e);
}

int store_open(const struct store_settings *set, struct store **out, struct err *e)
{
	char path[STORE_PATH], q[QUOTE_ROOM(200)];
	struct store *s = mem_calloc(1, sizeof(*s));
	int rc = BW_OK;

	if (!s)
		return err_nomem(e);
	s->set = *set;
	s->spool_lock = s->work_lock = s->spool.fd = s->keys.fd = -1;
	recall_init(&s->recall, &s->spool);
	if (strlen(set->dir) >= sizeof(s->dir) - 128)
		rc = err_set(e, BW_ELIMIT, "the store's path is too long");
	else
		snprintf(s->dir, sizeof(s->dir), "%s", set->dir);
	if (!rc && set->create)
		rc = durable_mkdir(s->dir, 0700, e);
	else if (!rc && access(store_path(s, "secret", path), F_OK))
		rc = err_set(e, BW_ENOTFOUND,
			"there is no store in '%s'; 'bailiwick intake' makes one",
			str_quote(str_of(set->dir), 200, q));
	if (!rc)
		rc = open_parts(s, e);
	if (rc) {
		store_close(s);
		return rc;
	}
	*out = s;
	return BW_OK;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	store_facts_forget(s);
	db_done(&s->db);
	keys_done(&s->keys);
	recall_done(&s->recall);
	spool_done(&s->spool);
	fd_close(&s->spool_lock);
	fd_close(&s->work_lock);
	sodium_memzero(s->secret, sizeof(s->secret));
	mem_free(s);
}

void store_rest(struct store *s)
{
	store_look_end(s);
	db_reset_all(&s->db);
}

void store_digest(const struct store *s, struct str what, unsigned char out[STORE_DIGEST])
{
	crypto_generichash(out, STORE_DIGEST, (const unsigned char *)(what.p ? what.p : ""), what.n,
		s->secret, sizeof(s->secret));
}

/* Crockford's base 32, at least seven digits: no i, l, o or u to misread. */
static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

const char *store_id_text(char prefix, uint64_t n, char *out)
{
	char back[16];
	size_t k = 0, at = 0;

	while (n || k < 7) {
		back[k++] = digits[n & 31];
		n >>= 5;
	}
	out[at++] = prefix;
	out[at++] = '-';
	while (k)
		out[at++] = back[--k];
	out[at] = 0;
	return out;
}

void store_id_json(struct jw *w, const char *key, char prefix, int64_t id)
{
	char text[STORE_ID_TEXT];

	jw_kz(w, key, id > 0 ? store_id_text(prefix, (uint64_t)id, text) : NULL);
}

bool store_id_parse(char prefix, struct str s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n < 3 || s.n > 15 || (s.p[0] | 32) != prefix || s.p[1] != '-')
		return false;
	for (size_t i = 2; i < s.n; i++) {
		char c = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]);
		const char *at;

		if (c == 'o')
			c = '0';
		if (c == 'i' || c == 'l')
			c = '1';
		at = c ? strchr(digits, c) : NULL;
		if (!at || v >> 58)
			return false;
		v = v << 5 | (uint64_t)(at - digits);
	}
	if (v == 0 || v > INT64_MAX)
		return false;
	*out = v;
	return true;
}

const char *store_event_text(int kind)
{
	static const char *const words[EVENT_KIND_COUNT] = { "opened", "recurred", "proposed",
		"split", "split-off", "merged", "merged-into", "closed", "undone", "decided",
		"noticed", "delivered", "answered", "acted", "verified", "stood-down", "reminded",
		"escalated", "gap", "appealed", "reviewed", "reversed", "restored", "corrected",
		"erased", "pack-changed", "rule-changed", "notifier-changed", "published" };

	return kind >= 0 && kind < EVENT_KIND_COUNT ? words[kind] : "?";
}

int store_work_behind(struct work *w, uint64_t *n, struct err *e)
{
	struct spool_pos end;
	uint64_t next;
	int rc = spool_end(w->s, &end, &next, e);

	if (!rc)
		*n = next > w->next_ord ? next - w->next_ord : 0;
	return rc;
}
