/* SPDX-License-Identifier: Apache-2.0 */
/* lazy_unbound.c -- libunbound, for commands that look things up (lazy.h) */
#include <unbound.h>

#include "sys/lazy.h"

static struct lazy library = { "libunbound.so.8", "libunbound8" };

LAZY_CALL(int, ub_cancel, (struct ub_ctx * ctx, int async_id), (ctx, async_id))
LAZY_CALL(int, ub_ctx_add_ta_file, (struct ub_ctx * ctx, const char *fname), (ctx, fname))
LAZY_CALL(int, ub_ctx_async, (struct ub_ctx * ctx, int dothread), (ctx, dothread))
LAZY_CALL(struct ub_ctx *, ub_ctx_create, (void), ())
LAZY_CALL(int, ub_ctx_debuglevel, (struct ub_ctx * ctx, int d), (ctx, d))
LAZY_CALL(int, ub_ctx_debugout, (struct ub_ctx * ctx, void *out), (ctx, out))
LAZY_DO(ub_ctx_delete, (struct ub_ctx * ctx), (ctx))
LAZY_CALL(int, ub_ctx_resolvconf, (struct ub_ctx * ctx, const char *fname), (ctx, fname))
LAZY_CALL(int, ub_ctx_set_fwd, (struct ub_ctx * ctx, const char *addr), (ctx, addr))
LAZY_CALL(int, ub_ctx_set_option, (struct ub_ctx * ctx, const char *opt, const char *val),
	(ctx, opt, val))
LAZY_CALL(int, ub_fd, (struct ub_ctx * ctx), (ctx))
LAZY_CALL(int, ub_process, (struct ub_ctx * ctx), (ctx))
LAZY_CALL(int, ub_resolve_async,
	(struct ub_ctx * ctx, const char *name, int rrtype, int rrclass, void *mydata,
		ub_callback_type callback, int *async_id),
	(ctx, name, rrtype, rrclass, mydata, callback, async_id))
LAZY_DO(ub_resolve_free, (struct ub_result * result), (result))
LAZY_CALL(const char *, ub_strerror, (int err), (err))
