/* SPDX-License-Identifier: Apache-2.0 */
#include "net/smtp.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <sodium.h>

#include "base/buf.h"
#include "base/limit.h"
#include "base/mem.h"
#include "format/name.h"
#include "net/guard.h"

#define WORDS_MOST    300 /* of what the server says */
#define PASSWORD_MOST 1024

/* How far the conversation has come: the last command sent, and BODY once the server asked for it. */
enum stage { AT_GREETING, AT_HELLO, AT_AUTH, AT_MAIL, AT_RCPT, AT_DATA, AT_BODY, AT_QUIT };

struct smtp {
	CURL *curl;
	char url[512], user[256], ca_file[1024];
	char password[PASSWORD_MOST];
	enum smtp_tls tls;
	int64_t timeout_ms;
	/* of the message on its way */
	enum stage stage;
	enum stage said_at; /* where the last reply came: libcurl says QUIT after a refusal */
	int code; /* of the last reply; 0: none yet */
	char words[WORDS_MOST + 1];
	size_t words_n;
	bool more; /* the last line announced another one of the same reply */
	bool wide; /* the server offers SMTPUTF8 */
	const char *refused; /* why the address may not be contacted */
	struct str left;
};

/* ---- settings ---- */

static bool is_loopback(struct str host)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char ip[16];

	if (str_eq_nocase(host, STR("localhost")) || str_is(host, "[::1]"))
		return true;
	if (host.n == 0 || host.n >= sizeof(text))
		return false;
	memcpy(text, host.p, host.n);
	text[host.n] = '\0';
	return inet_pton(AF_INET, text, ip) == 1 && ip[0] == 127;
}

static bool is_address(struct str host)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char ip[16];
	bool six = host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';

	if (six)
		host = str_sub(host, 1, host.n - 2);
	if (host.n == 0 || host.n >= sizeof(text))
		return false;
	memcpy(text, host.p, host.n);
	text[host.n] = '\0';
	return inet_pton(six ? AF_INET6 : AF_INET, text, ip) == 1;
}

int smtp_server_parse(struct arena *a, struct str url, struct smtp_settings *out, struct err *e)
{
	bool wrapped = str_starts_nocase(url, STR("smtps://"));
	char q[QUOTE_ROOM(100)];
	struct str host = str_from(url, wrapped ? 8 : 7), port = { NULL, 0 };
	uint64_t number = wrapped ? 465 : 587;
	struct name name;
	size_t colon;

	str_quote(url, 100, q);
	if (!wrapped && !str_starts_nocase(url, STR("smtp://")))
		return err_set(e, BW_ECONFIG,
			"'%s' is no mail server: it begins with smtp:// or smtps://", q);
	if (host.n && host.p[host.n - 1] == '/')
		host.n--;
	colon = str_rfind_byte(host, ':');
	if (colon != SIZE_MAX && str_find_byte(host, ']', colon) == SIZE_MAX) {
		port = str_from(host, colon + 1);
		host.n = colon;
		if (!str_u64(port, &number) || number == 0 || number > 65535)
			return err_set(
				e, BW_ECONFIG, "'%s' is no mail server: its port is no port", q);
	}
	if (!is_address(host)) {
		if (name_parse(a, host, &name, NULL) || name.flags & NAME_UNDERSCORE)
			return err_set(e, BW_ECONFIG,
				"'%s' is no mail server: its host is neither a name nor an address",
				q);
		host = name.ascii;
	}
	out->host = arena_dup(a, host);
	if (!out->host.p)
		return err_nomem(e);
	out->port = (unsigned)number;
	out->tls = wrapped             ? SMTP_TLS_WRAPPED
		   : is_loopback(host) ? SMTP_TLS_OFFERED
				       : SMTP_TLS_REQUIRED;
	return BW_OK;
}

/* ${s} with a NUL behind it; false where it does not fit or holds one. */
static bool put(char *to, size_t room, struct str s)
{
	if (s.n >= room || memchr(s.p ? s.p : "", '\0', s.n))
		return false;
	memcpy(to, s.p ? s.p : "", s.n);
	to[s.n] = '\0';
	return true;
}

