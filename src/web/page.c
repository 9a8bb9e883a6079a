/* SPDX-License-Identifier: Apache-2.0 */
#include "web/page.h"

#include "base/limit.h"
#include "domain/site.h"
#include "web/inner.h"
#include "web/session.h"
#include "web/tongue.h"

#define FLASH_MOST 300

static const struct {
	const char *path, *message;
	enum permission may;
	const char *key; /* after g */
} places[] = {
	{ "/", N_("Start"), PERMISSION_EXPLAIN, "h" },
	{ "/queue", N_("Queue"), PERMISSION_CASE_READ, "q" },
	{ "/due", N_("Due"), PERMISSION_NOTICE_READ, "d" },
	{ "/approvals", N_("Approvals"), PERMISSION_DECISION_APPROVE, "a" },
	{ "/letters", N_("Letters"), PERMISSION_NOTICE_READ, "l" },
	{ "/contacts", N_("Contacts"), PERMISSION_ACTOR_READ, "c" },
	{ "/appeals", N_("Appeals"), PERMISSION_APPEAL_READ, "e" },
	{ "/notifiers", N_("Notifiers"), PERMISSION_NOTIFIER_READ, "n" },
	{ "/rules", N_("Rules"), PERMISSION_RULE_READ, "r" },
	{ "/people", N_("People"), PERMISSION_PERSON_READ, "p" },
	{ "/policies", N_("Policies"), PERMISSION_POLICY_READ, "o" },
	{ "/explain", N_("Explain a name"), PERMISSION_EXPLAIN, "x" },
	{ "/report", N_("Report something"), PERMISSION_REPORT_FILE, "f" },
	{ "/operators", N_("Operators"), PERMISSION_EXPLAIN, "w" },
	{ "/figures", N_("Figures"), PERMISSION_FIGURES_READ, "t" },
	{ "/ledger", N_("Public log"), PERMISSION_LEDGER_READ, "v" },
};

static const char *say(const void *ctx, const char *message)
{
	return tongue_say(ctx, message);
}

struct str page_policy(const char *type)
{
	if (strncmp(type, "text/html", 9) != 0)
		return STR("default-src 'none'; frame-ancestors 'none'; sandbox");
	return STR(
		"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
		"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
}

/* What the page before wanted to be told; told once. */
static void flash(struct request *r, struct reply *out, struct html *h)
{
	struct str raw = http_cookie(r->f->field[HTTP_COOKIE], STR("flash"));
	char text[FLASH_MOST + 1];
	size_t n = raw.n && raw.n <= FLASH_MOST ? http_decode(raw, false, text) : SIZE_MAX;

	if (!raw.p)
		return;
	reply_field(out, "Set-Cookie", STR("flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"));
	if (n == SIZE_MAX)
		return;
	text[n] = 0;
	html_put(h, "<p class=\"say good\" role=\"status\">%m</p>\n", text);
}

static void escape(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (ch_alnum(s.p[i]) || c == '-' || c == '.') {
			buf_addc(b, s.p[i]);
		} else {
			buf_addc(b, '%');
			buf_addc(b, hex[c >> 4]);
			buf_addc(b, hex[c & 15]);
		}
	}
}

struct str page_escape(struct request *r, struct str value)
{
	struct str s = STR("");
	struct buf b;

	buf_init(&b, value.n * 3 + 1);
	escape(&b, value);
	if (!b.bad)
		s = arena_dup(r->a, buf_str(&b));
	buf_done(&b);
	return s;
}

void page_flash(struct reply *out, const char *message)
{
	struct buf b;

	buf_init(&b, FLASH_MOST + 100);
	buf_addz(&b, "flash=");
	escape(&b, str_of(message));
	buf_addz(&b, "; Path=/; Max-Age=60; HttpOnly; SameSite=Strict");
	if (!b.bad)
		reply_field(out, "Set-Cookie", buf_str(&b));
	buf_done(&b);
}

static void navigation(struct request *r, struct html *h, const char *here)
{
	html_put(h,
		"<header class=\"top\">\n<a class=\"brand\" href=%u><svg viewBox=\"0 0 24 24\" "
		"aria-hidden=\"true\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
		"stroke-linejoin=\"round\"><path d=\"M12 2.5 20 6v6c0 5-3.4 8.2-8 9.5C7.4 20.2 4 "
		"17 "
		"4 12V6z\"></path><path d=\"M8 12l3 3 5-6\" stroke-linecap=\"round\"></path></svg>"
		"Bailiwick</a>\n"
		"<nav aria-label=\"%m\"><ul class=\"nav\">\n",
		STR("/"), N_("Main"));
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (!who_may(&r->who, places[i].may))
			continue;
		html_put(
			h, "<li><a data-key=\"%z\" href=%u", places[i].key, str_of(places[i].path));
		if (!strcmp(here, places[i].path))
			html_put(h, " aria-current=\"page\"");
		html_put(h, ">%m</a></li>\n", places[i].message);
	}
	html_put(h, "</ul></nav>\n<div class=\"end\">");
	if (r->session.there) {
		html_put(h, "<a href=%u>%s</a>\n", STR("/account"), r->session.name);
		page_form(r, h, STR("/signout"));
		html_put(h, "<button class=\"quiet\">%m</button></form>\n", N_("Sign out"));
	} else {
		html_put(h, "<a href=%u>%m</a>\n", STR("/signin"), N_("Sign in"));
	}
	html_put(h, "</div>\n</header>\n");
}

