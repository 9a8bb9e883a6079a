/* SPDX-License-Identifier: Apache-2.0 */
/* build.c -- from publishers' files to an image. */
#include <stdlib.h>

#include "refdata/make.h"

struct job {
	const struct refdata_source *src;
	const struct source_kind *kind;
	size_t at;
};

static int job_cmp(const void *pa, const void *pb)
{
	const struct job *a = pa, *b = pb;

	if (a->kind->order != b->kind->order)
		return a->kind->order < b->kind->order ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

static int jobs_make(struct arena *a, const struct refdata_source *src, size_t n, struct job **out,
	size_t *jobs_n, struct err *e)
{
	struct job *v = ARENA_ARRAY(a, struct job, n + 1);
	size_t k = 0;

	if (!v)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++) {
		const struct source_kind *kind = source_kind(src[i].name);
		bool replaced = false;
		char q[QUOTE_ROOM(80)];

		if (!kind)
			return err_set(e, BW_EINVALID, "'%s' is no reference file we know",
				str_quote(src[i].name, 80, q));
		for (size_t j = i + 1; j < n && !kind->adds_up; j++)
			replaced |= source_kind(src[j].name) == kind;
		if (!replaced)
			v[k++] = (struct job){ &src[i], kind, i };
	}
	qsort(v, k, sizeof(*v), job_cmp);
	*out = v;
	*jobs_n = k;
	return BW_OK;
}

static int job_run(struct maker *m, const struct job *j, struct err *e)
{
	struct file_row row;
	int rc;

	m->file = j->src->path.p ? j->src->path : j->src->name;
	m->kind = j->kind;
	m->source++;
	m->line = 0;
	m->rows_n = 0;
	rc = j->kind->make(m, j->src->bytes, e);
	if (rc)
		return rc;
	if (maker_bad(m))
		return err_nomem(e);
	row = (struct file_row){ .name = make_text(m, j->src->name),
		.publisher = make_text(m, str_of(j->kind->publisher)),
		.path = make_text_or_none(m, j->src->path),
		.dated_at_s = j->src->dated_at_s,
		.rows = m->rows_n };
	make_row(m, SEC_FILE, &row, sizeof(row));
	return BW_OK;
}

static int build(struct maker *m, const struct job *v, size_t n, struct buf *out, struct err *e)
{
	struct buf image;
	int rc;

	for (size_t i = 0; i < n; i++)
		if ((rc = job_run(m, &v[i], e)))
			return rc;
	rc = make_services_end(m, e);
	if (!rc)
		rc = make_network_end(m, e);
	if (!rc)
		rc = make_registration_end(m, e);
	if (rc)
		return rc;
	buf_init(&image, UINT32_MAX);
	rc = maker_write(m, &image, e);
	if (!rc) {
		buf_add(out, buf_str(&image));
		rc = buf_check(out, "reference image", e);
	}
	buf_done(&image);
	return rc;
}

int refdata_build(
	struct arena *a, const struct refdata_source *src, size_t n, struct buf *out, struct err *e)
{
	struct maker m;
	struct job *jobs;
	size_t jobs_n;
	int rc = jobs_make(a, src, n, &jobs, &jobs_n, e);

	if (rc)
		return rc;
	maker_init(&m, a);
	rc = build(&m, jobs, jobs_n, out, e);
	maker_done(&m);
	return rc;
}

size_t refdata_files(const struct refdata *rd, struct refdata_file *out, size_t max)
{
	size_t n = 0;
	const struct file_row *row;

	while (n < max && (row = IMAGE_ROW(rd, SEC_FILE, n * sizeof(*row), struct file_row)))
		out[n++] = (struct refdata_file){ .name = image_text(rd, row->name),
			.publisher = image_text(rd, row->publisher),
			.path = image_text(rd, row->path),
			.dated_at_s = row->dated_at_s,
			.rows = row->rows };
	return n;
}

struct str refdata_protected(const struct refdata *rd)
{
	return image_section(rd, SEC_PROTECTED);
}
