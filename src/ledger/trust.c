/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/trust.h"

#include <limits.h>

/* Words are parted by spaces and tabs; false at the end. */
static bool word_of(struct str *rest, struct str *out)
{
	size_t i = 0;

	while (i < rest->n && (rest->p[i] == ' ' || rest->p[i] == '\t'))
		i++;
	*rest = str_from(*rest, i);
	for (i = 0; i < rest->n && rest->p[i] != ' ' && rest->p[i] != '\t';)
		i++;
	*out = str_sub(*rest, 0, i);
	*rest = str_from(*rest, i);
	return out->n > 0;
}

/* A witness or group by its name; -1 where there is none. */
static int find(const struct trust *t, struct str name)
{
	for (size_t i = 0; i < t->witnesses; i++)
		if (str_eq(t->witness[i].name, name))
			return (int)i;
	for (size_t i = 0; i < t->groups; i++)
		if (str_eq(t->group[i].name, name))
			return TRUST_MOST + (int)i;
	return -1;
}

static const char *add_log(struct sha256 *s, struct trust *t, struct str rest)
{
	struct trust_key *k = &t->log[t->logs];
	struct str key;

	if (t->logs == TRUST_MOST)
		return "too many logs";
	*k = (struct trust_key){ 0 };
	if (!word_of(&rest, &key) || key_parse(s, key, &k->key, NULL) ||
		k->key.type != NOTE_ED25519)
		return "a log needs its Ed25519 key";
	(void)word_of(&rest, &k->url);
	k->name = k->key.name;
	t->logs++;
	return NULL;
}

static const char *add_witness(struct sha256 *s, struct trust *t, struct str rest)
{
	struct trust_key *k = &t->witness[t->witnesses];
	struct str name, key;

	if (t->witnesses == TRUST_MOST)
		return "too many witnesses";
	*k = (struct trust_key){ 0 };
	if (!word_of(&rest, &name) || str_is(name, "none") || find(t, name) >= 0)
		return "a witness needs a name of its own";
	if (!word_of(&rest, &key) || key_parse(s, key, &k->key, NULL) || k->key.type != NOTE_COSIGN)
		return "a witness needs its cosignature key";
	(void)word_of(&rest, &k->url);
	k->name = name;
	t->witnesses++;
	return NULL;
}

static bool taken(const struct trust *t, unsigned member)
{
	for (size_t i = 0; i <= t->groups && i < TRUST_MOST; i++)
		for (size_t j = 0; j < t->group[i].n; j++)
			if (t->group[i].member[j] == member)
				return true;
	return false;
}

static const char *add_group(struct trust *t, struct str rest)
{
	struct trust_group *g = &t->group[t->groups];
	struct str name, need, member;
	uint64_t k = 0;

	if (t->groups == TRUST_MOST)
		return "too many groups";
	*g = (struct trust_group){ 0 };
	if (!word_of(&rest, &name) || str_is(name, "none") || find(t, name) >= 0)
		return "a group needs a name of its own";
	if (!word_of(&rest, &need) ||
		(!str_is(need, "all") && !str_is(need, "any") && !str_u64(need, &k)))
		return "a group says 'all', 'any' or a number";
	while (word_of(&rest, &member)) {
		int m = find(t, member);

		if (m < 0)
			return "a group names somebody who is not known yet";
		if (taken(t, (unsigned)m))
			return "somebody is a member of two groups, or twice of one";
		if (g->n == TRUST_MOST)
			return "a group has too many members";
		g->member[g->n++] = (unsigned)m;
	}
	g->need = str_is(need, "all") ? (unsigned)g->n : str_is(need, "any") ? 1 : (unsigned)k;
	if (g->n == 0 || k > g->n || g->need == 0)
		return "a group wants none, or more than its members";
	g->name = name;
	t->groups++;
	return NULL;
}

