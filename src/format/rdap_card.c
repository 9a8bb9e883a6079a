/* SPDX-License-Identifier: Apache-2.0 */
#include "format/rdap_card.h"

#include "base/utf8.h"
#include "format/rdap.h"

static bool shows_nothing(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
	       c == 0x2028 || c == 0x2029;
}

struct str rdap_clean(struct arena *a, struct str s, size_t max)
{
	struct str none = { NULL, 0 };
	size_t n = 0;
	bool space = false;
	char *p;

	if (!s.p)
		return none;
	p = arena_alloc(a, (s.n < max ? s.n : max) + 1);
	if (!p)
		return none;
	while (s.n) {
		uint32_t c;
		size_t k = utf8_decode(s, &c);

		if (k == 0) {
			s = str_from(s, 1);
			continue;
		}
		if (c == ' ' || shows_nothing(c)) {
			space = n > 0;
		} else {
			if (n + k + space > max)
				break;
			if (space)
				p[n++] = ' ';
			memcpy(p + n, s.p, k);
			n += k;
			space = false;
		}
		s = str_from(s, k);
	}
	return n ? str_make(p, n) : none;
}

/* One mailbox: something, one '@', a domain; no space, bracket, quote or control. */
struct str rdap_email(struct arena *a, struct str s)
{
	struct str none = { NULL, 0 };
	size_t at;

	s = str_trim(s);
	if (str_starts_nocase(s, STR("mailto:")))
		s = str_from(s, 7);
	at = str_find_byte(s, '@', 0);
	if (s.n > 254 || at == SIZE_MAX || at == 0 || at + 3 > s.n || !utf8_ok(s) ||
		str_find_byte(s, '@', at + 1) != SIZE_MAX ||
		str_find_byte(s, '.', at + 1) == SIZE_MAX || s.p[at + 1] == '.')
		return none;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f ||
			memchr("<>()[],;:\\\"", s.p[i], 11))
			return none;
	return arena_dup(a, s);
}

struct str rdap_web(struct arena *a, struct str s)
{
	struct str none = { NULL, 0 };

	s = str_trim(s);
	if (s.n > 1000 || s.n < 12 || !str_ascii(s) ||
		(!str_starts_nocase(s, STR("https://")) && !str_starts_nocase(s, STR("http://"))))
		return none;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f ||
			memchr("<>\"\\^`{|}", s.p[i], 9))
			return none;
	return arena_dup(a, s);
}

static struct str phone_number(struct arena *a, struct str s)
{
	struct str none = { NULL, 0 };
	size_t digits = 0;

	s = str_trim(s);
	if (str_starts_nocase(s, STR("tel:")))
		s = str_from(s, 4);
	if (s.n > 40)
		return none;
	for (size_t i = 0; i < s.n; i++) {
		digits += ch_digit(s.p[i]);
		if (!ch_digit(s.p[i]) && !memchr("+-.() ;=extEXT", s.p[i], 14))
			return none;
	}
	return digits >= 5 ? arena_dup(a, s) : none;
}

/* Words that stand where a name would, to say that there is none for us. */
static bool says_withheld(struct str s)
{
	static const char *const words[] = { "redacted", "data redacted", "data protected",
		"not disclosed", "statutory masking", "withheld for privacy", "gdpr masked",
		"gdpr redacted", "hidden upon user request", "non-public data" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_starts_nocase(s, str_of(words[i])))
			return true;
	return false;
}

static void take_name(struct arena *a, struct str raw, struct str *out, bool *redacted)
{
	struct str s = rdap_clean(a, raw, 200);

	if (s.n == 0 || says_withheld(s))
		*redacted = true;
	else if (!out->p)
		*out = s;
}

static bool type_has(const struct json *params, const char *what)
{
	const struct json *t = json_get(params, "type");

	if (!t)
		return false;
	if (t->type == JSON_STRING)
		return str_eq_nocase(t->text, str_of(what));
	if (t->type == JSON_ARRAY)
		JSON_EACH (x, t)
			if (x->type == JSON_STRING && str_eq_nocase(x->text, str_of(what)))
				return true;
	return false;
}

static void take_country(
	struct arena *a, const struct json *params, const struct json *value, struct rdap_card *out)
{
	struct str cc = str_trim(json_text(params, "cc")); /* RFC 8605 */
	const struct json *last = NULL;
	char two[2];

