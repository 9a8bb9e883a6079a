/* SPDX-License-Identifier: Apache-2.0 */
#include "format/text_words.h"

#include "format/text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A table of words: a word of ASCII letters matches whole words, any other anywhere. */
struct words {
	const char *const *v;
	size_t n;
};

static bool wordy(char c)
{
	return ch_alnum(c) || (unsigned char)c >= 0x80;
}

/* Is ${z}, lower case, at ${at}, and does the word end there? */
static bool word_here(struct str s, size_t at, const char *z)
{
	size_t n = 0;

	for (; z[n]; n++)
		if (at + n >= s.n || ch_tolower(s.p[at + n]) != z[n])
			return false;
	return at + n >= s.n || !wordy(s.p[at + n]) || !ch_alpha(z[n - 1]);
}

/* One pass over the places where a word may begin; words of ASCII begin where the byte before is none. */
static bool has_any(struct str s, struct words w)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = ch_tolower(s.p[i]);

		if (!wordy(c) || (ch_alpha(c) && i && wordy(s.p[i - 1])))
			continue;
		for (size_t k = 0; k < w.n; k++)
			if (w.v[k][0] == c && word_here(s, i, w.v[k]))
				return true;
	}
	return false;
}

#define WORDS(name, ...)                                       \
	static const char *const name##_v[] = { __VA_ARGS__ }; \
	static const struct words name = { name##_v, COUNT(name##_v) }

WORDS(header_names, "received", "return-path", "message-id", "from", "to", "cc", "subject",
	"reply-to", "delivered-to", "mime-version", "content-type", "dkim-signature", "x-mailer",
	"user-agent", "authentication-results", "x-originating-ip", "received-spf", "envelope-to",
	"sender", "enveloperecpient", "envelopesender", "helo", "accept", "referer", "cookie");

WORDS(elsewhere_labels, "reference", "references", "ref", "information", "info", "details",
	"contact", "contacts", "unsubscribe", "reply", "reporter", "reported by", "reported-from",
	"victim", "victims", "targeted", "attacked", "our", "phone", "fax", "schema", "schema-url",
	"feedback", "feedback_url", "tracking", "ticket", "whois", "proof", "screenshot",
	"screenshots", "virustotal", "urlscan", "evidence", "mailto", "w3", "web", "homepage",
	"dst", "destination", "dst_ip", "dst_url", "pgp", "pgp-key", "cc_ip", "policy", "terms",
	"webform", "signature", "notice", "note", "documentation", "specification", "rules",
	"report url", "report link", "case url", "logfiles", "logs", "telefon", "kontakt",
	"contacto", "contatto");

WORDS(genuine_labels, "genuine", "legitimate", "legit", "official", "original", "real",
	"original site", "echte", "originale", "legitim", "officiel", "legítimo", "oficial",
	"work url", "original work", "authorized example");

WORDS(brand_labels, "brand", "brands", "brand name", "impersonated", "imitated", "impersonating",
	"target brand", "targeted brand", "marque", "marke", "marca", "merk", "marka",
	"company targeted", "institution", "\345\223\201\347\211\214",
	"\343\203\226\343\203\251\343\203\263\343\203\211");

WORDS(date_labels, "date", "time", "timestamp", "detected", "observed", "first seen", "last seen",
	"first_seen", "seen", "tested on", "datum", "zeit", "zeitpunkt", "fecha", "hora", "heure",
	"data", "tijd", "\346\227\266\351\227\264", "\346\227\245\346\231\202",
	"\320\262\321\200\320\265\320\274\321\217", "\320\264\320\260\321\202\320\260");

WORDS(target_labels, "url", "urls", "uri", "uris", "link", "links", "lien", "liens", "enlace",
	"enlaces", "collegamento", "domain", "domains", "domaine", "domaines", "dominio",
	"dominios", "domini", "domein", "domena", "dom\303\244ne", "host", "hosts", "hostname",
	"hostnames", "website", "websites", "webseite", "webpage", "web page", "web site", "site",
	"sites", "sitio", "sito", "page", "pages", "seite", "p\303\241gina", "pagina", "ip", "ips",
	"ipv4", "ipv6", "address", "addresses", "adresse", "adres", "indirizzo", "direcci\303\263n",
	"endere\303\247o", "source", "src", "attacker", "offender", "offending", "infringing",
	"infringer", "infringers", "phishing", "malware", "malicious", "scam", "fraudulent",
	"indicator", "indicators", "ioc", "iocs", "observable", "target", "c2", "c&c", "ip_address",
	"src_ip", "source_ip", "source-ip", "source ip", "ip-address", "url_info", "ip address",
	"location", "\320\260\320\264\321\200\320\265\321\201", "\321\201\320\260\320\271\321\202",
	"\321\201\321\201\321\213\320\273\320\272", "\320\264\320\276\320\274\320\265\320\275",
	"\347\275\221\345\235\200", "\351\223\276\346\216\245", "\345\237\237\345\220\215",
	"\347\275\221\347\253\231", "\343\202\265\343\202\244\343\203\210",
	"\343\203\211\343\203\241\343\202\244\343\203\263",
	"\343\202\242\343\203\211\343\203\254\343\202\271", "\343\203\252\343\203\263\343\202\257");

enum text_label text_label_of(struct str label)
{
	for (size_t i = 0; i < header_names.n; i++)
		if (str_eq_nocase(label, str_of(header_names.v[i])))
			return LABEL_HEADER;
	if (has_any(label, brand_labels))
		return LABEL_BRAND;
	if (has_any(label, genuine_labels))
		return LABEL_GENUINE;
	if (has_any(label, elsewhere_labels))
		return LABEL_ELSEWHERE;
	if (has_any(label, date_labels))
		return LABEL_DATE;
	return has_any(label, target_labels) ? LABEL_TARGET : LABEL_OTHER;
}

WORDS(elsewhere_words, "more information", "further information", "information about",
	"information on", "additional information", "more details", "further details",
	"for details", "learn more", "read more", "visit", "please see", "see also", "available at",
	"obtained from", "contact", "reply", "respond", "unsubscribe", "opt out", "opt-out",
	"webform", "web form", "web interface", "feedback", "faq", "policy", "our website",
	"our site", "our web", "go to", "on behalf of", "support ticket", "guide", "manual",
	"advice", "advisory", "advisories", "key server", "tool", "tools", "specification",
	"stop receiving", "to pause", "pause this", "meer informatie", "plus d'info",
	"plus d'informations", "weitere informationen", "mehr informationen",
	"m\303\241s informaci\303\263n", "ulteriori informazioni", "mais informa\303\247\303\265es",
	"bezoek", "bezoek de", "besuchen", "visitez", "visite", "lees hierover", "register",
	"log in", "login to", "sign up", "customer", "our customer", "klant", "kunden", "client",
	"report online", "search", "follow these", "blacklist", "wiki", "twitter", "facebook page",
	"linkedin", "privacy", "disclaimer", "terms of", "learn how", "how to", "documentation",
	"documented at", "defined in", "described in", "format see", "format details", "parse",
	"screenshot", "has been reported to", "abuse-soc",
	"\320\277\320\276\320\264\321\200\320\276\320\261\320\275", "\350\257\246\346\203\205",
	"\350\251\263\347\264\260", "\350\251\263\343\201\227\343\201\217",
	"\346\233\264\345\244\232\344\277\241\346\201\257", "legitimate site is", "genuine site is",
	"official site is", "official website is", "real site is", "instead of", "download link",
	"following link", "clicking on");

bool text_points_elsewhere(struct str s)
{
	return has_any(s, elsewhere_words);
}

WORDS(source_words, "ip", "ips", "address", "addresses", "source", "sources", "host", "server",
	"attack", "attacks", "attacker", "from", "by", "adresse", "von", "origin", "originating",
	"origine", "desde", "dall'indirizzo", "da", "customer", "client", "machine", "bot",
	"system", "node", "computer", "van", "adres", "endere\303\247o", "direcci\303\263n",
	"about", "\320\260\320\264\321\200\320\265\321\201", "\321\201");

bool text_names_source(struct str before)
{
	size_t keep = before.n > 32 ? before.n - 32 : 0;

	return has_any(str_from(before, keep), source_words);
}

WORDS(file_endings, "exe", "dll", "php", "php3", "php5", "asp", "aspx", "jsp", "cgi", "htm", "html",
	"xhtml", "txt", "csv", "json", "xml", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx",
	"jpg", "jpeg", "png", "gif", "svg", "ico", "js", "css", "py", "pl", "rb", "sh", "bat",
	"cmd", "ps1", "vbs", "jar", "apk", "zip", "rar", "gz", "tar", "tgz", "iso", "img", "msi",
	"bin", "dat", "log", "conf", "ini", "eml", "msg", "rtf", "mp3", "mp4", "avi", "mkv",
	"torrent", "swf", "so", "c", "h", "java", "tmp", "bak", "sql", "db", "md", "yml", "yaml",
	"lnk", "scr", "local", "localdomain", "internal", "arpa", "invalid");

bool text_is_file_ending(struct str label)
{
	for (size_t i = 0; i < file_endings.n; i++)
		if (str_eq_nocase(label, str_of(file_endings.v[i])))
			return true;
	return false;
}

/* Standards, schemas, look-up services and mail software: what letters link to and nobody complains
 * about in a sentence.  Behind a label or defanged they count as any other. */
WORDS(reference_hosts, "w3.org", "ietf.org", "rfc-editor.org", "x-arf.org", "xarf.org", "acns.net",
	"iana.org", "icann.org", "wikipedia.org", "pgp.mit.edu", "openpgp.org", "gnupg.org",
	"virustotal.com", "urlscan.io", "phishtank.com", "abuseipdb.com", "spamcop.net",
	"spamhaus.org", "mxtoolbox.com", "apwg.org", "antiphishing.org", "us-cert.gov", "cisa.gov",
	"mitre.org", "maps.google.com", "support.google.com", "support.apple.com", "github.com",
	"mozilla.org", "schema.org", "schemas.microsoft.com", "go.microsoft.com", "aka.ms");

bool text_is_reference(struct str host)
{
	for (size_t i = 0; i < reference_hosts.n; i++) {
		struct str r = str_of(reference_hosts.v[i]);

		if (str_eq_nocase(host, r) ||
			(host.n > r.n + 1 && host.p[host.n - r.n - 1] == '.' &&
				str_eq_nocase(str_from(host, host.n - r.n), r)))
			return true;
	}
	return false;
}

/* What a letter says is wrong: word, harm, weight.  First letters are ASCII or the first byte of UTF-8. */
struct harm_word {
	const char *word, *harm;
	int weight;
};

static const struct harm_word harm_words[] = {
#define H(word, harm, weight) { word, harm, weight },
#include "format/text_harm.def"
#undef H
};

static unsigned harm_index(const char *const *kinds, size_t n, const char *harm)
{
	for (size_t i = 0; i < n; i++)
		if (kinds[i] == harm || !strcmp(kinds[i], harm))
			return (unsigned)i;
	return (unsigned)n;
}

#define KINDS 24

struct tally {
	const char *kinds[KINDS];
	int score[KINDS];
	size_t n;
};

static void count(struct tally *t, const char *harm, int by)
{
	unsigned k = harm_index(t->kinds, t->n, harm);

	if (k == t->n) {
		if (t->n == KINDS)
			return;
		t->kinds[t->n++] = harm;
		t->score[k] = 0;
	}
	/* a word repeated a hundred times says no more than said six times */
	if (t->score[k] < 120)
		t->score[k] += by;
}

static void look(struct str s, int factor, const struct harm_word *const *by_first, struct tally *t)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)ch_tolower(s.p[i]);

		if (c < 0x80 && (!ch_alnum((char)c) || (i && wordy(s.p[i - 1]))))
			continue;
		/* inside an address "phishing" is a name: look at words of the prose only */
		if (i && c < 0x80 &&
			(s.p[i - 1] == '.' || s.p[i - 1] == '/' || s.p[i - 1] == '@' ||
				s.p[i - 1] == '-'))
			continue;
		for (const struct harm_word *w = by_first[c];
			w && w < harm_words + COUNT(harm_words) && (unsigned char)w->word[0] == c;
			w++) {
			struct str word;

			if (i + 1 < s.n && ch_tolower(s.p[i + 1]) != w->word[1])
				continue; /* no word has one letter */
			word = str_of(w->word);
			if (str_starts_nocase(str_from(s, i), word)) {
				count(t, w->harm, w->weight * factor);
				i += word.n - 1;
				break;
			}
		}
	}
}

const char *text_harm(struct str subject, struct str body)
{
	const struct harm_word *by_first[256] = { NULL };
	struct tally t = { .n = 0 };
	size_t best = 0;

	for (size_t i = COUNT(harm_words); i-- > 0;)
		by_first[(unsigned char)harm_words[i].word[0]] = &harm_words[i];
	look(subject, 4, by_first, &t);
	look(body, 1, by_first, &t);
	for (size_t i = 1; i < t.n; i++)
		if (t.score[i] > t.score[best])
			best = i;
	return t.n && t.score[best] > 0 ? t.kinds[best] : NULL;
}
