/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/places.h"

#include <sodium.h>

#include "sys/durable.h"

#define TIMEOUT_MS    20000 /* RFC 5734 names none; registries answer within a few seconds */
#define KEY_FILE_MOST 4096

/* "host", "host:port", "[2001:db8::1]:port" */
static int host_port(
	struct str text, int port, struct stream_to *to, const char *setting, struct err *e)
{
	size_t colon = str_rfind_byte(text, ':');
	struct str digits = { NULL, 0 };
	char q[QUOTE_ROOM(80)];
	uint64_t n = (uint64_t)port;

	to->host = text;
	if (str_starts(text, STR("["))) {
		size_t end = str_find_byte(text, ']', 0);

		if (end == SIZE_MAX)
			return err_set(e, BW_ECONFIG, "%s: '%s' has no closing bracket", setting,
				str_quote(text, 80, q));
		to->host = str_sub(text, 1, end - 1);
		digits = str_from(text, end + 1);
		if (digits.n && digits.p[0] == ':')
			digits = str_from(digits, 1);
	} else if (colon != SIZE_MAX && str_find_byte(text, ':', 0) == colon) {
		to->host = str_sub(text, 0, colon);
		digits = str_from(text, colon + 1);
	}
	if (digits.n && (!str_u64(digits, &n) || !n || n > 65535))
		return err_set(
			e, BW_ECONFIG, "%s: '%s' names no port", setting, str_quote(text, 80, q));
	to->port = (int)n;
	to->timeout_ms = TIMEOUT_MS;
	return BW_OK;
}

int place_secret(struct ctx *c, struct str path, struct str *out, struct err *e)
{
	struct buf b;
	int rc;

	path = arena_dup(c->arena, path);
	if (!path.p)
		return err_nomem(e);
	buf_init(&b, KEY_FILE_MOST);
	rc = durable_read_file(path.p, &b, e);
	if (!rc) {
		struct str text = buf_str(&b), line = { NULL, 0 };

		(void)str_cut(&text, '\n', &line);
		*out = arena_dup(c->arena, str_trim(line));
		if (!out->p)
			rc = err_nomem(e);
		sodium_memzero(b.p, b.n);
	}
	buf_done(&b);
	return rc == BW_ENOTFOUND ? err_set(e, BW_ECONFIG, "%s", e ? e->text : "no such file") : rc;
}

int place_epp(struct ctx *c, struct epp_server *out, bool *set, struct err *e)
{
	struct str server = ctx_opt(c, "epp-server"), as = ctx_opt(c, "epp-as");
	int rc;

	memset(out, 0, sizeof(*out));
	*set = server.n > 0;
	if (!*set)
		return BW_OK;
	rc = host_port(server, 700, &out->at, "epp-server", e);
	if (rc)
		return rc;
	out->at.tls = true;
	out->at.ca_file = ctx_opt(c, "epp-ca");
	out->at.cert_file = ctx_opt(c, "epp-cert");
	out->at.key_file = ctx_opt(c, "epp-key");
	out->user = ctx_opt(c, "epp-user");
	out->registry = str_is(as, "registry");
	if (as.n && !out->registry && !str_is(as, "registrar"))
		return err_set(e, BW_ECONFIG, "epp-as: wants registrar or registry");
	if (!out->user.n || !ctx_opt(c, "epp-password-file").n)
		return err_set(e, BW_ECONFIG, "epp-server needs epp-user and epp-password-file");
	return place_secret(c, ctx_opt(c, "epp-password-file"), &out->password, e);
}

static int read_key(struct ctx *c, struct tsig_key *out, struct err *e)
{
	struct str line, name;
	unsigned char *bytes;
	size_t n;
	int rc = place_secret(c, ctx_opt(c, "rpz-key-file"), &line, e);

	if (rc)
		return rc;
	if (!str_cut(&line, ' ', &name) || !line.n)
		return err_set(e, BW_ECONFIG, "rpz-key-file: wants one line NAME BASE64");
	line = str_trim(line);
	bytes = arena_alloc(c->arena, line.n);
	if (!bytes)
		return err_nomem(e);
	if (sodium_base642bin(bytes, line.n, line.p, line.n, NULL, &n, NULL,
		    sodium_base64_VARIANT_ORIGINAL) ||
		n < 16)
		return err_set(
			e, BW_ECONFIG, "rpz-key-file: the key is no base64 of at least 16 bytes");
	out->name = name;
	out->secret = str_make((const char *)bytes, n);
	return BW_OK;
}

/* Entries end by the same clock as everything else, also where --at says what time it is. */
static int64_t now_of(void *ctx)
{
	return ctx_now(ctx);
}

int place_rpz(struct ctx *c, struct rpz_place *out, bool *set, struct err *e)
{
	struct str file = ctx_opt(c, "rpz-file"), server = ctx_opt(c, "rpz-server");
	int rc = BW_OK;

	memset(out, 0, sizeof(*out));
	*set = file.n > 0;
	if (!*set && server.n)
		return err_set(e, BW_ECONFIG, "rpz-server needs rpz-file: the zone's own record");
	if (!*set)
		return BW_OK;
	out->origin = ctx_opt(c, "rpz-zone");
	if (!out->origin.n)
		return err_set(e, BW_ECONFIG, "rpz-file needs rpz-zone");
	file = arena_dup(c->arena, file);
	if (!file.p)
		return err_nomem(e);
	out->path = file.p;
	out->clock = (struct clock){ now_of, c };
	out->rng = &c->rng;
	if (server.n)
		rc = host_port(server, 53, &out->server, "rpz-server", e);
	if (!rc && server.n && ctx_opt(c, "rpz-key-file").n)
		rc = read_key(c, &out->key, e);
	return rc;
}
