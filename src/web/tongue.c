/* SPDX-License-Identifier: Apache-2.0 */
#include "web/tongue.h"

#include "web/request.h"

const struct tongue *tongue_named(struct str code)
{
	for (size_t i = 0; i < tongues_n; i++)
		if (str_eq_nocase(code, str_of(tongues[i].code)))
			return &tongues[i];
	return NULL;
}

/* The best of "pt-BR,pt;q=0.9,en;q=0.5" that we have; of equals the first (RFC 9110 12.5.4, RFC 4647 3.4). */
static const struct tongue *negotiated(struct str accept)
{
	const struct tongue *best = NULL;
	int best_q = 0;
	struct str part;

	while (accept.n && str_cut(&accept, ',', &part)) {
		struct str range = str_trim(str_sub(part, 0, str_find_byte(part, ';', 0))), main;
		const struct tongue *t;
		struct str q = str_from(part, str_find(part, STR("q="), 0));
		int weight = 1000;

		main = str_sub(range, 0, str_find_byte(range, '-', 0));
		t = tongue_named(main);
		if (q.n > 2)
			weight = q.p[2] == '1'                 ? 1000
				 : q.n > 4 && ch_digit(q.p[4]) ? (q.p[4] - '0') * 100
							       : 0;
		if (t && weight > best_q) {
			best = t;
			best_q = weight;
		}
	}
	return best;
}

const struct tongue *tongue_of(const struct request *r)
{
	const struct tongue *t = tongue_named(http_query_raw(r->f->query, STR("lang")));

	if (!t)
		t = tongue_named(http_cookie(r->f->field[HTTP_COOKIE], STR("lang")));
	if (!t)
		t = negotiated(r->f->field[HTTP_ACCEPT_LANGUAGE]);
	return t ? t : &tongues[0];
}

const char *tongue_say(const struct tongue *t, const char *message)
{
	size_t lo = 0, hi = t ? t->n : 0;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int d = strcmp(message, t->v[mid].id);

		if (d == 0)
			return t->v[mid].text;
		if (d < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return message;
}
