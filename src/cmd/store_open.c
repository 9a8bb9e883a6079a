/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/store_open.h"

#include <stdlib.h>

#include "base/limit.h"
#include "cmd/data.h"
#include "flow/command.h"
#include "flow/known.h"
#include "flow/step.h"

int store_where(struct ctx *c, const char **dir, struct err *e)
{
	struct str given = ctx_opt(c, "store"), path;
	const char *xdg = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	if (str_starts(given, STR("postgresql:")) || str_starts(given, STR("postgres:")))
		return err_set(e, BW_EUNAVAILABLE,
			"this version keeps its store in a folder: --store DIR");
	if (given.n)
		path = arena_dup(c->arena, given);
	else if (xdg && *xdg == '/')
		path = arena_printf(c->arena, "%s/bailiwick", xdg);
	else if (home && *home == '/')
		path = arena_printf(c->arena, "%s/.local/share/bailiwick", home);
	else
		return err_set(e, BW_EUSAGE,
			"there is no home folder: say where the store is with --store DIR");
	if (!path.p)
		return err_nomem(e);
	if (str_find_byte(path, 0, 0) != SIZE_MAX)
		return err_set(e, BW_EUSAGE, "--store has a NUL byte in it");
	*dir = path.p;
	return BW_OK;
}

int store_open_at(struct ctx *c, const char *dir, bool create, bool accept_only, struct store **out,
	struct err *e)
{
	const struct store_settings set = { .dir = dir,
		.create = create,
		.accept_only = accept_only,
		.wait_ms = STORE_WAIT_MS,
		.rng = &c->rng };

	return store_open(&set, out, e);
}

void store_facts_keep(struct ctx *c, struct store *s, struct facts *given)
{
	struct err why;
	size_t fresh;

	if (known_keep(s, given, &fresh, &why))
		fprintf(c->talk, "bailiwick: the facts are used, but not kept: %s\n", why.text);
	else
		*given = (struct facts){ 0 };
}

int store_open_read(struct ctx *c, const struct knowledge *k, struct facts *given,
	struct store **out, struct err *e)
{
	struct step_settings set = { .know = k, .facts = given };
	struct step_counts counts;
	struct err why;
	const char *dir = NULL;
	bool behind;
	int rc = store_where(c, &dir, e);

	if (!rc)
		rc = store_open_at(c, dir, false, false, out, e);
	if (rc)
		return rc;
	if (given->n)
		store_facts_keep(c, *out, given);
	/* Readers are not kept waiting by a writer, nor stopped by a disk that is full. */
	set.store = *out;
	if (store_behind(*out, &behind, &why) == BW_OK && behind && step_run(&set, &counts, &why))
		fprintf(c->talk, "bailiwick: some reports are not worked yet: %s\n", why.text);
	if (command_stale(&(struct desk){ *out, k, given, ctx_now(c) }, &why))
		fprintf(c->talk, "bailiwick: some cases are not judged anew yet: %s\n", why.text);
	return BW_OK;
}

int store_facts(struct ctx *c, struct facts *out, struct err *e)
{
	struct str path = ctx_opt(c, "facts"), text;
	int rc;

	*out = (struct facts){ 0 };
	if (!path.p)
		return BW_OK;
	rc = data_read(c->arena, path, LIMIT_FILE_BYTES, &text, e);
	return rc ? rc : facts_parse(c->arena, text, out, e);
}
