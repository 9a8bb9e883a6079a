/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/home.h"

#include <stdio.h>
#include <unistd.h>

#include "sys/durable.h"
#include "sys/fd.h"

static bool path(char out[HOME_PATH], const char *dir, const char *name)
{
	int n = snprintf(out, HOME_PATH, "%s/%s", dir, name);

	return n > 0 && n < HOME_PATH;
}

int home_init(struct home *h, const char *dir, struct err *e)
{
	bool ok = path(h->log, dir, "log") && path(h->ledger, dir, "ledger") &&
		  path(h->key, dir, "ledger/key") && path(h->key_pub, dir, "ledger/key.pub") &&
		  path(h->record, dir, "ledger/signed") && path(h->lock, dir, "ledger/lock") &&
		  path(h->log_key, dir, "log/key");

	return ok ? BW_OK : err_set(e, BW_ELIMIT, "the store's path is too long");
}

bool home_has_key(const struct home *h)
{
	return access(h->key, F_OK) == 0;
}

int home_lock(const struct home *h, int wait_ms, int *fd, struct err *e)
{
	int rc = durable_mkdir(h->ledger, 0700, e);

	return rc ? rc : durable_lock_wait(h->lock, wait_ms, fd, e);
}

void home_unlock(int *fd)
{
	fd_close(fd);
}

int home_put_public(const struct home *h, struct str vkey, struct err *e)
{
	char text[1024];
	int n = snprintf(text, sizeof(text), "%.*s\n", STR_ARG(vkey));
	int rc = n > 0 && (size_t)n < sizeof(text) ? BW_OK
						   : err_set(e, BW_ELIMIT, "the key is too long");

	if (!rc)
		rc = durable_mkdir(h->log, 0755, e);
	if (!rc)
		rc = durable_write(h->log_key, str_make(text, (size_t)n), 0644, e);
	return rc ? rc : durable_write(h->key_pub, str_make(text, (size_t)n), 0644, e);
}

int home_get_public(const struct home *h, struct arena *a, struct str *vkey, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, 1024);
	rc = durable_read_file(h->key_pub, &b, e);
	if (rc == BW_ENOTFOUND)
		rc = err_set(e, BW_ENOTFOUND,
			"this store's log has no key yet; 'bailiwick ledger key new' or 'bailiwick "
			"ledger integrate' makes it");
	if (!rc) {
		*vkey = arena_dup(a, str_trim(buf_str(&b)));
		rc = vkey->p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}
