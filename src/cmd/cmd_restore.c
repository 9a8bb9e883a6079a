/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_restore.c -- a store from a backup. */
#include "cmd/store_open.h"

static int run(struct ctx *c, struct err *e)
{
	const char *dir;
	struct str from;
	int rc;

	if (c->args_n != 1)
		return err_set(e, BW_EUSAGE, "say which backup: bailiwick restore FOLDER");
	from = arena_dup(c->arena, c->args[0]);
	if (!from.p)
		return err_nomem(e);
	rc = store_where(c, &dir, e);
	return rc ? rc : store_restore(from.p, dir, e);
}

static const struct cmd_example examples[] = {
	{ "bailiwick restore --store /var/lib/bailiwick /backup/2026-11-21",
		"into an empty folder" },
	{ NULL, NULL },
};

const struct cmd cmd_restore = {
	.name = "restore",
	.args = "FOLDER",
	.help = "make a store from a backup",
	.about = "The backup is checked as fsck does, and refused where it is damaged.  The "
		 "store's folder must be empty "
		 "or not there: nothing is overwritten.",
	.examples = examples,
	.run = run,
};