int smtp_new(const struct smtp_settings *s, struct smtp **out, struct err *e)
{
	struct smtp *m;
	int n;

	if (s->user.n && (s->tls == SMTP_TLS_NONE || s->tls == SMTP_TLS_OFFERED) &&
		!is_loopback(s->host))
		return err_set(e, BW_ECONFIG,
			"the password of the mail server would be sent unprotected: set mail-tls "
			"to required");
	m = mem_calloc(1, sizeof(*m));
	if (!m)
		return err_nomem(e);
	n = snprintf(m->url, sizeof(m->url), "%s://%.*s:%u/%.*s",
		s->tls == SMTP_TLS_WRAPPED ? "smtps" : "smtp", STR_ARG(s->host), s->port,
		STR_ARG(s->helo));
	m->tls = s->tls;
	m->timeout_ms = s->timeout_ms;
	if (n < 0 || (size_t)n >= sizeof(m->url) || !put(m->user, sizeof(m->user), s->user) ||
		!put(m->password, sizeof(m->password), s->password) ||
		!put(m->ca_file, sizeof(m->ca_file), s->ca_file)) {
		smtp_free(m);
		return err_set(e, BW_ECONFIG, "a setting of the mail server is too long");
	}
	m->curl = curl_easy_init();
	if (!m->curl) {
		smtp_free(m);
		return err_nomem(e);
	}
	*out = m;
	return BW_OK;
}

void smtp_free(struct smtp *s)
{
	if (!s)
		return;
	if (s->curl)
		curl_easy_cleanup(s->curl); /* says QUIT */
	sodium_memzero(s->password, sizeof(s->password));
	mem_free(s);
}

/* ---- listening to the conversation ---- */

static void on_command(struct smtp *s, struct str line)
{
	static const struct {
		struct str word;
		enum stage stage;
	} words[] = { { STR_INIT("EHLO"), AT_HELLO }, { STR_INIT("HELO"), AT_HELLO },
		{ STR_INIT("STARTTLS"), AT_HELLO }, { STR_INIT("AUTH"), AT_AUTH },
		{ STR_INIT("MAIL"), AT_MAIL }, { STR_INIT("RCPT"), AT_RCPT },
		{ STR_INIT("DATA"), AT_DATA }, { STR_INIT("QUIT"), AT_QUIT } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_starts(line, words[i].word))
			s->stage = words[i].stage;
}

/* One line of a reply: "250-SIZE 36700160", "550 5.1.1 no such user". */
static void on_reply(struct smtp *s, struct str line)
{
	struct str text;
	size_t room;

	while (line.n && ch_space(line.p[line.n - 1]))
		line.n--;
	if (line.n < 3 || !ch_digit(line.p[0]) || !ch_digit(line.p[1]) || !ch_digit(line.p[2]) ||
		s->stage == AT_QUIT)
		return;
	if (!s->more)
		s->words_n = 0;
	s->code = (line.p[0] - '0') * 100 + (line.p[1] - '0') * 10 + (line.p[2] - '0');
	s->more = line.n > 3 && line.p[3] == '-';
	s->said_at = s->stage;
	text = str_trim(str_from(line, 4));
	if (s->code == 220)
		s->wide =
			false; /* a new greeting, or TLS begins: what was offered before counts no more */
	if (s->stage == AT_HELLO && str_eq_nocase(text, STR("SMTPUTF8")))
		s->wide = true;
	if (s->code == 354 && s->stage == AT_DATA)
		s->stage = AT_BODY;
	room = WORDS_MOST - s->words_n;
	if (s->words_n && room > 1) {
		s->words[s->words_n++] = ' ';
		room--;
	}
	text = str_sub(text, 0, room);
	memcpy(s->words + s->words_n, text.p ? text.p : "", text.n);
	s->words_n += text.n;
}

