/* SPDX-License-Identifier: Apache-2.0 */
/* What became of reports. */
#include "base/limit.h"
#include "base/vec.h"
#include "web/inner.h"

int receipt_row(struct filing *k, const struct submit_row *r, struct err *e)
{
	struct {
		struct receipt_row *v;
		size_t n, cap;
	} rows = { k->rows, k->rows_n, k->rows_cap };
	struct receipt_row *x = VEC_PUSH(k->a, &rows);
	struct str *targets = ARENA_ARRAY(k->a, struct str, r->targets_n + 1);

	if (!x || !targets)
		return err_nomem(e);
	k->rows = rows.v;
	k->rows_n = rows.n;
	k->rows_cap = rows.cap;
	*x = (struct receipt_row){ !r->accepted, r->ord, r->format, r->harm, targets,
		r->targets_n };
	for (size_t i = 0; i < r->targets_n; i++) {
		targets[i] = arena_dup(k->a, r->targets[i]);
		if (!targets[i].p)
			return err_nomem(e);
	}
	if (r->accepted)
		k->counts.accepted++;
	else
		k->counts.folded++;
	return BW_OK;
}

int receipt_fault(struct filing *k, const struct refusal *why, bool counted, struct err *e)
{
	struct {
		struct receipt_fault *v;
		size_t n, cap;
	} faults = { k->faults, k->faults_n, k->faults_cap };
	struct receipt_fault *x;

	k->counts.refused += counted;
	if (faults.n >= LIMIT_ERRORS_SHOWN)
		return BW_OK;
	x = VEC_PUSH(k->a, &faults);
	if (!x)
		return err_nomem(e);
	*x = (struct receipt_fault){ why->line, arena_dup(k->a, why->field),
		arena_dup(k->a, why->reason), counted };
	k->faults = faults.v;
	k->faults_n = faults.n;
	k->faults_cap = faults.cap;
	return x->field.p && x->reason.p ? BW_OK : err_nomem(e);
}

static void receipt_row_json(const struct receipt_row *x, struct jw *w)
{
	char id[STORE_ID_TEXT];

	jw_kz(w, "id", store_id_text('r', x->ord, id));
	jw_kbool(w, "folded", x->folded);
	jw_kz(w, "format", format_text((int)x->format));
	jw_kz(w, "harm", harm_text(x->harm));
	jw_key(w, "targets");
	jw_array(w);
	for (size_t i = 0; i < x->targets_n; i++)
		jw_str(w, x->targets[i]);
	jw_end(w);
}

static void faults_json(const struct filing *k, struct jw *w)
{
	jw_key(w, "errors");
	jw_array(w);
	for (size_t i = 0; i < k->faults_n; i++) {
		const struct receipt_fault *x = &k->faults[i];

		jw_object(w);
		jw_ki64(w, "line", (int64_t)x->line);
		jw_kstr(w, "field", x->field);
		jw_kstr(w, "reason", x->reason);
		jw_kbool(w, "refused", x->counted);
		jw_end(w);
	}
	jw_end(w);
}

/* 201: all new; 200: all there already; 207: some refused; 422: nothing taken. */
static unsigned status(const struct filing *k)
{
	if (k->counts.accepted + k->counts.folded == 0)
		return 422;
	if (k->counts.refused)
		return 207;
	return k->counts.accepted ? 201 : 200;
}

void receipt_reply(struct request *r, const struct filing *k, struct reply *out)
{
	char id[STORE_ID_TEXT];
	struct jw w;

	out->status = status(k);
	out->type = out->status == 422 ? "application/problem+json" : "application/json";
	jw_init(&w, &out->body);
	jw_object(&w);
	if (out->status == 422) {
		jw_kz(&w, "type", "/docs/errors#invalid");
		jw_kz(&w, "title", "nothing was taken in");
		jw_ki64(&w, "status", 422);
		jw_kstr(&w, "detail",
			k->faults_n ? k->faults[0].reason : STR("there is no report in it"));
	}
	jw_ki64(&w, "accepted", (int64_t)k->counts.accepted);
	jw_ki64(&w, "folded", (int64_t)k->counts.folded);
	jw_ki64(&w, "refused", (int64_t)k->counts.refused);
	jw_key(&w, "reports");
	jw_array(&w);
	for (size_t i = 0; i < k->rows_n; i++) {
		jw_object(&w);
		receipt_row_json(&k->rows[i], &w);
		jw_end(&w);
	}
	jw_end(&w);
	faults_json(k, &w);
	jw_end(&w);
	buf_addc(&out->body, '\n');
	if (k->rows_n == 1)
		reply_field(out, "Location",
			arena_printf(r->a, "/api/v1/reports/%s",
				store_id_text('r', k->rows[0].ord, id)));
}