static const char *line_of(struct sha256 *s, struct trust *t, struct str line, bool *quorum)
{
	struct str word, name;

	if (!word_of(&line, &word) || word.p[0] == '#')
		return NULL;
	if (str_is(word, "log"))
		return add_log(s, t, line);
	if (str_is(word, "witness"))
		return add_witness(s, t, line);
	if (str_is(word, "group"))
		return add_group(t, line);
	if (!str_is(word, "quorum"))
		return "there are log, witness, group and quorum";
	if (*quorum)
		return "there is a quorum already";
	if (!word_of(&line, &name))
		return "quorum needs a name, or none";
	*quorum = true;
	t->quorum = str_is(name, "none") ? -1 : find(t, name);
	return t->quorum < 0 && !str_is(name, "none") ? "quorum names somebody who is not known"
						      : NULL;
}

int trust_parse(struct sha256 *s, struct str text, struct trust *out, struct err *e)
{
	struct str rest = text, line;
	bool quorum = false;
	size_t n = 0;

	*out = (struct trust){ .quorum = -1 };
	while (str_cut(&rest, '\n', &line)) {
		const char *why = line_of(s, out, line, &quorum);

		n++;
		if (why)
			return err_set(e, BW_EPARSE, "line %zu of the trust policy: %s", n, why);
	}
	if (!quorum)
		return err_set(e, BW_EPARSE, "the trust policy has no quorum line");
	return out->logs ? BW_OK : err_set(e, BW_EPARSE, "the trust policy names no log");
}

int trust_one(struct sha256 *s, struct str vkey, struct trust *out, struct err *e)
{
	int rc;

	*out = (struct trust){ .quorum = -1, .logs = 1 };
	rc = key_parse(s, vkey, &out->log[0].key, e);
	if (!rc && out->log[0].key.type != NOTE_ED25519)
		rc = err_set(e, BW_EINVALID, "the key is a witness's, not a log's");
	out->log[0].name = out->log[0].key.name;
	return rc;
}

/* Groups name only what stands before them, so one pass from the first is enough. */
static bool reached(const struct trust *t, const struct key_mark *marks)
{
	bool group[TRUST_MOST] = { false };

	if (t->quorum < 0)
		return true;
	if (t->quorum < TRUST_MOST)
		return marks[t->quorum].signed_by;
	for (size_t i = 0; i < t->groups; i++) {
		unsigned have = 0;

		for (size_t j = 0; j < t->group[i].n; j++) {
			unsigned m = t->group[i].member[j];

			have += m < TRUST_MOST ? marks[m].signed_by : group[m - TRUST_MOST];
		}
		group[i] = have >= t->group[i].need;
	}
	return group[t->quorum - TRUST_MOST];
}

int trust_checkpoint(struct arena *a, const struct trust *t, struct str in, struct checkpoint *out,
	struct key_mark *marks, struct err *e)
{
	struct note_key key;
	char q[QUOTE_ROOM(100)];
	struct checkpoint c;
	struct note n;
	size_t log = 0, have = 0;
	int rc = note_parse(a, in, &n, e);

	if (!rc)
		rc = checkpoint_parse(n.text, &c, e);
	if (rc)
		return rc;
	while (log < t->logs && !str_eq(t->log[log].name, c.origin))
		log++;
	if (log == t->logs)
		return err_set(e, BW_EINVALID,
			"the checkpoint is of the log '%s', whose key is not among those given",
			str_quote(c.origin, 100, q));
	rc = key_checkpoint(a, in, &t->log[log].key, &n, &c, e);
	for (size_t i = 0; !rc && i < t->witnesses; i++) {
		key = t->witness[i].key;
		rc = key_check(&n, &key, 1, &marks[i], e);
		have += !rc && marks[i].signed_by;
	}
	if (!rc && !reached(t, marks))
		rc = err_set(e, BW_EINVALID,
			"the checkpoint has the cosignatures of %zu known witnesses, which is not "
			"the quorum",
			have);
	if (!rc)
		*out = c;
	return rc;
}
