/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_backup.c -- a consistent copy of the store while it is in use. */
#include "cmd/store_open.h"

static int run(struct ctx *c, struct err *e)
{
	struct store *s;
	const char *dir;
	struct str to;
	int rc;

	if (c->args_n != 1)
		return err_set(e, BW_EUSAGE, "say which folder to make: bailiwick backup FOLDER");
	to = arena_dup(c->arena, c->args[0]);
	if (!to.p)
		return err_nomem(e);
	rc = store_where(c, &dir, e);
	if (!rc)
		rc = store_open_at(c, dir, false, false, &s, e);
	if (rc)
		return rc;
	rc = store_backup(s, to.p, e);
	store_close(s);
	return rc;
}

static const struct cmd_example examples[] = {
	{ "bailiwick backup /backup/2026-11-21", "a copy that 'bailiwick fsck --store' can check" },
	{ NULL, NULL },
};

const struct cmd cmd_backup = {
	.name = "backup",
	.args = "FOLDER",
	.help = "copy the store as it is at one moment",
	.about = "The folder must be empty or not there.  Other commands go on meanwhile.  The "
		 "copy is a store: check it "
		 "with 'bailiwick fsck --store FOLDER'.  It holds the store's secret; keep it as "
		 "you keep the store.",
	.examples = examples,
	.run = run,
};
