/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/limit.h"
#include "cmd/cmd.h"
#include "cmd/config.h"
#include "format/json.h"
#include "sys/durable.h"

/* Each fault of ${text} as {"at":…,"fault":…}. */
static int print_json(struct ctx *c, struct str path, struct str faults, struct err *e)
{
	struct buf b;
	struct str line;
	struct jw w;
	int rc;

	buf_init(&b, 1 << 20);
	jw_init(&w, &b);
	jw_object(&w);
	jw_kstr(&w, "file", path);
	jw_key(&w, "faults");
	jw_array(&w);
	while (str_cut(&faults, '\n', &line))
		if (line.n)
			jw_str(&w, line);
	jw_end(&w);
	jw_end(&w);
	buf_addc(&b, '\n');
	rc = jw_check(&w, e);
	if (!rc)
		fwrite(b.p, 1, b.n, c->out);
	buf_done(&b);
	return rc;
}

static int check_file(struct ctx *c, struct str path, struct err *e)
{
	struct buf text, faults;
	struct err shown = { 0 };
	int rc, bad;

	buf_init(&text, LIMIT_YAML_BYTES);
	buf_init(&faults, 1 << 20);
	rc = durable_read_file(path.p, &text, e);
	if (!rc) {
		bad = config_check(c->arena, path, buf_str(&text), &faults, &shown);
		if (bad && bad != BW_ECONFIG) {
			*e = shown;
			rc = bad;
		} else {
			if (c->json)
				rc = print_json(c, path, buf_str(&faults), e);
			else if (bad)
				fwrite(faults.p, 1, faults.n, c->out);
			else
				fprintf(c->out, "%.*s: good\n", STR_ARG(path));
			if (!rc && bad)
				rc = err_set(e, bad, "%s", shown.text);
		}
	}
	buf_done(&text);
	buf_done(&faults);
	return rc;
}

static int run(struct ctx *c, struct err *e)
{
	struct str path;
	int rc;

	if (c->args_n > 1)
		return err_set(e, BW_EUSAGE, "check-config takes one file");
	if (c->args_n)
		return check_file(c, c->args[0], e);
	rc = config_find(c, &path, e);
	if (rc)
		return rc;
	if (!path.p) {
		fprintf(c->talk, "no settings file; each setting has its default\n");
		return BW_OK;
	}
	return check_file(c, path, e);
}

static const struct cmd_example examples[] = {
	{ "bailiwick check-config /etc/bailiwick/config.yaml", "check one file" },
	{ NULL, NULL },
};

const struct cmd cmd_check_config = {
	.name = "check-config",
	.args = "[FILE]",
	.help = "check the settings file, with line and column of each fault",
	.about = "Without FILE the settings file in use is checked: --config, else "
		 "$XDG_CONFIG_HOME/bailiwick/config.yaml, else /etc/bailiwick/config.yaml.\n\n"
		 "A settings file has one 'name: value' a line. Each name is that of the option it "
		 "stands "
		 "for: store, data, offline, colour, reporter, timeout; listen, metrics, proxy, "
		 "rate, "
		 "connections and user for the server. The command line wins over "
		 "it.",
	.examples = examples,
	.run = run,
};
