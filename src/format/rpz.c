/* SPDX-License-Identifier: Apache-2.0 */
/* One line an entry:
 *   bad.example CNAME . ; below=1 until=2026-12-21T00:00:00Z key=K3 why=phishing; ask ...
 * The records that follow from it (names below, the reason) are written after it and passed over in reading. */
#include "format/rpz.h"

#include <stdio.h>

#include "base/limit.h"
#include "format/ip.h"

#define MARK      "; bailiwick-rpz 1"
#define BLOCKED   "_blocked."
#define KEYS_MOST 660 /* of 20 letters */

static bool name_ok(struct str s)
{
	size_t label = 0, labels = 0;

	if (!s.n || s.n > LIMIT_HOST_BYTES)
		return false;
	for (size_t i = 0; i <= s.n; i++) {
		char c = i < s.n ? s.p[i] : '.';

		if (c == '.') {
			if (!label || label > LIMIT_LABEL_BYTES)
				return false;
			labels++;
			label = 0;
		} else if (ch_digit(c) || ch_lower(c) || c == '-' || c == '_') {
			label++;
		} else {
			return false;
		}
	}
	return labels >= 2; /* a whole top-level domain is no entry */
}

static bool words_ok(struct str s, size_t most)
{
	if (s.n > most)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~' || s.p[i] == '"' || s.p[i] == '\\')
			return false;
	return true;
}

static bool key_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ch_alnum(s.p[i]) && s.p[i] != '+')
			return false;
	return s.n && s.n <= KEYS_MOST;
}

static struct str bad_owner(void)
{
	return (struct str){ NULL, 0 };
}

/* "32.4.2.0.192.rpz-ip": prefix length, then the parts of the address from the last to the first. */
static struct str ip_owner(struct arena *a, struct str text)
{
	char out[100];
	struct ip ip;
	size_t n = 0;

	if (!ip_parse(text, &ip))
		return bad_owner();
	n += (size_t)snprintf(out, sizeof(out), "%d", ip.n * 8);
	if (ip.n == 4) {
		for (int i = 3; i >= 0; i--)
			n += (size_t)snprintf(out + n, sizeof(out) - n, ".%u", ip.b[i]);
	} else {
		int run = 0, best = 0, at = -1;

		for (int i = 0; i < 8; i++) { /* the longest run of zero groups becomes zz */
			run = ip.b[2 * i] || ip.b[2 * i + 1] ? 0 : run + 1;
			if (run > best) {
				best = run;
				at = i - run + 1;
			}
		}
		for (int i = 7; i >= 0; i--) {
			if (best > 1 && i >= at && i < at + best) {
				if (i == at)
					n += (size_t)snprintf(out + n, sizeof(out) - n, ".zz");
				continue;
			}
			n += (size_t)snprintf(out + n, sizeof(out) - n, ".%x",
				ip.b[2 * i] << 8 | ip.b[2 * i + 1]);
		}
	}
	return arena_printf(a, "%.*s.rpz-ip", (int)n, out);
}

int rpz_owners(struct arena *a, const struct rpz_zone *z, const struct rpz_entry *x,
	struct str owners[RPZ_OWNERS], bool txt[RPZ_OWNERS], size_t *n, struct err *e)
{
	*n = 0;
	txt[0] = txt[1] = txt[2] = false;
	owners[(*n)++] = x->address ? ip_owner(a, x->name) : arena_dup(a, x->name);
	if (x->below && !x->address)
		owners[(*n)++] = arena_printf(a, "*.%.*s", STR_ARG(x->name));
	if (x->why.n && !x->address) {
		txt[*n] = true;
		owners[(*n)++] = arena_printf(a, BLOCKED "%.*s", STR_ARG(x->name));
	}
	for (size_t i = 0; i < *n; i++) {
		if (!owners[i].p)
			return err_nomem(e);
		if (owners[i].n + 1 + z->origin.n > LIMIT_HOST_BYTES && i == 0)
			return err_set(e, BW_EINVALID,
				"the name is too long to stand in the zone '%.*s'",
				STR_ARG(z->origin));
	}
	/* what is too long to have a companion stands alone */
	while (*n > 1 && owners[*n - 1].n + 1 + z->origin.n > LIMIT_HOST_BYTES)
		(*n)--;
	return BW_OK;
}