/* What page.js listens to; nothing that a link or a button does not do. */
static void keys(struct request *r, struct html *h)
{
	static const struct {
		const char *key, *what;
	} list[] = { { "j", N_("next row") }, { "k", N_("row before") }, { "Enter", N_("open it") },
		{ "x", N_("choose it") }, { "/", N_("search") }, { "?", N_("this list") } };

	if (!r->session.there || !assets_path(r->web->set->assets, "page.js").n)
		return;
	html_put(h,
		"<dialog id=\"keys\" aria-labelledby=\"keys-h\"><h2 id=\"keys-h\">%m</h2>\n<dl "
		"class=\"pairs\">",
		N_("Keys"));
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		html_put(h, "<dt><kbd>%z</kbd></dt><dd>%m</dd>\n", list[i].key, list[i].what);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (who_may(&r->who, places[i].may))
			html_put(h, "<dt><kbd>g</kbd> <kbd>%z</kbd></dt><dd>%m</dd>\n",
				places[i].key, places[i].message);
	html_put(h,
		"</dl>\n<form method=\"dialog\"><button class=\"main\">%m</button></form>"
		"</dialog>\n",
		N_("Close"));
}

void page_begin(struct request *r, struct reply *out, const struct page_look *look, struct html *h)
{
	const struct assets *assets = r->web->set->assets;
	struct str css = assets_path(assets, "style.css"), icon = assets_path(assets, "icon.svg"),
		   js = assets_path(assets, "page.js");

	out->type = "text/html; charset=utf-8";
	html_init(h, &out->body);
	h->say = say;
	h->ctx = r->tongue;
	buf_addz(&out->body, "<!doctype html>\n");
	html_put(h,
		"<html lang=\"%z\" dir=\"%z\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
		r->tongue->code, r->tongue->right_to_left ? "rtl" : "ltr");
	if (look->subject.n)
		html_put(h, "%s · ", look->subject);
	html_put(h, "%m · Bailiwick</title>\n", look->title);
	if (css.n)
		html_put(h, "<link rel=\"stylesheet\" href=%u>\n", css);
	if (icon.n)
		html_put(h, "<link rel=\"icon\" href=%u>\n", icon);
	if (js.n)
		html_put(h, "<script src=%u defer></script>\n", js);
	html_put(h, "</head>\n<body>\n<a class=\"skip\" href=%u>%m</a>\n", STR("#main"),
		N_("Skip to the content"));
	navigation(r, h, look->here);
	html_put(h, "<main id=\"main\" class=\"%z\">\n",
		look->wide     ? "wide"
		: look->narrow ? "narrow"
			       : "");
	flash(r, out, h);
}

/* The same address in another language. */
static void languages(struct request *r, struct html *h)
{
	html_put(h, "<nav aria-label=\"%m\"><ul class=\"nav\">\n", N_("Languages"));
	for (size_t i = 0; i < tongues_n; i++) {
		struct str link = arena_printf(r->a, "?lang=%s", tongues[i].code),
			   rest = r->f->query, part;

		while (rest.n && str_cut(&rest, '&', &part))
			if (!str_starts(part, STR("lang=")) && link.p)
				link = arena_printf(
					r->a, "%.*s&%.*s", STR_ARG(link), STR_ARG(part));
		html_put(h, "<li><a href=%u lang=\"%z\" hreflang=\"%z\">%z</a></li>\n", link,
			tongues[i].code, tongues[i].code, tongues[i].name);
	}
	html_put(h, "</ul></nav>\n");
}

int page_end(struct request *r, struct reply *out, struct html *h, struct err *e)
{
	struct str lang = http_query_raw(r->f->query, STR("lang"));

	html_put(h, "</main>\n<footer class=\"foot\">\n");
	languages(r, h);
	keys(r, h);
	html_put(h,
		"<p class=\"small\">Bailiwick %z · <a "
		"href=%u>API</a></p>\n</footer>\n</body>\n</html>\n",
		BAILIWICK_VERSION, STR("/api"));
	if (lang.n && tongue_named(lang))
		reply_field(out, "Set-Cookie",
			arena_printf(r->a, "lang=%s; Path=/; Max-Age=31536000; SameSite=Lax",
				r->tongue->code));
	return html_check(h, e);
}

