/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/lock_down.h"

#include <stdlib.h>

#include "cmd/data_file.h"
#include "sys/sandbox.h"

/* The port of ADDR@PORT; 0 where none is given. */
static uint16_t port_of(struct str resolver)
{
	size_t at = str_find_byte(resolver, '@', 0);
	uint64_t n = 0;

	if (at == SIZE_MAX || !str_u64(str_from(resolver, at + 1), &n) || n > UINT16_MAX)
		return 0;
	return (uint16_t)n;
}

static int enter(struct ctx *c, struct sandbox_network *n, struct err *e)
{
	struct sandbox_report report;
	int rc;

	n->read[0] = getenv("SSL_CERT_FILE"); /* OpenSSL's own settings */
	n->read[1] = getenv("SSL_CERT_DIR");
	rc = sandbox_enter_network(n, &report, e);
	if (!rc && (!report.landlock || !report.seccomp))
		fprintf(c->talk, "bailiwick: the network is asked without %s%s%s\n",
			report.landlock ? "" : "Landlock",
			!report.landlock && !report.seccomp ? " and " : "",
			report.seccomp ? "" : "seccomp");
	return rc;
}

int lock_down_asking(struct ctx *c, const struct courier *k, struct err *e)
{
	struct sandbox_network n = { .ports = { 443, 53, port_of(k->dns.resolver) },
		.any_port = k->guard.loopback };
	struct str dir = k->cache.folder;

	if (dir.n) {
		struct err why;

		/* Without a folder nothing is kept; it is asked all the same. */
		dir = arena_dup(c->arena, dir);
		if (dir.p && data_mkdirs(dir, &why) == BW_OK)
			n.write[0] = dir.p;
	}
	return enter(c, &n, e);
}

int lock_down_fetching(struct ctx *c, struct str home, struct str cache, bool mirror, struct err *e)
{
	struct sandbox_network n = { .ports = { 443, 53 }, .any_port = mirror };
	struct err why;

	home = arena_dup(c->arena, home);
	if (!home.p)
		return err_nomem(e);
	n.write[0] = home.p;
	if (cache.n) {
		cache = arena_dup(c->arena, cache);
		if (cache.p && data_mkdirs(cache, &why) == BW_OK)
			n.write[1] = cache.p;
	}
	return enter(c, &n, e);
}