static int on_talk(CURL *c, curl_infotype type, char *p, size_t n, void *ctx)
{
	struct str rest = { p, n }, line;

	(void)c;
	if (type == CURLINFO_HEADER_OUT)
		on_command(ctx, rest);
	else if (type == CURLINFO_HEADER_IN)
		while (str_cut(&rest, '\n', &line))
			if (line.n)
				on_reply(ctx, line);
	return 0;
}

static size_t on_read(char *to, size_t size, size_t n, void *ctx)
{
	struct smtp *s = ctx;
	struct str piece = str_sub(s->left, 0, size * n);

	memcpy(to, piece.p ? piece.p : "", piece.n);
	s->left = str_from(s->left, piece.n);
	return piece.n;
}

static size_t on_header(char *p, size_t size, size_t n, void *ctx)
{
	(void)p;
	(void)ctx;
	return size * n; /* seen by on_talk already */
}

static curl_socket_t on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *at)
{
	const struct guard own = { .own = true };
	struct smtp *s = ctx;

	(void)purpose;
	s->refused = guard_sockaddr(&own, &at->addr, at->addrlen);
	if (s->refused)
		return CURL_SOCKET_BAD;
	return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

/* ---- one message ---- */

/* What each question to the server has in common. Connections are kept by the handle through a reset. */
static bool common(struct smtp *s)
{
	static const long tls[] = { CURLUSESSL_ALL, CURLUSESSL_TRY, CURLUSESSL_NONE,
		CURLUSESSL_ALL };
	long ms = s->timeout_ms > 0 ? (long)s->timeout_ms : 1;
	CURL *c = s->curl;
	CURLcode bad = CURLE_OK;

	curl_easy_reset(c);
	bad |= curl_easy_setopt(c, CURLOPT_URL, s->url);
	bad |= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	bad |= curl_easy_setopt(c, CURLOPT_PROXY, "");
	bad |= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, ms);
	bad |= curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, ms);
	bad |= curl_easy_setopt(c, CURLOPT_USE_SSL, tls[s->tls]);
	bad |= curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	bad |= curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	bad |= curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, s);
	bad |= curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	bad |= curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_header);
	bad |= curl_easy_setopt(c, CURLOPT_VERBOSE, 1L); /* calls on_talk, prints nothing */
	bad |= curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, on_talk);
	bad |= curl_easy_setopt(c, CURLOPT_DEBUGDATA, s);
	if (s->ca_file[0])
		bad |= curl_easy_setopt(c, CURLOPT_CAINFO, s->ca_file);
	if (s->user[0]) {
		bad |= curl_easy_setopt(c, CURLOPT_USERNAME, s->user);
		bad |= curl_easy_setopt(c, CURLOPT_PASSWORD, s->password);
	}
	s->stage = s->said_at = AT_GREETING;
	s->code = 0;
	s->words_n = 0;
	s->more = false;
	s->refused = NULL;
	return bad == CURLE_OK;
}

static int words(const struct smtp *s, struct arena *a, struct receipt *out, struct err *e)
{
	char q[QUOTE_ROOM(WORDS_MOST)];

	str_quote(str_make(s->words, s->words_n), WORDS_MOST, q);
	out->code = s->code;
	out->words = arena_printf(a, "%d %s", s->code, q);
	return out->words.p ? BW_OK : err_nomem(e);
}

/* 5xx: to whom was it said? */
static int refused(struct smtp *s, struct arena *a, struct receipt *out, struct err *e)
{
	char q[QUOTE_ROOM(WORDS_MOST)];
	struct str said = { s->words, s->words_n };
	bool relay = s->said_at == AT_RCPT && str_find_nocase(said, STR("relay"), 0) != SIZE_MAX;

	if (s->said_at < AT_RCPT || relay)
		return err_set(e, BW_ECONFIG, "the mail server does not serve us: %d %s", s->code,
			str_quote(str_sub(said, 0, 200), 200, q));
	out->state = s->said_at == AT_RCPT ? LETTER_IS_BOUNCED : LETTER_IS_FAILED;
	return words(s, a, out, e);
}

