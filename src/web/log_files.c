/* SPDX-License-Identifier: Apache-2.0 */
/* The public log as static files (C2SP tlog-tiles): a checkpoint, tiles of hashes and of entries; nothing else that
 * lies in the folder, and no path but of the one way they are written. */
#include <stdio.h>

#include "base/limit.h"
#include "flow/dump.h"
#include "format/tile.h"
#include "sys/durable.h"
#include "web/inner.h"

#define LOG_PREFIX     "/log/"
#define CHECKPOINT     "checkpoint"
#define CHECKPOINT_AGE "public, max-age=2"
#define DUMP_FILE_MOST \
	(LIMIT_FRAME_BYTES - LIMIT_HTTP_BODY) /* larger ones are a front's to serve */
#define TILE_AGE "public, max-age=31536000, immutable" /* a tile never changes, nor a part of one */

static int serve_file(
	struct request *r, const char *below, struct str name, struct reply *out, struct err *e)
{
	struct str path = arena_printf(
		r->a, "%s/%s/%.*s", store_dir(r->web->set->store), below, STR_ARG(name));
	int rc = path.p ? durable_read_file(path.p, &out->body, e) : err_nomem(e);

	if (rc == BW_ENOTFOUND) /* without the folder's name */
		return err_set(e, rc, "the log has no such part");
	return rc;
}

int web_log_checkpoint(struct request *r, struct reply *out, struct err *e)
{
	out->type = "text/plain; charset=utf-8";
	out->keep = CHECKPOINT_AGE;
	return serve_file(r, "log", STR(CHECKPOINT), out, e);
}

int web_log_tile(struct request *r, struct reply *out, struct err *e)
{
	struct str name = str_from(r->f->path, sizeof(LOG_PREFIX) - 1);
	struct tile t;
	char path[TILE_PATH];

	if (!tile_path_parse(name, &t))
		return err_set(e, BW_ENOTFOUND, "the log has no such part");
	out->type = "application/octet-stream";
	out->keep = TILE_AGE;
	return serve_file(r, "log", str_of(tile_path(&t, path)), out, e);
}

int web_log_key(struct request *r, struct reply *out, struct err *e)
{
	out->type = "text/plain; charset=utf-8";
	out->cacheable = true;
	return serve_file(r, "log", STR("key"), out, e);
}

int web_log_dump(struct request *r, struct reply *out, struct err *e)
{
	struct str name = r->params[0];

	if (!dump_name_is(name))
		return err_set(e, BW_ENOTFOUND, "a dump has no such file");
	out->type = str_ends(name, STR(".json"))  ? "application/schema+json"
		    : str_ends(name, STR(".zst")) ? "application/zstd"
						  : "text/plain; charset=utf-8";
	out->cacheable = true; /* a day that is dumped again is another dump */
	buf_done(&out->body);
	buf_init(&out->body, DUMP_FILE_MOST);
	return serve_file(r, "dumps", name, out, e);
}
