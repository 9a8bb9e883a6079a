/* SPDX-License-Identifier: Apache-2.0 */
/* names.c -- look-ups by name: suffixes, root list, namespaces, ranks, shared services. */
#include "refdata/image.h"

/* What a row says about a name that has ${labels} labels and, where ${under}, one more before it. */
static bool rule_at(const struct psl_row *r, size_t labels, bool under, bool with_private,
	struct suffix_match *m, uint32_t op[2])
{
	uint32_t flags = r->flags & (with_private ? 63u : 7u);

	if (flags & (PSL_ICANN_EXCEPT | PSL_PRIVATE_EXCEPT)) {
		*m = (struct suffix_match){ .labels = labels - 1,
			.listed = true,
			.private_rule = !(flags & PSL_ICANN_EXCEPT) };
		op[0] = r->wild_name;
		op[1] = r->wild_url;
		return true;
	}
	if (under && (flags & (PSL_ICANN_WILD | PSL_PRIVATE_WILD))) {
		*m = (struct suffix_match){ .labels = labels + 1,
			.listed = true,
			.private_rule = !(flags & PSL_ICANN_WILD) };
		op[0] = r->wild_name;
		op[1] = r->wild_url;
	} else if (flags & (PSL_ICANN | PSL_PRIVATE)) {
		*m = (struct suffix_match){
			.labels = labels, .listed = true, .private_rule = !(flags & PSL_ICANN)
		};
		op[0] = r->name;
		op[1] = r->url;
	}
	return false;
}

struct suffix_match refdata_suffix(const struct refdata *rd, struct str host, bool with_private)
{
	struct suffix_match best = { .labels = 1 };
	uint32_t op[2] = { 0, 0 };
	size_t at = host.n, labels = 0;

	/* From the right, so that the last rule that fits is the longest. */
	while (at > 0) {
		const struct image_slot *slot;
		const struct psl_row *row;
		struct str tail;

		while (at > 0 && host.p[at - 1] != '.')
			at--;
		tail = str_from(host, at);
		labels++;
		slot = image_find(rd, SEC_PSL, tail);
		row = slot ? IMAGE_ROW(rd, SEC_PSL_ROW, slot->a, struct psl_row) : NULL;
		if (row && rule_at(row, labels, at > 0, with_private, &best, op))
			break;
		if (at > 0)
			at--; /* the dot */
	}
	if (best.labels == 0) /* an exception for a top-level label: no such thing */
		best.labels = 1;
	if (best.private_rule) {
		best.operator_name = image_text(rd, op[0]);
		best.operator_url = image_text(rd, op[1]);
	}
	return best;
}

struct name_marks refdata_marks(const struct refdata *rd, struct str name)
{
	const struct image_slot *slot = image_find(rd, SEC_PSL, name);
	const struct psl_row *row =
		slot ? IMAGE_ROW(rd, SEC_PSL_ROW, slot->a, struct psl_row) : NULL;
	uint32_t flags = row ? row->flags : 0;

	return (struct name_marks){ .others_below = flags & NAME_ABOVE,
		.is_protected = flags & NAME_PROTECTED };
}

bool refdata_have_tlds(const struct refdata *rd)
{
	return image_section(rd, SEC_TLD).n > 0;
}

bool refdata_tld(const struct refdata *rd, struct str label)
{
	return image_find(rd, SEC_TLD, label) != NULL;
}

bool refdata_namespace(const struct refdata *rd, struct str label, struct namespace_entry *out)
{
	const struct image_slot *slot = image_find(rd, SEC_NAMESPACE, label);
	const struct namespace_row *row =
		slot ? IMAGE_ROW(rd, SEC_NAMESPACE_ROW, slot->a, struct namespace_row) : NULL;

	if (!row || row->kind >= NAMESPACE_COUNT)
		return false;
	*out = (struct namespace_entry){ .kind = (enum namespace_kind)row->kind,
		.words = image_text(rd, row->words),
		.gateways = image_text(rd, row->gateways),
		.rfc = image_text(rd, row->rfc) };
	return true;
}

int64_t refdata_rank(const struct refdata *rd, struct str name)
{
	const struct image_slot *slot = image_find(rd, SEC_RANK, name);

	return slot ? slot->a : 0;
}

int64_t refdata_rank_list_size(const struct refdata *rd)
{
	const struct meta_row *m = IMAGE_ROW(rd, SEC_META, 0, struct meta_row);

	return m ? m->rank_list_size : 0;
}

/* The row of one name whose path prefix is the longest that fits. */
static const struct service_row *best_row(
	const struct refdata *rd, const struct image_slot *slot, struct str path)
{
	const struct service_row *best = NULL;
	size_t longest = 0;

	for (uint32_t i = 0; i < slot->b; i++) {
		const struct service_row *row = IMAGE_ROW(rd, SEC_SERVICE_ROW,
			slot->a + (uint64_t)i * sizeof(*row), struct service_row);
		struct str prefix;

		if (!row)
			break;
		prefix = image_text(rd, row->prefix);
		if (!str_starts(path, prefix) || (best && prefix.n <= longest))
			continue;
		best = row;
		longest = prefix.n;
	}
	return best;
}

bool refdata_service(
	const struct refdata *rd, struct str host, struct str path, struct service_entry *out)
{
	if (host.n == 0)
		return false;
	do {
		const struct image_slot *slot = image_find(rd, SEC_SERVICE, host);
		const struct service_row *row = slot ? best_row(rd, slot, path) : NULL;

		if (row && row->split <= SERVICE_BY_PAGE) {
			*out = (struct service_entry){ .name = image_text(rd, row->name),
				.split = (enum service_split)row->split,
				.depth = (int)(row->depth & 0xff),
				.kind = image_text(rd, row->kind),
				.operator_id = image_text(rd, row->operator_id),
				.operator_name = image_text(rd, row->operator_name) };
			return true;
		}
	} while (name_up(&host));
	return false;
}
