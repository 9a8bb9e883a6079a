/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_ledger.c -- the public record: state, integration, proofs; verification is in ledger_verify.c. */
#include <stdlib.h>

#include "base/limit.h"
#include "cmd/ledger_verbs.h"
#include "cmd/store_open.h"
#include "format/json.h"

#define FOLLOW_MOST  50000 /* entries put in at the end of another command: a sixth of a second */
#define ANSWER_BYTES ((size_t)8 << 20)

static int open_publisher(struct ctx *c, struct store *s, struct publisher **out, struct err *e)
{
	const struct publish_settings set = {
		.store = s, .rng = &c->rng, .wait_ms = STORE_WAIT_MS
	};

	return publish_open(&set, out, e);
}

int ledger_open(struct ledger_run *r, struct err *e)
{
	const char *dir;
	int rc = store_where(r->c, &dir, e);

	if (!rc)
		rc = store_open_at(r->c, dir, false, false, &r->store, e);
	return rc ? rc : open_publisher(r->c, r->store, &r->pub, e);
}

static void tell_key(struct ctx *c, struct publisher *p)
{
	struct str vkey;
	struct err e;

	if (publish_key(p, c->arena, &vkey, &e) == BW_OK)
		fprintf(c->talk,
			"bailiwick: a key was made for this store's public log, in the folder "
			"'ledger'; others verify with\n  %.*s\n",
			STR_ARG(vkey));
}

int ledger_origin(struct ctx *c, struct store *s, struct str *origin, struct err *e)
{
	struct publisher *p = NULL;
	bool made = false;
	int rc = open_publisher(c, s, &p, e);

	if (!rc)
		rc = publish_origin(p, c->arena, origin, &made, e);
	if (!rc && made)
		tell_key(c, p);
	publish_close(p);
	return rc;
}

void ledger_follow(struct ctx *c, struct store *s)
{
	struct publish_outcome out = { 0 };
	struct publisher *p = NULL;
	struct publish_status st;
	struct err e;
	int rc = open_publisher(c, s, &p, &e);

	if (!rc)
		rc = publish_status(p, c->arena, &st, &e);
	if (!rc && st.total - (st.any ? st.head.size : 0) <= FOLLOW_MOST &&
		(!st.any || st.total > st.head.size))
		rc = publish_run(p, FOLLOW_MOST, ctx_now(c), &out, &e);
	if (!rc && out.made_key)
		tell_key(c, p);
	/* Another process that integrates takes these along, or the next one does. */
	if (rc && rc != BW_EAGAIN)
		fprintf(c->talk, "bailiwick: it is stored, but not in the public log yet: %s\n",
			e.text);
	publish_close(p);
}

/* ---- verbs ---- */