int page_problem(struct request *r, struct reply *out, unsigned status, const struct err *e)
{
	static const struct {
		unsigned status;
		const char *title;
	} titles[] = { { 400, N_("That could not be read") }, { 401, N_("Please sign in") },
		{ 403, N_("Not permitted") }, { 404, N_("There is nothing here") },
		{ 405, N_("That cannot be done here") }, { 409, N_("It changed in the meantime") },
		{ 429, N_("Too many attempts") }, { 503, N_("Not possible right now") } };
	struct page_look look = { .title = N_("Something went wrong"), .here = "" };
	struct err ignored;
	struct html h;

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (titles[i].status == status)
			look.title = titles[i].title;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p class=\"say bad\">%z</p>\n", look.title, e->text);
	if (status == 401)
		html_put(&h, "<p><a href=%u>%m</a></p>\n", STR("/signin"), N_("Sign in"));
	html_put(&h, "<p class=\"small soft\">%m <code>%z</code></p>\n",
		N_("If you ask about this, name"),
		arena_printf(r->a, "%016llx", (unsigned long long)r->f->request_id).p);
	return page_end(r, out, &h, &ignored);
}

void page_form(struct request *r, struct html *h, struct str action)
{
	html_put(h, "<form method=\"post\" action=%u>", action);
	if (r->session.there)
		html_put(h, "<input type=\"hidden\" name=\"csrf\" value=\"%z\">", r->session.csrf);
}

void page_field(struct html *h, const char *name, const char *label, const char *type,
	struct str value, const char *hint)
{
	html_put(h, "<div class=\"field\"><label for=\"f-%z\">%m</label>", name, label);
	if (hint)
		html_put(h, "<p class=\"hint\" id=\"h-%z\">%m</p>", name, hint);
	html_put(h, "<input id=\"f-%z\" name=\"%z\" type=\"%z\" value=\"%s\"", name, name, type,
		value);
	if (hint)
		html_put(h, " aria-describedby=\"h-%z\"", name);
	html_put(h, "></div>\n");
}

void page_name(struct html *h, const struct site *s)
{
	bool differs = s->u_host.n && !str_eq(s->u_host, s->host);

	if (differs && str_find(s->id, s->host, 0) == SIZE_MAX)
		differs = false;
	html_put(h, "<bdi class=\"foreign\">%s</bdi>", differs ? s->u_host : s->id);
	if (differs)
		html_put(h, " <bdi class=\"foreign soft\">(%s)</bdi>", s->host);
	if (s->lookalike.of.p)
		html_put(h, " <span class=\"tag warn\">%m <bdi>%s</bdi></span>", N_("looks like"),
			s->lookalike.of);
}

void page_defanged(struct html *h, struct str url)
{
	size_t colon = str_find(url, STR("://"), 0), host = colon == SIZE_MAX ? 0 : colon + 3,
	       end = str_find_byte(url, '/', host), dot;

	if (end == SIZE_MAX)
		end = url.n;
	html_put(h, "<bdi class=\"foreign\">");
	if (str_starts_nocase(url, STR("http")))
		html_put(h, "hxxp%s://", str_sub(url, 4, colon == SIZE_MAX ? 0 : colon - 4));
	else if (host)
		html_put(h, "%s", str_sub(url, 0, host));
	dot = str_rfind_byte(str_sub(url, 0, end), '.');
	if (dot != SIZE_MAX && dot >= host)
		html_put(h, "%s[.]%s", str_sub(url, host, dot - host), str_from(url, dot + 1));
	else
		html_put(h, "%s", str_from(url, host));
	html_put(h, "</bdi>");
}

void page_time(struct html *h, int64_t at_s)
{
	char full[CLOCK_TEXT], shown[CLOCK_TEXT];

	if (at_s == CLOCK_NONE)
		return;
	clock_format(at_s, full);
	memcpy(shown, full, sizeof(shown));
	shown[10] = ' ';
	shown[16] = 0;
	html_put(h, "<time datetime=\"%z\"><bdi>%z</bdi></time>", full, shown);
}

void page_more(struct request *r, struct html *h, struct str after)
{
	struct str link = arena_printf(r->a, "?after=%.*s", STR_ARG(after)), rest = r->f->query,
		   part;

	while (rest.n && str_cut(&rest, '&', &part))
		if (!str_starts(part, STR("after=")) && link.p)
			link = arena_printf(r->a, "%.*s&%.*s", STR_ARG(link), STR_ARG(part));
	html_put(h, "<p class=\"pages\"><a rel=\"next\" href=%u>%m</a></p>\n", link,
		N_("Next page"));
}
