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

static bool has_word(struct str s, const char *z)
{
	struct str w = str_of(z);
	size_t at = 0;

	while ((at = str_find_nocase(s, w, at)) != SIZE_MAX) {
		bool start = at == 0 || !wordy(s.p[at - 1]) || !ch_alpha(w.p[0]);
		bool end = at + w.n >= s.n || !wordy(s.p[at + w.n]) || !ch_alpha(w.p[w.n - 1]);

		if (start && end)
			return true;
		at++;
	}
	return false;
}

static bool has_any(struct str s, struct words w)
{
	for (size_t i = 0; i < w.n; i++)
		if (has_word(s, w.v[i]))
			return true;
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
	"victim", "victims", "targeted", "attacked", "our", "your", "phone", "fax", "schema",
	"schema-url", "feedback", "feedback_url", "tracking", "ticket", "whois", "proof",
	"screenshot", "screenshots", "virustotal", "urlscan", "evidence", "email", "e-mail", "mail",
	"mailto", "w3", "web", "homepage", "dst", "destination", "dst_ip", "dst_url", "pgp",
	"pgp-key", "cc_ip", "policy", "terms", "webform", "signature", "notice", "note",
	"documentation", "specification", "rules", "report url", "report link", "case url",
	"logfiles", "logs", "telefon", "kontakt", "contacto", "contatto");

WORDS(genuine_labels, "genuine", "legitimate", "legit", "official", "original", "real",
	"original site", "echte", "originale", "legitim", "officiel", "legítimo", "oficial",
	"work url", "original work", "authorized example");

WORDS(brand_labels, "brand", "brands", "brand name", "impersonated", "imitated", "impersonating",
	"target brand", "targeted brand", "marque", "marke", "marca", "merk", "marka",
	"company targeted", "institution", "\xe5\x93\x81\xe7\x89\x8c",
	"\xe3\x83\x96\xe3\x83\xa9\xe3\x83\xb3\xe3\x83\x89");

WORDS(date_labels, "date", "time", "timestamp", "detected", "observed", "first seen", "last seen",
	"first_seen", "seen", "tested on", "datum", "zeit", "zeitpunkt", "fecha", "hora", "heure",
	"data", "tijd", "\xe6\x97\xb6\xe9\x97\xb4", "\xe6\x97\xa5\xe6\x99\x82",
	"\xd0\xb2\xd1\x80\xd0\xb5\xd0\xbc\xd1\x8f", "\xd0\xb4\xd0\xb0\xd1\x82\xd0\xb0");

WORDS(target_labels, "url", "urls", "uri", "uris", "link", "links", "lien", "liens", "enlace",
	"enlaces", "collegamento", "domain", "domains", "domaine", "domaines", "dominio",
	"dominios", "domini", "domein", "domena", "dom\xc3\xa4ne", "host", "hosts", "hostname",
	"hostnames", "website", "websites", "webseite", "webpage", "web page", "web site", "site",
	"sites", "sitio", "sito", "page", "pages", "seite", "p\xc3\xa1gina", "pagina", "ip", "ips",
	"ipv4", "ipv6", "address", "addresses", "adresse", "adres", "indirizzo", "direcci\xc3\xb3n",
	"endere\xc3\xa7o", "source", "src", "attacker", "offender", "offending", "infringing",
	"infringer", "infringers", "phishing", "malware", "malicious", "scam", "fraudulent",
	"indicator", "indicators", "ioc", "iocs", "observable", "target", "c2", "c&c", "ip_address",
	"src_ip", "source_ip", "source-ip", "source ip", "ip-address", "url_info", "ip address",
	"location", "\xd0\xb0\xd0\xb4\xd1\x80\xd0\xb5\xd1\x81", "\xd1\x81\xd0\xb0\xd0\xb9\xd1\x82",
	"\xd1\x81\xd1\x81\xd1\x8b\xd0\xbb\xd0\xba", "\xd0\xb4\xd0\xbe\xd0\xbc\xd0\xb5\xd0\xbd",
	"\xe7\xbd\x91\xe5\x9d\x80", "\xe9\x93\xbe\xe6\x8e\xa5", "\xe5\x9f\x9f\xe5\x90\x8d",
	"\xe7\xbd\x91\xe7\xab\x99", "\xe3\x82\xb5\xe3\x82\xa4\xe3\x83\x88",
	"\xe3\x83\x89\xe3\x83\xa1\xe3\x82\xa4\xe3\x83\xb3",
	"\xe3\x82\xa2\xe3\x83\x89\xe3\x83\xac\xe3\x82\xb9", "\xe3\x83\xaa\xe3\x83\xb3\xe3\x82\xaf");

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
	"m\xc3\xa1s informaci\xc3\xb3n", "ulteriori informazioni", "mais informa\xc3\xa7\xc3\xb5es",
	"bezoek", "bezoek de", "besuchen", "visitez", "visite", "lees hierover", "register",
	"log in", "login to", "sign up", "customer", "our customer", "klant", "kunden", "client",
	"report online", "search", "follow these", "blacklist", "wiki", "twitter", "facebook page",
	"linkedin", "privacy", "disclaimer", "terms of", "learn how", "how to", "documentation",
	"documented at", "defined in", "described in", "format see", "format details", "parse",
	"screenshot", "has been reported to", "abuse-soc",
	"\xd0\xbf\xd0\xbe\xd0\xb4\xd1\x80\xd0\xbe\xd0\xb1\xd0\xbd", "\xe8\xaf\xa6\xe6\x83\x85",
	"\xe8\xa9\xb3\xe7\xb4\xb0", "\xe8\xa9\xb3\xe3\x81\x97\xe3\x81\x8f",
	"\xe6\x9b\xb4\xe5\xa4\x9a\xe4\xbf\xa1\xe6\x81\xaf", "legitimate site is", "genuine site is",
	"official site is", "official website is", "real site is", "instead of", "download link",
	"following link", "clicking on");

bool text_points_elsewhere(struct str s)
{
	return has_any(s, elsewhere_words);
}

WORDS(source_words, "ip", "ips", "address", "addresses", "source", "sources", "host", "server",
	"attack", "attacks", "attacker", "from", "by", "adresse", "von", "origin", "originating",
	"origine", "desde", "dall'indirizzo", "da", "customer", "client", "machine", "bot",
	"system", "node", "computer", "van", "adres", "endere\xc3\xa7o", "direcci\xc3\xb3n",
	"about", "\xd0\xb0\xd0\xb4\xd1\x80\xd0\xb5\xd1\x81", "\xd1\x81");

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
			struct str word = str_of(w->word);

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
