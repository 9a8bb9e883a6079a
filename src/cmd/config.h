/* SPDX-License-Identifier: Apache-2.0 */
/* config.h -- the settings file: YAML, one level, each setting named as the option it stands for.
 *
 * What is given on the command line wins over the environment, that over the file.  The file is
 * --config, else $XDG_CONFIG_HOME/bailiwick/config.yaml, else /etc/bailiwick/config.yaml.
 */
#ifndef CMD_CONFIG_H
#define CMD_CONFIG_H

#include "base/buf.h"
#include "cmd/cmd.h"

struct setting {
	const char *name; /* of the option */
	enum opt_kind kind;
	const char *help;
	const char *example;
};
extern const struct setting config_settings[]; /* ends with name NULL */

/* Check the text of a settings file.  Each fault is a line "FILE:LINE:COLUMN: …" in ${faults}.
 * 0 where there is none, BW_ECONFIG otherwise. */
int config_check(struct arena *a, struct str file_name, struct str text, struct buf *faults,
	struct err *e) MUST_USE;
/* Put the file's settings behind the command line's in c->vals.  No file is no error, unless --config names it. */
int config_load(struct ctx *c, struct err *e) MUST_USE;
/* The file that config_load reads; p NULL where there is none. */
int config_find(struct ctx *c, struct str *path, struct err *e) MUST_USE;

#endif
