/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limit.h"
#include "base/vec.h"
#include "sys/durable.h"
#include "sys/fd.h"

struct list {
	struct maildir_entry *v;
	size_t n, cap;
};

/* The flags after ":2,"; none where there are none. */
static struct str flags_of(struct str name)
{
	size_t at = str_find(name, STR(":2,"), 0);

	return at == SIZE_MAX ? STR("") : str_from(name, at + 3);
}

static int list_folder(struct arena *a, int fd, bool fresh, struct list *l, struct err *e)
{
	AUTO_FD int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = own < 0 ? NULL : fdopendir(own);
	struct dirent *item;
	int rc = BW_OK;

	if (!d)
		return err_errno(e, BW_EIO, "list", STR("Maildir"));
	(void)fd_take(&own);
	while (!rc && l->n < LIMIT_MAILDIR && (item = readdir(d)) != NULL) {
		struct str name = str_of(item->d_name);
		struct maildir_entry *to;

		if (name.p[0] == '.' ||
			(!fresh && str_find_byte(flags_of(name), 'S', 0) != SIZE_MAX))
			continue;
		to = VEC_PUSH(a, l);
		if (to) {
			to->name = arena_dup(a, name);
			to->fresh = fresh;
		}
		if (!to || !to->name.p)
			rc = err_nomem(e);
	}
	closedir(d);
	return rc;
}

static int by_name(const void *a, const void *b)
{
	const struct maildir_entry *x = a, *y = b;
	size_t n = x->name.n < y->name.n ? x->name.n : y->name.n;
	int c = n ? memcmp(x->name.p, y->name.p, n) : 0;

	return c ? c : (x->name.n > y->name.n) - (x->name.n < y->name.n);
}

int maildir_open(struct arena *a, const char *path, struct maildir *out, struct err *e)
{
	AUTO_FD int top = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	AUTO_FD int fresh = top < 0 ? -1 : openat(top, "new", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	AUTO_FD int cur = top < 0 ? -1 : openat(top, "cur", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char q[QUOTE_ROOM(80)];
	struct list l = { 0 };
	int rc;

	if (fresh < 0 || cur < 0)
		return err_set(e, BW_ENOTFOUND, "'%s' is no Maildir: it has no new and cur",
			str_quote(str_of(path), 80, q));
	rc = list_folder(a, fresh, true, &l, e);
	if (!rc)
		rc = list_folder(a, cur, false, &l, e);
	if (rc)
		return rc;
	if (l.n)
		qsort(l.v, l.n, sizeof(l.v[0]), by_name);
	*out = (struct maildir){ path, fd_take(&fresh), fd_take(&cur), l.v, l.n };
	return BW_OK;
}

void maildir_done(struct maildir *m)
{
	if (m->path) {
		fd_close(&m->new_fd);
		fd_close(&m->cur_fd);
	}
	*m = (struct maildir){ 0 };
}

static int folder_of(const struct maildir *m, size_t i)
{
	return m->v[i].fresh ? m->new_fd : m->cur_fd;
}

int maildir_read(const struct maildir *m, size_t i, struct buf *out, struct err *e)
{
	const char *name = m->v[i].name.p;
	AUTO_FD int fd =
		openat(folder_of(m, i), name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && (errno == ELOOP || errno == ENXIO))
		return err_set(e, BW_EINVALID, "'%s' is no regular file", name);
	if (fd < 0)
		return err_errno(e, errno == ENOENT ? BW_ENOTFOUND : BW_EIO, "open", m->v[i].name);
	if (fstat(fd, &st))
		return err_errno(e, BW_EIO, "look at", m->v[i].name);
	if (!S_ISREG(st.st_mode))
		return err_set(e, BW_EINVALID, "'%s' is no regular file", name);
	return durable_read_all(fd, name, out, e);
}

/* The name in cur/: flags kept in order (they are sorted by ASCII), S among them. */
static int seen_name(struct str name, char *out, size_t room)
{
	struct str flags = flags_of(name);
	size_t base = flags.n || str_ends(name, STR(":2,")) ? name.n - flags.n - 3 : name.n, k = 0;

	while (k < flags.n && flags.p[k] < 'S')
		k++;
	return snprintf(out, room, "%.*s:2,%.*sS%.*s", (int)base, name.p, (int)k,
		flags.n ? flags.p : "", (int)(flags.n - k), flags.n ? flags.p + k : "");
}

int maildir_seen(const struct maildir *m, size_t i, struct err *e)
{
	char to[NAME_MAX + 16];
	int n = seen_name(m->v[i].name, to, sizeof(to));

	if (n < 0 || (size_t)n >= sizeof(to))
		return err_set(e, BW_ELIMIT, "the name of a message is too long");
	if (renameat(folder_of(m, i), m->v[i].name.p, m->cur_fd, to))
		return err_errno(
			e, errno == ENOENT ? BW_ENOTFOUND : BW_EIO, "mark as seen", m->v[i].name);
	return BW_OK;
}

int maildir_sync(const struct maildir *m, struct err *e)
{
	if (fsync(m->cur_fd) || fsync(m->new_fd))
		return err_errno(e, BW_EIO, "sync", str_of(m->path));
	return BW_OK;
}
