/* SPDX-License-Identifier: Apache-2.0 */
#include "format/packed.h"

#include <archive.h>
#include <archive_entry.h>

#include "base/limit.h"

#define RATIO_FROM ((uint64_t)16 << 20) /* so little is no bomb, whatever it came from */

struct run {
	struct archive *a;
	const struct packed_source *from;
	const struct packed_sink *to;
	uint64_t most, out;
};

static bool at(struct str head, size_t where, const char *what, size_t n)
{
	return head.n >= where + n && memcmp(head.p + where, what, n) == 0;
}

enum packed_kind packed_kind(struct str head)
{
	if (at(head, 0, "\x1f\x8b\x08", 3) || at(head, 0, "\x28\xb5\x2f\xfd", 4) ||
		at(head, 0,
			"\xfd"
			"7zXZ\0",
			6) ||
		at(head, 0, "PK\3\4", 4) || (at(head, 0, "BZh", 3) && at(head, 4, "1AY&SY", 6)) ||
		at(head, 257, "ustar", 5))
		return PACKED_OPEN;
	if (at(head, 0, "7z\xbc\xaf\x27\x1c", 6) || at(head, 0, "Rar!\x1a\x07", 6))
		return PACKED_CLOSED;
	return PACKED_NOT;
}

static la_ssize_t next_bytes(struct archive *a, void *ctx, const void **bytes)
{
	const struct packed_source *from = ctx;
	ssize_t k = from->read(from->ctx, bytes);

	(void)a;
	return k < 0 ? ARCHIVE_FATAL : k;
}

static int damaged(struct run *r, struct err *e)
{
	const char *why = archive_error_string(r->a);
	char q[QUOTE_ROOM(120)];

	return err_set(e, BW_EPARSE, "the packed file is damaged: %s",
		str_quote(str_of(why ? why : "it ends too early"), 120, q));
}

static int open_it(struct run *r, struct err *e)
{
	struct archive *a = r->a;
	int rc = ARCHIVE_OK;

	/* No other: some of what the library knows, it hands to programs. */
	if (archive_read_support_filter_gzip(a) || archive_read_support_filter_bzip2(a) ||
		archive_read_support_filter_xz(a) || archive_read_support_filter_zstd(a) ||
		archive_read_support_format_zip(a) || archive_read_support_format_tar(a) ||
		archive_read_support_format_raw(a))
		return err_set(
			e, BW_EUNAVAILABLE, "libarchive was built without a form that is needed");
	rc = r->from->all.p ? archive_read_open_memory(a, r->from->all.p, r->from->all.n)
			    : archive_read_open(a, (void *)r->from, NULL, next_bytes, NULL);
	return rc == ARCHIVE_OK ? BW_OK : damaged(r, e);
}

static struct str last_part(struct str name)
{
	size_t slash = str_rfind_byte(name, '/');

	return slash == SIZE_MAX ? name : str_from(name, slash + 1);
}

/* Folders, links, and what is no file of anybody's. */
static bool passed_over(struct archive_entry *entry, struct str name)
{
	struct str last = last_part(name);

	return archive_entry_filetype(entry) != AE_IFREG || str_starts(name, STR("__MACOSX/")) ||
	       str_is(last, ".DS_Store") || str_is(last, "Thumbs.db") ||
	       str_is(last, "desktop.ini");
}

static int bombed(struct run *r, struct err *e)
{
	int64_t in = archive_filter_bytes(r->a, -1);

	if (r->out > r->most)
		return err_set(e, BW_ELIMIT, "the packed file holds more than %llu bytes",
			(unsigned long long)r->most);
	if (r->out > RATIO_FROM && in > 0 && r->out / LIMIT_PACKED_RATIO > (uint64_t)in)
		return err_set(e, BW_ELIMIT,
			"the packed file grows to more than %d times its length",
			LIMIT_PACKED_RATIO);
	return BW_OK;
}

static int member(struct run *r, struct err *e)
{
	struct str bytes;
	const void *p;
	size_t n;
	la_int64_t where;
	bool first = true;
	int rc = BW_OK;

	while (!rc) {
		int k = archive_read_data_block(r->a, &p, &n, &where);

		if (k == ARCHIVE_EOF)
			return BW_OK;
		if (k == ARCHIVE_RETRY)
			continue;
		if (k != ARCHIVE_OK)
			return damaged(r, e);
		bytes = str_make(p, n);
		r->out += n;
		rc = bombed(r, e);
		if (!rc && first && packed_kind(bytes) != PACKED_NOT)
			return err_set(e, BW_EINVALID,
				"a packed file within a packed file is not opened: unpack it "
				"first");
		first = false;
		if (!rc && n)
			rc = r->to->bytes(r->to->ctx, bytes, e);
	}
	return rc;
}

static int each(struct run *r, struct err *e)
{
	struct archive_entry *entry;
	size_t members = 0;
	int rc = BW_OK, k;

	while (!rc && (k = archive_read_next_header(r->a, &entry)) != ARCHIVE_EOF) {
		bool raw = (archive_format(r->a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_RAW;
		const char *path = k >= ARCHIVE_WARN ? archive_entry_pathname(entry) : NULL;
		struct str name = str_of(path && !raw ? path : "");

		if (k == ARCHIVE_RETRY)
			continue;
		if (k < ARCHIVE_WARN)
			return damaged(r, e);
		if (!raw && passed_over(entry, name))
			continue;
		if (++members > LIMIT_PACKED_MEMBERS)
			return err_set(e, BW_ELIMIT, "the packed file holds more than %d files",
				LIMIT_PACKED_MEMBERS);
		if (archive_entry_is_encrypted(entry))
			return err_set(
				e, BW_EINVALID, "the packed file is encrypted: unpack it first");
		rc = r->to->member(r->to->ctx, str_sub(name, 0, PACKED_NAME), e);
		if (!rc)
			rc = member(r, e);
	}
	if (!rc && members == 0)
		return err_set(e, BW_EPARSE, "the packed file holds nothing");
	return rc;
}

int packed_each(const struct packed_source *from, const struct packed_sink *to, uint64_t most,
	struct err *e)
{
	struct run r = { .a = archive_read_new(), .from = from, .to = to, .most = most };
	int rc;

	if (!r.a)
		return err_nomem(e);
	rc = open_it(&r, e);
	if (!rc)
		rc = each(&r, e);
	archive_read_free(r.a);
	return rc;
}
