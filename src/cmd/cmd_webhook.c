/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_webhook.c -- the key that signs our webhooks, and the check that a receiver makes. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "base/limit.h"
#include "cmd/cmd.h"
#include "cmd/places.h"
#include "format/json.h"
#include "format/webhook.h"
#include "sys/durable.h"

static int tell_key(struct ctx *c, const unsigned char *public_key, struct err *e)
{
	char text[WEBHOOK_KEY_ROOM];
	struct buf b;
	struct jw w;
	int rc = BW_OK;

	webhook_public_text(public_key, text);
	buf_init(&b, 1000);
	jw_init(&w, &b);
	if (c->json) {
		jw_object(&w);
		jw_kz(&w, "public_key", text);
		jw_end(&w);
		rc = jw_check(&w, e);
	} else {
		buf_addz(&b, text);
	}
	buf_addc(&b, '\n');
	if (!rc && !ctx_write(c, buf_str(&b)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	buf_done(&b);
	return rc;
}

/* A file that was there is never written over: whoever verifies with its key would refuse us. */
static int new_key(struct ctx *c, struct err *e)
{
	unsigned char seed[crypto_sign_SEEDBYTES], secret[WEBHOOK_SECRET],
		public_key[WEBHOOK_PUBLIC];
	char text[WEBHOOK_KEY_ROOM + 1], q[QUOTE_ROOM(200)];
	struct str path = arena_dup(c->arena, c->args[1]);
	size_t n;
	int fd, rc = BW_OK;

	if (!path.p)
		return err_nomem(e);
	rng_fill(&c->rng, seed, sizeof(seed));
	webhook_pair(seed, secret, public_key);
	webhook_secret_text(secret, text);
	n = strlen(text);
	text[n++] = '\n';
	fd = open(path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		rc = errno == EEXIST
			     ? err_set(e, BW_ECREATE,
				       "'%s' is there already, and a key is not written over",
				       str_quote(path, 200, q))
			     : err_errno(e, BW_ECREATE, "create", path);
	else if (write(fd, text, n) != (ssize_t)n || fsync(fd))
		rc = err_errno(e, BW_EIO, "write", path);
	if (fd >= 0)
		close(fd);
	if (!rc)
		rc = tell_key(c, public_key, e);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(secret, sizeof(secret));
	sodium_memzero(text, sizeof(text));
	return rc;
}

static int show_key(struct ctx *c, struct err *e)
{
	unsigned char secret[WEBHOOK_SECRET], public_key[WEBHOOK_PUBLIC];
	struct str text;
	int rc = place_secret(c, c->args[1], &text, e);

	if (rc)
		return rc;
	if (!webhook_secret_parse(text, secret))
		return err_set(e, BW_ECONFIG, "the file has no key of the form whsk_...");
	webhook_public_of(secret, public_key);
	sodium_memzero(secret, sizeof(secret));
	return tell_key(c, public_key, e);
}

static int body_of(struct ctx *c, struct buf *b, struct err *e)
{
	struct str path = arena_dup(c->arena, c->args[1]);
	char room[4096];
	size_t n;

	if (!path.p)
		return err_nomem(e);
	if (!str_is(path, "-"))
		return durable_read_file(path.p, b, e);
	while (!b->bad && (n = fread(room, 1, sizeof(room), stdin)) > 0)
		buf_add(b, str_make(room, n));
	return buf_check(b, "the message", e);
}

static int verify(struct ctx *c, struct err *e)
{
	struct str key = ctx_opt(c, "key"), id = ctx_opt(c, "id"), at = ctx_opt(c, "timestamp"),
		   sig = ctx_opt(c, "signature");
	unsigned char public_key[WEBHOOK_PUBLIC];
	struct buf b;
	int rc;

	if (!key.p || !id.p || !at.p || !sig.p)
		return err_set(e, BW_EUSAGE,
			"verify wants --key, and the headers as --id, --timestamp and --signature");
	if (!webhook_public_parse(key, public_key))
		return err_set(e, BW_EUSAGE, "--key is no public key of the form whpk_...");
	buf_init(&b, LIMIT_WEBHOOK_BODY);
	rc = body_of(c, &b, e);
	if (!rc)
		rc = webhook_verify(public_key, id, at, sig, buf_str(&b), ctx_now(c), e);
	buf_done(&b);
	if (!rc && !ctx_write(c, c->json ? STR("{\"good\":true}\n") : STR("good\n")))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	return rc;
}

static int run(struct ctx *c, struct err *e)
{
	if (c->args_n == 2 && str_is(c->args[0], "new-key"))
		return new_key(c, e);
	if (c->args_n == 2 && str_is(c->args[0], "public-key"))
		return show_key(c, e);
	if (c->args_n == 2 && str_is(c->args[0], "verify"))
		return verify(c, e);
	return err_set(e, BW_EUSAGE,
		"say what: webhook new-key FILE, webhook public-key FILE, or webhook verify "
		"FILE|-");
}

static const char *const verbs[] = { "new-key", "public-key", "verify", NULL };

static const struct opt opts[] = {
	{ "key", "KEY", OPT_TEXT, "verify: the sender's public key (whpk_...)", NULL },
	{ "id", "ID", OPT_TEXT, "verify: the header webhook-id", NULL },
	{ "timestamp", "SECONDS", OPT_TEXT, "verify: the header webhook-timestamp", NULL },
	{ "signature", "TEXT", OPT_TEXT, "verify: the header webhook-signature", NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick webhook new-key /etc/bailiwick/webhook.key",
		"make the key that signs, and print what receivers need" },
	{ "bailiwick webhook verify --key whpk_... --id ID --timestamp T --signature v1a,... "
	  "body.json",
		"check a message as its receiver" },
	{ NULL, NULL },
};

const struct cmd cmd_webhook = {
	.name = "webhook",
	.args = "new-key FILE|public-key FILE|verify FILE|-",
	.help = "the key that signs webhooks, and the receiver's check",
	.about =
		"Letters that go to programs are signed (docs/formats/webhook.md).  New-key makes "
		"the "
		"key, which the setting webhook-key then names, and prints its public half for the "
		"receivers; public-key prints it again.  Verify checks one message as a receiver "
		"does: the signature over id, time and body, and that the time is within five "
		"minutes of now.  It exits 77 where anything is wrong.  That an id was not seen "
		"before is for the receiver to know.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
