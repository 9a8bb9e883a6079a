/* SPDX-License-Identifier: Apache-2.0 */
#include "net/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/limit.h"
#include "base/vec.h"

/* How long an answer stands for the question: registration states an hour, who the registrar or the
 * holder of an address is a day, DNS as long as its TTL, a minute at least and an hour at most. */
static int64_t cache_age_s(const struct fact *f)
{
	int64_t ttl;

	switch (f->kind) {
	case FACT_DNS:
		if (!json_i64(json_get(f->body, "ttl"), &ttl) || ttl < 60)
			return 60;
		return ttl < 3600 ? ttl : 3600;
	case FACT_REGISTRATION: return str_starts(f->source, STR("rdap-registrar:")) ? 86400 : 3600;
	default: return 86400;
	}
}

static bool path_of(const struct cache *c, const char *name, char out[PATH_MAX])
{
	int n = c->folder.p ? snprintf(out, PATH_MAX, "%.*s/%s", STR_ARG(c->folder), name) : -1;

	return n > 0 && n < PATH_MAX;
}

static void question_name(enum fact_kind kind, struct str subject, struct str detail, char out[64])
{
	uint64_t h = hash_fixed(subject) ^ (hash_fixed(detail) * 0x9e3779b97f4a7c15u + kind);

	(void)snprintf(out, 64, "%s-%016llx.jsonl", fact_kind_text(kind), (unsigned long long)h);
}

#define CACHE_FILE_MOST (4 * LIMIT_FACT_BYTES)

static struct str read_all(struct arena *a, const char *path)
{
	struct str none = { NULL, 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	size_t n = 0;
	char *p;

	if (fd < 0)
		return none;
	p = arena_alloc(a, CACHE_FILE_MOST);
	while (p && n < CACHE_FILE_MOST) {
		ssize_t k = read(fd, p + n, CACHE_FILE_MOST - n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		n += (size_t)k;
	}
	(void)close(fd);
	return p && n < CACHE_FILE_MOST ? str_make(p, n) : none;
}

/* Every folder of the path, private to the user. */
static bool make_folders(struct str folder)
{
	char path[PATH_MAX];

	if (folder.n >= sizeof(path))
		return false;
	memcpy(path, folder.p, folder.n);
	path[folder.n] = '\0';
	for (char *p = path + 1; *p; p++)
		if (*p == '/') {
			*p = '\0';
			if (mkdir(path, 0700) && errno != EEXIST)
				return false;
			*p = '/';
		}
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static void write_aside(const struct cache *c, const char *name, struct str text)
{
	char path[PATH_MAX], aside[PATH_MAX + 32];
	size_t at = 0;
	int fd;

	if (!path_of(c, name, path) || !make_folders(c->folder))
		return;
	(void)snprintf(aside, sizeof(aside), "%s.%ld.new", path, (long)getpid());
	fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return;
	while (at < text.n) {
		ssize_t k = write(fd, text.p + at, text.n - at);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		at += (size_t)k;
	}
	if (close(fd) || at < text.n || rename(aside, path))
		(void)unlink(aside);
}

bool cache_get(const struct cache *c, struct arena *a, enum fact_kind kind, struct str subject,
	struct str detail, int64_t now_s, struct facts *out)
{
	struct facts found = { 0 };
	char name[64], path[PATH_MAX];
	struct err e = { 0 };
	bool about = false;
	struct str text;

	question_name(kind, subject, detail, name);
	if (!path_of(c, name, path))
		return false;
	text = read_all(a, path);
	if (!text.p || facts_parse(a, text, &found, &e) || !found.n)
		return false;
	for (size_t i = 0; i < found.n; i++) {
		const struct fact *f = &found.v[i];

		if (f->seen_at_s > now_s || f->seen_at_s + cache_age_s(f) <= now_s)
			return false;
		about |= f->kind == kind && str_eq(f->subject, subject) &&
			 (!detail.n || str_eq(json_text(f->body, "type"), detail));
	}
	if (!about) /* two questions with one hash */
		return false;
	for (size_t i = 0; i < found.n; i++) {
		struct fact *slot = VEC_PUSH(a, out);

		if (!slot)
			return false;
		*slot = found.v[i];
	}
	return true;
}

void cache_put(const struct cache *c, enum fact_kind kind, struct str subject, struct str detail,
	struct str lines)
{
	char name[64];

	question_name(kind, subject, detail, name);
	if (lines.n && lines.n < CACHE_FILE_MOST)
		write_aside(c, name, lines);
}

struct str cache_text(const struct cache *c, struct arena *a, const char *name)
{
	char path[PATH_MAX];

	return path_of(c, name, path) ? read_all(a, path) : (struct str){ NULL, 0 };
}

void cache_keep_text(const struct cache *c, const char *name, struct str text)
{
	write_aside(c, name, text);
}