/* No reply that decides. */
static int silent(
	const struct smtp *s, CURLcode code, struct arena *a, struct receipt *out, struct err *e)
{
	const char *why = curl_easy_strerror(code);

	if (s->refused)
		return err_set(e, BW_EDENIED, "will not contact the mail server: %s", s->refused);
	if (code == CURLE_SSL_CACERT_BADFILE)
		return err_set(e, BW_ECONFIG, "cannot read the file that mail-ca-file names");
	if (code == CURLE_USE_SSL_FAILED)
		why = "it offers no STARTTLS, and mail-tls asks for it";
	out->state = LETTER_IS_QUEUED;
	out->words = arena_printf(a, "%s: %s",
		s->stage == AT_BODY
			? "the mail server went silent after the last byte and may have "
			  "taken the message"
			: "the mail server cannot be used",
		why);
	return out->words.p ? BW_OK : err_nomem(e);
}

static int judge(struct smtp *s, CURLcode code, struct arena *a, struct receipt *out, struct err *e)
{
	int rc;

	if (code == CURLE_OUT_OF_MEMORY)
		return err_nomem(e);
	if (code == CURLE_OK && s->said_at == AT_BODY && s->code / 100 == 2) {
		out->state = LETTER_IS_SENT;
		rc = words(s, a, out, e);
		if (rc)
			return rc;
		out->reference = arena_dup(a, str_from(out->words, 4));
		return out->reference.p ? BW_OK : err_nomem(e);
	}
	if (code == CURLE_LOGIN_DENIED && s->code / 100 != 4) {
		char q[QUOTE_ROOM(200)];

		return err_set(e, BW_ECONFIG,
			"the mail server does not take our user and password: %d %s", s->code,
			str_quote(str_sub(str_make(s->words, s->words_n), 0, 200), 200, q));
	}
	if (s->code / 100 == 5)
		return refused(s, a, out, e);
	if (s->code / 100 == 4) {
		out->state = LETTER_IS_QUEUED;
		return words(s, a, out, e);
	}
	return silent(s, code, a, out, e);
}

/* Does the server offer SMTPUTF8?  Asked with a command that does nothing, over the connection that the
 * message then takes. */
static CURLcode ask(struct smtp *s)
{
	if (!common(s) || curl_easy_setopt(s->curl, CURLOPT_NOBODY, 1L) ||
		curl_easy_setopt(s->curl, CURLOPT_CUSTOMREQUEST, "NOOP"))
		return CURLE_OUT_OF_MEMORY;
	return curl_easy_perform(s->curl);
}

static int not_wide(struct arena *a, struct receipt *out, struct err *e)
{
	out->state = LETTER_IS_BOUNCED;
	out->words = arena_dup(a, STR("5.6.7 the address has characters before the @ that the mail "
				      "server cannot carry (no SMTPUTF8)"));
	return out->words.p ? BW_OK : err_nomem(e);
}

int smtp_send(struct smtp *s, const struct smtp_message *m, struct arena *a, struct receipt *out,
	struct err *e)
{
	struct curl_slist *to;
	struct str from = arena_dup(a, m->from);
	CURLcode code;
	int rc;

	*out = (struct receipt){ 0 };
	if (!from.p)
		return err_nomem(e);
	if (m->to->wide) {
		code = ask(s);
		if (code)
			return judge(s, code, a, out, e);
		if (!s->wide)
			return not_wide(a, out, e);
	}
	to = curl_slist_append(NULL, m->to->address.p);
	s->left = m->bytes;
	if (!to || !common(s) || curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, from.p) ||
		curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to) ||
		curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L) ||
		curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, on_read) ||
		curl_easy_setopt(s->curl, CURLOPT_READDATA, s) ||
		curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)m->bytes.n))
		rc = err_nomem(e);
	else
		rc = judge(s, curl_easy_perform(s->curl), a, out, e);
	curl_slist_free_all(to);
	return rc;
}