	if (!cc.n && value && value->type == JSON_ARRAY) {
		JSON_EACH (x, value)
			last = x;
		if (last && last->type == JSON_STRING)
			cc = str_trim(last->text);
	}
	if (cc.n != 2 || !ch_alpha(cc.p[0]) || !ch_alpha(cc.p[1]) || out->country.p)
		return;
	two[0] = (char)(cc.p[0] & ~0x20);
	two[1] = (char)(cc.p[1] & ~0x20);
	out->country = arena_dup(a, str_make(two, 2));
}

/* [name, params, type, value…]; false where it is none. */
static bool property(struct arena *a, const struct json *prop, struct rdap_card *out)
{
	const struct json *name = prop->type == JSON_ARRAY ? prop->first : NULL;
	const struct json *params = name ? name->next : NULL;
	const struct json *type = params ? params->next : NULL;
	const struct json *value = type ? type->next : NULL;
	struct str v;

	if (!value || name->type != JSON_STRING || params->type != JSON_OBJECT ||
		type->type != JSON_STRING)
		return false;
	if (str_eq_nocase(name->text, STR("adr"))) {
		take_country(a, params, value, out);
		return true;
	}
	/* A structured value (org with units): the first part is the organisation. */
	if (value->type == JSON_ARRAY)
		value = value->first;
	if (!value || value->type != JSON_STRING)
		return true;
	v = value->text;
	if (str_eq_nocase(name->text, STR("fn")))
		take_name(a, v, &out->fn, &out->redacted);
	else if (str_eq_nocase(name->text, STR("org")))
		take_name(a, v, &out->org, &out->redacted);
	else if (str_eq_nocase(name->text, STR("kind"))) {
		out->kind_org = str_eq_nocase(v, STR("org"));
		out->kind_person = str_eq_nocase(v, STR("individual"));
	} else if (str_eq_nocase(name->text, STR("email"))) {
		/* Some put the address of their form where the mailbox would be. */
		struct str web = rdap_web(a, v);

		if (web.p && !out->form.p)
			out->form = web;
		if (!out->email.p)
			out->email = rdap_email(a, v);
	} else if (str_eq_nocase(name->text, STR("contact-uri"))) {
		if (!out->form.p)
			out->form = rdap_web(a, v);
		if (!out->email.p && str_starts_nocase(v, STR("mailto:")))
			out->email = rdap_email(a, v);
	} else if (str_eq_nocase(name->text, STR("url"))) {
		if (!out->url.p)
			out->url = rdap_web(a, v);
	} else if (str_eq_nocase(name->text, STR("tel"))) {
		if (!out->phone.p && !type_has(params, "fax"))
			out->phone = phone_number(a, v);
	}
	return true;
}

/* First member's text of {"x": {"address": "…"}, …}. */
static struct str first_of(const struct json *card, const char *group, const char *member)
{
	const struct json *g = json_get(card, group);

	if (!g || g->type != JSON_OBJECT || !g->first)
		return (struct str){ NULL, 0 };
	return json_text(g->first, member);
}

/* JSContact (RFC 9553) as drafts for RDAP carry it. */
static void jscontact(struct arena *a, const struct json *card, struct rdap_card *out)
{
	struct str kind = json_text(card, "kind");
	struct str full = json_text(json_get(card, "name"), "full");
	struct str org = first_of(card, "organizations", "name");

	out->kind_org = str_eq_nocase(kind, STR("org"));
	out->kind_person = str_eq_nocase(kind, STR("individual"));
	if (full.p)
		take_name(a, full, &out->fn, &out->redacted);
	if (org.p)
		take_name(a, org, &out->org, &out->redacted);
	out->email = rdap_email(a, first_of(card, "emails", "address"));
	out->phone = phone_number(a, first_of(card, "phones", "number"));
	out->form = rdap_web(a, first_of(card, "links", "uri"));
}

bool rdap_card_read(struct arena *a, const struct json *entity, struct rdap_card *out)
{
	const struct json *card = json_get(entity, "vcardArray");
	const struct json *js = json_get(entity, "jscontact_card");
	const struct json *list;
	bool ok = true;

	*out = (struct rdap_card){ 0 };
	if (!card && js && js->type == JSON_OBJECT) {
		jscontact(a, js, out);
		return true;
	}
	if (!card)
		return true;
	list = card->type == JSON_ARRAY && card->first ? card->first->next : NULL;
	if (!list || list->type != JSON_ARRAY || card->first->type != JSON_STRING ||
		!str_eq_nocase(card->first->text, STR("vcard")))
		return false;
	JSON_EACH (prop, list)
		ok &= property(a, prop, out);
	return ok;
}
