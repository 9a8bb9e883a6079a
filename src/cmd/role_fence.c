/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/role_fence.h"

#include <pwd.h>
#include <unistd.h>

static int user_of(struct ctx *c, struct sandbox_settings *set, struct err *e)
{
	struct str name = ctx_opt(c, "user");
	char q[QUOTE_ROOM(40)];
	struct passwd *p;

	if (!name.p || geteuid() != 0)
		return BW_OK;
	p = getpwnam(arena_dup(c->arena, name).p);
	if (!p)
		return err_set(e, BW_ECONFIG, "there is no user '%s'", str_quote(name, 40, q));
	set->uid = p->pw_uid;
	set->gid = p->pw_gid;
	return BW_OK;
}

/* Said once for each process: what holds, and what this system lacks. */
static void tell(const struct journal *j, const struct sandbox_report *r)
{
	journal(j, JOURNAL_ROLE_READY, "Landlock %u, seccomp %s, user %u", r->landlock,
		r->seccomp ? "yes" : "no", (unsigned)geteuid());
	if (!r->landlock || !r->seccomp || !r->user)
		journal(j, JOURNAL_FENCE_MISSING, "%s%s%s", r->landlock ? "" : "no Landlock ",
			r->seccomp ? "" : "no seccomp ", r->user ? "" : "still root (see --user)");
}

int role_fence(struct ctx *c, enum sandbox_serve role, const struct sandbox_path *paths, size_t n,
	const struct journal *j, struct err *e)
{
	struct sandbox_settings set = { .role = role, .paths = paths, .paths_n = n };
	struct sandbox_report r;
	int rc = user_of(c, &set, e);

	if (!rc)
		rc = sandbox_serve(&set, &r, e);
	if (!rc)
		tell(j, &r);
	return rc;
}

int role_fence_store(
	struct ctx *c, const char *dir, const char *also, const struct journal *j, struct err *e)
{
	const struct sandbox_path paths[] = { { "/usr", false }, { "/lib", false },
		{ "/lib64", false }, { "/etc/ld.so.cache", false }, { "/var/lib/location", false },
		{ dir, true }, { also, true } };
	size_t n = sizeof(paths) / sizeof(paths[0]);

	return role_fence(c, SANDBOX_SERVE_CORE, paths, n - !dir - !also, j, e);
}

int role_fence_network(
	struct ctx *c, const struct sandbox_network *n, const struct journal *j, struct err *e)
{
	const struct sandbox_path files = { n->write[0], true };
	/* Who needs no file of ours need not stay who it is. */
	struct sandbox_settings set = { .paths = &files, .paths_n = n->write[0] || n->read[0] };
	struct sandbox_report r;
	bool became;
	int rc = user_of(c, &set, e);

	if (rc)
		return rc;
	became = sandbox_become(&set);
	rc = sandbox_enter_network(n, &r, e);
	r.user = became;
	if (!rc)
		tell(j, &r);
	return rc;
}

void role_fence_parse(const struct journal *j, const struct sandbox_report *r)
{
	char missing[SANDBOX_WARNING];

	if (sandbox_warning(r, missing)[0])
		journal(j, JOURNAL_FENCE_MISSING, "%s", missing);
}
