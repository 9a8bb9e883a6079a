/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/mapping.h"

enum way { WAY_BOTH, WAY_READ, WAY_WRITE };

#define REASON_ANY (-2)

static const struct map {
	enum answer_system system;
	enum answer_kind kind;
	int reason;
	const char *status, *code;
	enum way way;
} maps[] = {
#define MAP(system, kind, reason, status, code, way) \
	{ SYSTEM_##system, ANSWER_##kind, REASON_##reason, status, code, WAY_##way },
#include "answer/mapping.def"
#undef MAP
};
#define MAPS (sizeof(maps) / sizeof(maps[0]))

static const struct informed {
	enum role role;
	const char *tag;
} informed[] = {
#define INFORMED(role, tag) { ROLE_##role, tag },
#include "answer/mapping.def"
#undef INFORMED
};
#define INFORMEDS (sizeof(informed) / sizeof(informed[0]))

const char *answer_system_text(int system)
{
	static const char *const words[] = { "aws", "cloudflare" };

	return system >= 0 && system < ANSWER_SYSTEM_COUNT ? words[system] : "?";
}

/* The row for exactly that reason; where there is none, the row for any; where that is missing too, the
 * row that knows no reasons at all. */
static const struct map *written(enum answer_system s, enum answer_kind k, int reason)
{
	const int try[] = { reason, REASON_ANY, REASON_NONE };

	for (size_t t = 0; t < sizeof(try) / sizeof(try[0]); t++)
		for (size_t i = 0; i < MAPS; i++)
			if (maps[i].system == s && maps[i].kind == k && maps[i].reason == try[t] &&
				maps[i].way != WAY_READ)
				return &maps[i];
	return NULL;
}

bool mapping_to(enum answer_system s, enum answer_kind k, int reason, const char **status,
	const char **code)
{
	const struct map *m = written(s, k, reason);

	if (!m)
		return false;
	*status = m->status;
	*code = m->code;
	return true;
}

static const struct map *read_as(enum answer_system s, struct str status, struct str code)
{
	for (size_t i = 0; i < MAPS; i++)
		if (maps[i].system == s && maps[i].way != WAY_WRITE &&
			str_is(status, maps[i].status) && str_is(code, maps[i].code))
			return &maps[i];
	return NULL;
}

bool mapping_from(
	enum answer_system s, struct str status, struct str code, enum answer_kind *k, int *reason)
{
	const struct map *m = status.n ? read_as(s, status, code) : NULL;

	if (!m && status.n)
		m = read_as(s, status, STR(""));
	if (!m)
		return false;
	*k = m->kind;
	*reason = m->reason;
	return true;
}

const char *mapping_misp(int role)
{
	for (size_t i = 0; i < INFORMEDS; i++)
		if ((int)informed[i].role == role)
			return informed[i].tag;
	return NULL;
}
