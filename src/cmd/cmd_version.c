/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cmd.h"
#include "format/json.h"

static int run(struct ctx *c, struct err *e)
{
	struct buf b;
	struct jw w;
	int rc = BW_OK;

	buf_init(&b, 1 << 20);
	if (c->json) {
		jw_init(&w, &b);
		jw_object(&w);
		jw_kz(&w, "version", BAILIWICK_VERSION);
		jw_end(&w);
		buf_addc(&b, '\n');
		rc = jw_check(&w, e);
	} else {
		buf_addz(&b, "bailiwick " BAILIWICK_VERSION "\n");
	}
	if (!rc)
		fwrite(b.p, 1, b.n, c->out);
	buf_done(&b);
	return rc;
}

const struct cmd cmd_version = {
	.name = "version",
	.args = "",
	.help = "print the version; with --data, the age of each reference file",
	.about = "Prints the program's version.",
	.run = run,
};
