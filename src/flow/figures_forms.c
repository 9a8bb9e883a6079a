/* SPDX-License-Identifier: Apache-2.0 */
/* The same figures in the forms that rules ask for. */
#include "flow/figures.h"

static void cell(struct buf *b, bool open, uint64_t n)
{
	if (open || measure_shown(n))
		buf_printf(b, "%llu\n", (unsigned long long)n);
	else
		buf_printf(b, "<%d\n", MEASURE_FEWEST);
}

struct row {
	const char *part, *indicator, *scope;
	uint64_t n;
};

static void rows(struct buf *b, bool open, const struct row *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_printf(b, "%s,%s,%s,", v[i].part, v[i].indicator, v[i].scope);
		cell(b, open, v[i].n);
	}
}

/* Parts are named by what Regulation (EU) 2024/2835 asks in them; what a desk of ours does not do (orders,
 * own-initiative moderation, recommender figures) has no row rather than a zero. */
int figures_dsa_csv(const struct tally *f, bool open, struct buf *b, struct err *e)
{
	const struct row v[] = {
		{ "notices (art. 16)", "notices received", "all", f->reports },
		{ "notices (art. 16)", "notices on a matter known already", "all", f->folded },
		{ "notices (art. 16)", "actions taken on notices", "all",
			f->taken - f->by_effect[EFFECT_NOTHING] },
		{ "notices (art. 16)", "notices refused with reasons", "all", f->refused },
		{ "notices (art. 16)", "processed by automated means only", "all", f->automated },
		{ "complaints (art. 20)", "complaints received", "all", f->appeals_filed },
		{ "complaints (art. 20)", "decision upheld", "all", f->appeals[APPEAL_UPHELD] },
		{ "complaints (art. 20)", "decision changed", "all", f->appeals[APPEAL_CHANGED] },
		{ "complaints (art. 20)", "decision reversed", "all", f->appeals[APPEAL_REVERSED] },
		{ "complaints (art. 20)", "omitted or inadmissible", "all",
			f->appeals[APPEAL_INADMISSIBLE] },
	};

	buf_addz(b, "part,indicator,scope,value\n");
	rows(b, open, v, sizeof(v) / sizeof(v[0]));
	for (int c = 0; c < CLASS_COUNT; c++)
		if (f->by_class[c]) {
			buf_printf(b, "notices (art. 16),notices received,%s,", harm_class_text(c));
			cell(b, open, f->by_class[c]);
		}
	if (f->times.n && f->times.median_s != MEASURE_NEVER && (open || measure_shown(f->times.n)))
		buf_printf(b, "notices (art. 16),median time to act in hours,all,%.1f\n",
			(double)f->times.median_s / 3600);
	return buf_check(b, "the table", e);
}

int figures_spec11_csv(const struct tally *f, bool open, struct buf *b, struct err *e)
{
	static const enum harm_class threats[] = { CLASS_PHISHING, CLASS_MALWARE, CLASS_BOTNET,
		CLASS_SPAM };

	buf_addz(b, "threat,reports,names_found,decisions,actions_taken,median_hours_to_action\n");
	for (size_t i = 0; i < sizeof(threats) / sizeof(threats[0]); i++) {
		const enum harm_class c = threats[i];
		const uint64_t v[] = { f->by_class[c], f->opened_by_class[c],
			f->decided_by_class[c], f->acted_by_class[c] };
		const struct survival *x = &f->times_by_class[c];

		buf_addz(b, harm_class_text(c));
		for (size_t k = 0; k < sizeof(v) / sizeof(v[0]); k++)
			if (open || measure_shown(v[k]))
				buf_printf(b, ",%llu", (unsigned long long)v[k]);
			else
				buf_printf(b, ",<%d", MEASURE_FEWEST);
		if (x->n && x->median_s != MEASURE_NEVER && (open || measure_shown(x->n)))
			buf_printf(b, ",%.1f\n", (double)x->median_s / 3600);
		else
			buf_addz(b, ",\n");
	}
	return buf_check(b, "the table", e);
}