static size_t place(const struct rpz_zone *z, struct str name, bool *there)
{
	size_t lo = 0, hi = z->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(z->v[mid].name, name);

		if (!c) {
			*there = true;
			return mid;
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*there = false;
	return lo;
}

static int grow(struct arena *a, struct rpz_zone *z, struct err *e)
{
	size_t cap = z->cap ? z->cap * 2 : 64;
	struct rpz_entry *v;

	if (z->n < z->cap)
		return BW_OK;
	v = ARENA_ARRAY(a, struct rpz_entry, cap);
	if (!v)
		return err_nomem(e);
	if (z->n)
		memcpy(v, z->v, z->n * sizeof(*v));
	z->v = v;
	z->cap = cap;
	return BW_OK;
}

static int check(
	struct arena *a, const struct rpz_zone *z, const struct rpz_entry *x, struct err *e)
{
	char q[QUOTE_ROOM(80)];
	struct str owners[RPZ_OWNERS];
	bool txt[RPZ_OWNERS];
	struct ip ip;
	size_t n;

	str_quote(x->name, 80, q);
	if (x->address ? !ip_parse(x->name, &ip) : !name_ok(x->name))
		return err_set(e, BW_EINVALID, "'%s' cannot stand in a response policy zone", q);
	if (!key_ok(x->key) || !words_ok(x->why, RPZ_WHY_MOST))
		return err_set(e, BW_EINVALID, "the note on '%s' cannot stand in a zone file", q);
	return rpz_owners(a, z, x, owners, txt, &n, e);
}

static bool has_key(struct str keys, struct str key)
{
	struct str one;

	while (str_cut(&keys, '+', &one))
		if (str_eq(one, key))
			return true;
	return false;
}

static bool later(int64_t a, int64_t b)
{
	return b != CLOCK_NONE && (a == CLOCK_NONE || a > b);
}

/* The entry that stands there, joined by ${x}. */
static int join(
	struct arena *a, struct rpz_entry *to, const struct rpz_entry *x, bool *same, struct err *e)
{
	bool known = has_key(to->key, x->key);
	bool longer = later(x->until_s, to->until_s);
	struct str keys = to->key;

	*same = known && !longer && (to->below || !x->below);
	to->below |= x->below;
	if (longer)
		to->until_s = x->until_s;
	if (known)
		return BW_OK;
	if (keys.n + 1 + x->key.n > KEYS_MOST)
		return err_set(e, BW_ELIMIT, "too many letters ask for the same name");
	to->key = arena_printf(a, "%.*s+%.*s", STR_ARG(keys), STR_ARG(x->key));
	return to->key.p ? BW_OK : err_nomem(e);
}

int rpz_add(
	struct arena *a, struct rpz_zone *z, const struct rpz_entry *x, bool *same, struct err *e)
{
	struct rpz_entry copy = *x;
	bool there;
	size_t at;
	int rc = check(a, z, x, e);

	*same = false;
	if (rc)
		return rc;
	at = place(z, x->name, &there);
	if (there)
		return join(a, &z->v[at], x, same, e);
	copy.name = arena_dup(a, x->name);
	copy.key = arena_dup(a, x->key);
	copy.why = arena_dup(a, x->why);
	if (!copy.name.p || !copy.key.p || !copy.why.p)
		return err_nomem(e);
	rc = grow(a, z, e);
	if (rc)
		return rc;
	memmove(z->v + at + 1, z->v + at, (z->n - at) * sizeof(*z->v));
	z->v[at] = copy;
	z->n++;
	return BW_OK;
}

int rpz_remove(struct arena *a, struct rpz_zone *z, struct str name, struct str key, bool *gone,
	struct err *e)
{
	struct str keys, one, rest = { NULL, 0 };
	bool there;
	size_t at = place(z, name, &there);

	*gone = !there;
	if (!there || !has_key(z->v[at].key, key))
		return BW_OK;
	keys = z->v[at].key;
	while (str_cut(&keys, '+', &one)) {
		if (str_eq(one, key))
			continue;
		rest = rest.n ? arena_printf(a, "%.*s+%.*s", STR_ARG(rest), STR_ARG(one)) : one;
		if (!rest.p)
			return err_nomem(e);
	}
	if (rest.n) {
		z->v[at].key = rest;
		return BW_OK;
	}
	memmove(z->v + at, z->v + at + 1, (z->n - at - 1) * sizeof(*z->v));
	z->n--;
	*gone = true;
	return BW_OK;
}

size_t rpz_expire(struct rpz_zone *z, int64_t now_s, const struct rpz_entry **ended)
{
	size_t kept = 0, was = z->n, gone = 0;

	*ended = NULL;
	for (size_t i = 0; i < was; i++)
		if (z->v[i].until_s == CLOCK_NONE || z->v[i].until_s > now_s) {
			struct rpz_entry x = z->v[i];

			/* those that ended stay behind those that stay, in some order */
			z->v[i] = z->v[kept];
			z->v[kept++] = x;
		} else {
			gone++;
		}
	z->n = kept;
	if (gone)
		*ended = z->v + kept;
	return gone;
}

const struct rpz_entry *rpz_find(const struct rpz_zone *z, struct str name)
{
	bool there;
	size_t at = place(z, name, &there);

	return there ? &z->v[at] : NULL;
}

static int write_entry(const struct rpz_zone *z, const struct rpz_entry *x, struct arena *a,
	struct buf *out, struct err *e)
{
	struct str owners[RPZ_OWNERS];
	bool txt[RPZ_OWNERS];
	char until[CLOCK_TEXT];
	size_t n;
	int rc = rpz_owners(a, z, x, owners, txt, &n, e);

	if (rc)
		return rc;
	buf_add(out, owners[0]);
	buf_printf(out, " CNAME . ; name=%.*s below=%d until=%s key=%.*s why=%.*s\n",
		STR_ARG(x->name), x->below, clock_format(x->until_s, until), STR_ARG(x->key),
		STR_ARG(x->why));
	for (size_t i = 1; i < n; i++) {
		buf_add(out, owners[i]);
		if (txt[i])
			buf_printf(out, " TXT \"%.*s\"\n", STR_ARG(x->why));
		else
			buf_addz(out, " CNAME .\n");
	}
	return BW_OK;
}

int rpz_write(struct rpz_zone *z, int64_t now_s, struct buf *out, struct err *e)
{
	uint32_t time = (uint32_t)now_s;
	struct arena a;
	int rc = BW_OK;

	z->serial = (int32_t)(time - z->serial) > 0 ? time : z->serial + 1;
	if (!z->serial) /* some servers take 0 for "none yet" */
		z->serial = 1;
	buf_printf(out,
		"$ORIGIN %.*s.\n$TTL 300\n" MARK "\n"
		"; Written by a program: what is changed here by hand is refused at the next "
		"change.\n"
		"@ SOA localhost. hostmaster.localhost. %u 600 120 604800 300\n@ NS localhost.\n",
		STR_ARG(z->origin), z->serial);
	arena_init(&a, 0);
	for (size_t i = 0; i < z->n && !rc; i++) {
		rc = write_entry(z, &z->v[i], &a, out, e);
		arena_reset(&a);
	}
	arena_done(&a);
	return rc ? rc : buf_check(out, "the response policy zone", e);
}

/* "key=value " off the front; the last field takes the rest. */
static bool field(struct str *rest, const char *key, bool last, struct str *out)
{
	size_t end;

	if (!str_starts(*rest, str_of(key)))
		return false;
	*rest = str_from(*rest, strlen(key));
	end = last ? rest->n : str_find_byte(*rest, ' ', 0);
	if (end == SIZE_MAX)
		return false;
	*out = str_sub(*rest, 0, end);
	*rest = str_from(*rest, last ? end : end + 1);
	return true;
}

static int read_entry(struct arena *a, struct rpz_zone *z, struct str note, struct err *e)
{
	struct rpz_entry x = { .until_s = CLOCK_NONE };
	struct str below, until;
	struct ip ip;
	bool same;

	if (!field(&note, "name=", false, &x.name) || !field(&note, "below=", false, &below) ||
		!field(&note, "until=", false, &until) || !field(&note, "key=", false, &x.key) ||
		!field(&note, "why=", true, &x.why))
		return err_set(e, BW_EPARSE, "an entry without its note");
	x.below = str_is(below, "1");
	x.address = ip_parse(x.name, &ip);
	if (until.n && !clock_parse(until, &x.until_s))
		return err_set(e, BW_EPARSE, "a time that is none");
	if (z->n && str_cmp(z->v[z->n - 1].name, x.name) >= 0)
		return err_set(e, BW_EPARSE, "entries out of order");
	return rpz_add(a, z, &x, &same, e);
}

static bool serial_of(struct str line, uint32_t *out)
{
	struct str word;
	uint64_t n;

	for (int i = 0; i < 4; i++)
		if (!str_cut(&line, ' ', &word))
			return false;
	if (!str_cut(&line, ' ', &word) || !str_u64(word, &n) || n > UINT32_MAX)
		return false;
	*out = (uint32_t)n;
	return true;
}

static int read_line(
	struct arena *a, struct rpz_zone *z, struct str line, bool *marked, struct err *e)
{
	size_t note = str_find(line, STR(" CNAME . ; "), 0);

	if (str_is(line, MARK)) {
		*marked = true;
		return BW_OK;
	}
	if (!line.n || line.p[0] == ';' || line.p[0] == '$' || str_is(line, "@ NS localhost."))
		return BW_OK;
	if (str_starts(line, STR("@ SOA ")))
		return serial_of(line, &z->serial)
			       ? BW_OK
			       : err_set(e, BW_EPARSE, "an SOA without a serial");
	if (note != SIZE_MAX)
		return read_entry(a, z, str_from(line, note + 11), e);
	if (str_starts(line, STR("*.")) && str_ends(line, STR(" CNAME .")))
		return BW_OK; /* follows from the entry before it */
	if (str_starts(line, STR(BLOCKED)) && str_find(line, STR(" TXT \""), 0) != SIZE_MAX)
		return BW_OK;
	return err_set(e, BW_EPARSE, "a line that this program did not write");
}

int rpz_parse(
	struct arena *a, struct str origin, struct str text, struct rpz_zone *out, struct err *e)
{
	bool marked = false;
	struct str line;
	size_t at = 0;

	memset(out, 0, sizeof(*out));
	if (!name_ok(origin) && !(origin.n && str_find_byte(origin, '.', 0) == SIZE_MAX))
		return err_set(e, BW_EINVALID, "the zone's name cannot stand in the DNS");
	out->origin = arena_dup(a, origin);
	if (!out->origin.p)
		return err_nomem(e);
	if (text.n > LIMIT_RPZ_BYTES)
		return err_set(
			e, BW_ELIMIT, "the zone file is larger than %u bytes", LIMIT_RPZ_BYTES);
	while (str_cut(&text, '\n', &line)) {
		int rc;

		at++;
		if (line.n > LIMIT_RPZ_LINE)
			return err_set(e, BW_ELIMIT, "line %zu of the zone file is too long", at);
		rc = read_line(a, out, line, &marked, e);
		if (rc)
			return err_prefix(e, "line %zu of the zone file: ", at);
	}
	if (out->n && !marked)
		return err_set(e, BW_EPARSE,
			"the zone file was not written by this program; name another file");
	return BW_OK;
}