static int answer(struct ledger_run *r, struct err *e)
{
	int rc = buf_check(&r->out, "the answer", e);

	if (!rc && !ctx_write(r->c, buf_str(&r->out)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	return rc;
}

static int status(struct ledger_run *r, struct err *e)
{
	struct publish_status st;
	struct str vkey = { NULL, 0 };
	char at[CLOCK_TEXT];
	struct err none;
	struct jw w;
	int rc = publish_status(r->pub, r->c->arena, &st, e);
	uint64_t size = st.any ? st.head.size : 0;

	if (rc)
		return rc;
	if (publish_key(r->pub, r->c->arena, &vkey, &none))
		vkey.p = NULL;
	if (r->c->json) {
		jw_init(&w, &r->out);
		jw_object(&w);
		jw_ki64(&w, "entries", (int64_t)size);
		jw_ki64(&w, "waiting", (int64_t)(st.total - size));
		jw_kstr(&w, "signed_at",
			st.any ? str_of(clock_format(st.head.at_s, at)) : (struct str){ NULL, 0 });
		jw_kstr(&w, "key", vkey);
		jw_end(&w);
		buf_addc(&r->out, '\n');
		rc = jw_check(&w, e);
	} else {
		buf_printf(&r->out, "%llu entries in the log, %llu waiting\n",
			(unsigned long long)size, (unsigned long long)(st.total - size));
		if (st.any)
			buf_printf(&r->out, "signed %s\n", clock_format(st.head.at_s, at));
		if (vkey.p)
			buf_printf(&r->out, "key %.*s\n", STR_ARG(vkey));
	}
	return rc ? rc : answer(r, e);
}

static int integrate(struct ledger_run *r, struct err *e)
{
	struct publish_outcome out;
	struct jw w;
	int rc = publish_run(r->pub, UINT64_MAX, ctx_now(r->c), &out, e);

	if (rc)
		return rc;
	if (out.made_key)
		tell_key(r->c, r->pub);
	if (publish_warning(r->pub)[0])
		fprintf(r->c->talk, "bailiwick: %s\n", publish_warning(r->pub));
	if (r->c->json) {
		jw_init(&w, &r->out);
		jw_object(&w);
		jw_ki64(&w, "entries", (int64_t)out.size);
		jw_ki64(&w, "added", (int64_t)out.added);
		jw_ki64(&w, "waiting", (int64_t)out.left);
		jw_end(&w);
		buf_addc(&r->out, '\n');
	} else {
		buf_printf(&r->out, "%llu entries in the log, %llu of them new\n",
			(unsigned long long)out.size, (unsigned long long)out.added);
	}
	return answer(r, e);
}

static int checkpoint(struct ledger_run *r, struct err *e)
{
	struct publish_status st;
	int rc = publish_status(r->pub, r->c->arena, &st, e);

	if (!rc && !st.any)
		rc = err_set(e, BW_ENOTFOUND,
			"nothing was signed yet; 'bailiwick ledger integrate' does");
	if (rc)
		return rc;
	buf_add(&r->out, st.head.published);
	return answer(r, e);
}

static int prove(struct ledger_run *r, struct err *e)
{
	struct ctx *c = r->c;
	uint64_t index = 0;
	int rc;

	if (c->args_n != 2)
		return err_set(
			e, BW_EUSAGE, "say what: bailiwick ledger prove REPORT, CASE or NUMBER");
	rc = publish_find(r->pub, c->arena, c->args[1], ctx_opt(c, "type"), &index, e);
	if (!rc)
		rc = publish_prove(r->pub, c->arena, index, ctx_opt(c, "reveal"), &r->out, e);
	return rc ? rc : answer(r, e);
}

static int key(struct ledger_run *r, struct err *e)
{
	struct ctx *c = r->c;
	struct str vkey;
	int rc;

	if (c->args_n == 2 && str_is(c->args[1], "new"))
		rc = publish_key_make(r->pub, c->arena, ctx_opt(c, "origin"), &vkey, e);
	else if (c->args_n == 1)
		rc = publish_key(r->pub, c->arena, &vkey, e);
	else
		return err_set(e, BW_EUSAGE, "there are 'ledger key' and 'ledger key new'");
	if (rc)
		return rc;
	buf_add(&r->out, vkey);
	buf_addc(&r->out, '\n');
	return answer(r, e);
}

static int rebuild(struct ledger_run *r, struct err *e)
{
	uint64_t written;
	int rc = publish_rebuild(r->pub, &written, e);

	if (rc)
		return rc;
	buf_printf(&r->out,
		"%llu files of the log were missing or altered, and were written again\n",
		(unsigned long long)written);
	return answer(r, e);
}

static const struct {
	const char *name;
	int (*run)(struct ledger_run *r, struct err *e);
} table[] = { { "status", status }, { "integrate", integrate }, { "checkpoint", checkpoint },
	{ "prove", prove }, { "key", key }, { "rebuild", rebuild }, { "cosign", ledger_cosign },
	{ "dump", ledger_dump } };
#define VERBS (sizeof(table) / sizeof(table[0]))

static int run(struct ctx *c, struct err *e)
{
	struct ledger_run r = { .c = c };
	char q[QUOTE_ROOM(40)];
	size_t verb = 0;
	int rc;

	if (c->args_n == 0)
		return err_set(e, BW_EUSAGE,
			"say what: bailiwick ledger status, integrate, checkpoint, prove, verify, "
			"key, rebuild, cosign, dump or witness");
	if (str_is(c->args[0], "verify"))
		return ledger_verify(c, e);
	if (str_is(c->args[0], "witness"))
		return ledger_witness(c, e);
	while (verb < VERBS && !str_is(c->args[0], table[verb].name))
		verb++;
	if (verb == VERBS)
		return err_set(e, BW_EUSAGE,
			"there is no 'ledger %s'; there are status, integrate, checkpoint, prove, "
			"verify, key, rebuild, cosign, dump and witness",
			str_quote(c->args[0], 40, q));
	buf_init(&r.out, ANSWER_BYTES);
	rc = ledger_open(&r, e);
	if (!rc)
		rc = table[verb].run(&r, e);
	buf_done(&r.out);
	publish_close(r.pub);
	store_close(r.store);
	return rc;
}

static const char *const verbs[] = { "status", "integrate", "checkpoint", "prove", "verify", "key",
	"rebuild", "cosign", "dump", "witness", NULL };

static const struct opt opts[] = {
	{ "key", "KEY", OPT_TEXT, "verify: the log's public key, or a file with it", NULL },
	{ "policy", "FILE", OPT_TEXT,
		"verify, cosign, witness: logs, witnesses and quorum (C2SP tlog-policy)", NULL },
	{ "log", "DIR", OPT_TEXT,
		"verify DAY.sha256: a copy of the log, to hold every byte of the dump against",
		NULL },
	{ "state", "DIR", OPT_TEXT, "witness: folder with its key and what it cosigned", NULL },
	{ "name", "NAME", OPT_TEXT,
		"witness key: what the witness is called, where it has no key yet", NULL },
	{ "test-loopback", NULL, OPT_FLAG,
		"verify, cosign: for tests: logs and witnesses on this machine", NULL },
	{ "since", "FILE", OPT_TEXT,
		"verify URL: the checkpoint seen last; what is seen now takes its place", NULL },
	{ "sample", "N", OPT_TEXT,
		"verify URL: so many entries chosen at random; 0: all (default: all up to 65536)",
		NULL },
	{ "day", "DATE", OPT_TEXT, "dump: entries of this day, UTC (default: yesterday)", NULL },
	{ "dir", "DIR", OPT_TEXT, "dump: where the files go (default: dumps in the store)", NULL },
	{ "type", "TYPE", OPT_TEXT, "prove: the case's last entry of this type", NULL },
	{ "reveal", "NAMES", OPT_TEXT,
		"prove: details to open, with commas, or all (default: none)", NULL },
	{ "origin", "NAME", OPT_TEXT, "key new: what the log is called, as a URL without scheme",
		NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick ledger key new --origin log.registrar.example/bailiwick",
		"give the log its name and key, before anything is in it" },
	{ "bailiwick ledger integrate", "sign what was stored since" },
	{ "bailiwick ledger prove r-0000001 --reveal target,reporter >proof.txt",
		"a proof of notice to carry away" },
	{ "bailiwick ledger verify proof.txt --key KEY", "does it hold?" },
	{ "bailiwick ledger verify https://log.registrar.example/bailiwick --key KEY --since seen",
		"did somebody's log only grow since I looked last?" },
	{ "bailiwick ledger dump --day 2026-11-20",
		"everything public of a day, to count for oneself" },
	{ "bailiwick ledger verify 2026-11-20.sha256 --log log --key KEY",
		"is this copy of a dump what the log says?" },
	{ "bailiwick ledger verify --store DIR", "do store and log say the same?" },
	{ NULL, NULL },
};

const struct cmd cmd_ledger = {
	.name = "ledger",
	.args = "status|integrate|checkpoint|prove ID|verify "
		"BUNDLE|DAY.sha256|DIR|URL|key|rebuild|cosign|dump|witness",
	.help = "the public record of every step: integrate, prove, verify",
	.about = "Every step of every case is an entry of an append-only Merkle log in the folder "
		 "log of the "
		 "store, in the form that C2SP's tlog-tiles describes.  An entry holds public "
		 "facts and a "
		 "commitment to the details.  Prove writes a bundle: the entry, its place in the "
		 "log, the signed "
		 "checkpoint, and the details that --reveal names.  Verify needs public keys and "
		 "nothing else: "
		 "it checks a bundle, a copy of a log, a log at its address (with --since: that it "
		 "only "
		 "grew), or with --store the log of a store and "
		 "every row that an "
		 "entry rests on; it names what was altered and exits 1.  Rebuild writes the log's "
		 "files again "
		 "from the store, byte for byte.  Cosign asks the witnesses of --policy to cosign "
		 "the checkpoint "
		 "and exits 1 below the quorum.  Dump writes the signed entries of a day as NDJSON "
		 "and "
		 "CSV, packed "
		 "with zstd, beside their schema and checksums.  Witness is the other side: it "
		 "answers one "
		 "add-checkpoint "
		 "request of C2SP's tlog-witness on standard input as a CGI program, for any web "
		 "server; "
		 "witness key makes and shows its key.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
