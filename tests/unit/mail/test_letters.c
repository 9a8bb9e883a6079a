/* SPDX-License-Identifier: Apache-2.0 */
/* Whole messages, and what becomes of them. */
#include "unit.h"

#include "mail_tests.h"

#define HEAD                                                                                  \
	"From: Desk <desk@reporter.example>\nTo: abuse@host.example\nDate: Sat, 21 Nov 2026 " \
	"08:30:00 +0000\nMessage-ID: <1@reporter.example>\n"
#define PLAIN  HEAD "Content-Type: text/plain; charset=utf-8\n"
#define MIXED  HEAD "Content-Type: multipart/mixed; boundary=b\n"
#define REPORT HEAD "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n"
#define SPAM                                                                        \
	"--b\nContent-Type: message/rfc822\n\nReceived: from x ([203.0.113.9]) by " \
	"mx.reporter.example\nFrom: y@z.example\nSubject: "                         \
	"win\n\nhttps://lure.example/login\n--b--\n"
#define XARF4                                                                                    \
	"{\"xarf_version\":\"4.2.0\",\"report_id\":\"1a5ec293-0849-40a4-9eba-d5926262ff05\","    \
	"\"timestamp\":\"2026-01-11T15:15:24Z\",\"reporter\":{\"org\":\"Bank "                   \
	"A\",\"contact\":\"soc@bank.example\",\"domain\":\"bank.example\"},\"sender\":{\"org\":" \
	"\"N\",\"contact\":\"a@notifier.example\",\"domain\":\"notifier.example\"},\"source_"    \
	"identifier\":\"login.evil.example\",\"category\":\"content\",\"type\":\"phishing\","    \
	"\"url\":\"https://login.evil.example/a\"}"

static const struct {
	const char *name, *mail, *told;
} letters[] = {
	{ "ARF: source",
		REPORT "\n--b\n\nhuman https://other.example/\n--b\nContent-Type: "
		       "message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x\nVersion: "
		       "1\nSource-IP: 192.0.2.5\nReported-Domain: isp.example\n\n" SPAM,
		"arf messaging/spam 192.0.2.5\n" },
	{ "ARF: fraud names pages and source",
		REPORT
		"\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: fraud\nUser-Agent: "
		"x\nVersion: 1\nReported-URI: http://evil.example/x\nReported-Domain: "
		"evil.example\nSource-IP: 192.0.2.5\n\n" SPAM,
		"arf content/phishing http://evil.example/x\narf messaging/spam 192.0.2.5\n" },
	{ "ARF: source from Received",
		REPORT "\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: "
		       "abuse\nUser-Agent: x\nVersion: 1\n\n" SPAM,
		"arf messaging/spam 203.0.113.9\n" },
	{ "ARF: not spam",
		REPORT "\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: "
		       "not-spam\nUser-Agent: x\nVersion: 1\nSource-IP: 192.0.2.5\n\n" SPAM,
		"refused: says that the message was no spam: nothing is complained of\n" },
	{ "ARF: authentication failure",
		REPORT "\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: "
		       "auth-failure\nUser-Agent: x\nVersion: 1\nAuth-Failure: "
		       "dmarc\nReported-Domain: victim.example\nSource-IP: 192.0.2.5\n\n" SPAM,
		"arf unspecified 192.0.2.5\n" },
	{ "ARF without a type",
		REPORT "\n--b\nContent-Type: message/feedback-report\n\nVersion: 1\nSource-IP: "
		       "192.0.2.5\n--b--\n",
		"refused: the feedback report has no Feedback-Type\n" },
	{ "X-ARF 0.2",
		MIXED
		"X-XARF: PLAIN\n\n--b\n\nSee https://other.example/\n--b\nContent-Type: "
		"text/plain; name=report.txt\n\n---\nReported-From: x@reporter.example\nCategory: "
		"abuse\nReport-Type: login-attack\nService: ssh\nSource-Type: ipv4\nSource: "
		"192.0.2.5\nDate: Sat, 21 Nov 2026 07:00:00 +0000\nSchema-URL: "
		"http://x.example/s.json\nAttachment: text/plain\n--b\nContent-Type: text/plain; "
		"name=logfile.log\n\nlines\n--b--\n",
		"x-arf-0.2 connection/login_attack 192.0.2.5\n" },
	{ "X-ARF malware: the file, not its address",
		MIXED "X-ARF: yes\n\n--b\n\nx\n--b\nContent-Type: text/plain; "
		      "name=report.txt\n\n---\nReport-Type: malware-attack\nSource: "
		      "192.0.2.5\nDownload-Link: http://evil.example/x.js\n--b--\n",
		"x-arf-0.2 content/malware http://evil.example/x.js\n" },
	{ "XARF attached",
		MIXED "\n--b\n\nhello hxxp://other[.]example/\n--b\nContent-Type: "
		      "application/json; name=xarf.json\nContent-Disposition: attachment\n\n" XARF4
		      "\n--b--\n",
		"xarf-v4 content/phishing https://login.evil.example/a\n" },
	{ "XARF as the body", HEAD "Content-Type: application/json\n\n" XARF4 "\n",
		"xarf-v4 content/phishing https://login.evil.example/a\n" },
	{ "broken JSON, good prose",
		MIXED "\n--b\n\nphishing on hxxp://evil[.]example/\n--b\nContent-Type: "
		      "application/json; name=xarf.json\n\n{\"xarf_version\":\n--b--\n",
		"mail content/phishing http://evil.example/\n" },
	{ "CSV",
		MIXED "\n--b\n\ntwo phishing pages\n--b\nContent-Type: text/csv; "
		      "name=x.csv\n\nurl,timestamp\nhttps://a.example/"
		      "1,2026-11-20T00:00:00Z\nhttps://b.example/2,2026-11-20T00:00:00Z\n--b--\n",
		"csv content/phishing https://a.example/1\ncsv content/phishing "
		"https://b.example/2\n" },
	{ "ACNS",
		PLAIN "\nDear Sir\n<?xml version=\"1.0\"?>\n<Infringement "
		      "xmlns=\"x\"><Case><ID>77</ID></Case><Complainant><Entity>Film "
		      "Ltd</Entity><Email>c@film.example</Email></"
		      "Complainant><Source><TimeStamp>2026-11-20T00:00:00Z</"
		      "TimeStamp><IP_Address>192.0.2.5</IP_Address><Port>1</Port><Type>BitTorrent</"
		      "Type></Source></Infringement>\n",
		"mail copyright/p2p 192.0.2.5\n" },
	{ "letter",
		PLAIN
		"Subject: phishing\n\nDear all,\nplease look "
		"at\n\nhxxps://login[.]evil[.]example/a\n\nmore at https://www.reporter.example/\n",
		"mail content/phishing https://login.evil.example/a\n" },
	{ "quoted-printable, wrapped",
		HEAD "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
		     "quoted-printable\n\nPhishing: hxxps://login[.]evil[.]exa=\nmple/a?b=3D1\n",
		"mail content/phishing https://login.evil.example/a?b=1\n" },
	{ "HTML only",
		HEAD "Content-Type: text/html\n\n<p>This is <b>phishing</b>: <a "
		     "href=\"https://login.evil.example/a\">here</a></p><p><a "
		     "href='https://news.example/unsub'>unsubscribe</a></p>\n",
		"mail content/phishing https://login.evil.example/a\n" },
	{ "German, latin 1",
		HEAD "Content-Type: text/plain; charset=iso-8859-1\nSubject: "
		     "Missbrauch\n\nGef\xe4lschte Bankseite (Phishing):\nhttps://evil.example/\n",
		"mail content/phishing https://evil.example/\n" },
	{ "forwarded spam",
		HEAD "Subject: FW: win\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nI got "
		     "this\n" SPAM,
		"mail messaging/spam 203.0.113.9\n" },
	{ "forwarded phishing",
		HEAD "Subject: phishing\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nI got "
		     "this\n" SPAM,
		"mail content/phishing https://lure.example/login\n" },
	{ "attack with log",
		PLAIN "Subject: Failed login from 192.0.2.5\n\nNov 20 10:00:00 host sshd[1]: "
		      "Failed password for root from 192.0.2.5 port 22\n",
		"mail connection/login_attack 192.0.2.5\n" },
	{ "wrong boundary",
		HEAD "Subject: malware\nContent-Type: multipart/mixed; boundary=zzz\n\n--b\n\nURL: "
		     "https://evil.example/x.exe\n--b--\n",
		"mail content/malware https://evil.example/x.exe\n" },
	{ "spam to the desk", PLAIN "Subject: win\n\nCome to https://shop.example/ now and win\n",
		"refused: has links but does not say what it complains of\n" },
	{ "bounce",
		HEAD "Content-Type: multipart/report; report-type=delivery-status; "
		     "boundary=b\n\n--b\n\nThe mail to phishing@x.example failed at host "
		     "mx.example [192.0.2.1]\n--b--\n",
		"refused: is a delivery report of a mail system, no complaint\n" },
	{ "holiday", PLAIN "Auto-Submitted: auto-replied\n\nphishing hxxp://a[.]example/\n",
		"refused: is an automatic reply, no complaint\n" },
	{ "packed, damaged",
		MIXED "\n--b\n\nthe report is attached\n--b\nContent-Type: application/zip; "
		      "name=x.csv.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n--b--\n",
		"refused: the packed file is damaged: Truncated ZIP file header\n" },
	{ "packed in a form that is not opened",
		MIXED
		"\n--b\n\nthe report is attached\n--b\nContent-Type: application/octet-stream; "
		"name=x.7z\nContent-Transfer-Encoding: base64\n\nN3q8ryccAAQ=\n--b--\n",
		"refused: this form of packed file is not opened: unpack it first\n" },
	/* The address, not the name its network gave it; the harm from the file's name. */
	{ "packed scan of a network",
		MIXED "\n--b\n\nthe report is attached\n--b\nContent-Type: application/zip; "
		      "name=\"2026-11-20-scan_ntp-example-asn.csv.zip\"\n"
		      "Content-Transfer-Encoding: base64\n\n"
		      "UEsDBBQAAAAIAABAdF2vIBlIcQAAAK0AAAAjAAAAMjAyNi0xMS0yMC1zY2FuX250cC1leG"
		      "FtcGxlLWFzbi5jc3ZtjdEKwzAIRd/3FcXnRtTB2u1vQhu2QhND62CfP/MwaGEg1wNyj2BL"
		      "TrvFXKGHpUXd1HTStaFu5uulu5WYk6PFJ1xASG6BOQh1ND6IfPzGd0FCwcH5PbuK5drDNG"
		      "BJhunjL9amKFb/KvigGE+K8Gt9AVBLAQIUAxQAAAAIAABAdF2vIBlIcQAAAK0AAAAjAAAA"
		      "AAAAAAAAAACAAQAAAAAyMDI2LTExLTIwLXNjYW5fbnRwLWV4YW1wbGUtYXNuLmNzdlBLBQ"
		      "YAAAAAAQABAFEAAACyAAAAAAA="
		      "\n--b--\n",
		"csv vulnerability/open_service 192.0.2.7\n"
		"csv vulnerability/open_service 192.0.2.8\n" },
	/* The URL is in two columns, the category is of what else was seen there; the member has no name of its own. */
	{ "packed, compromised",
		MIXED "\n--b\n\nthe report is attached\n--b\nContent-Type: application/gzip; "
		      "name=\"2026-11-20-compromised_website-example-asn.csv.gz\"\n"
		      "Content-Transfer-Encoding: base64\n\n"
		      "H4sIAAAAAAACA02NwQrDMAxD7/2K4XPjOTmMZT8zQjFNoUlM47H27xffBkII8ZBAt8JdUx"
		      "GYYTPLrWtNhUf8HLsVqvK2duQlKa/tuGCCQOHhvHeBbvR8EQ0NwMeAhAGjwRErK/I51nfb"
		      "+4pbWlWuej9Rsr313OSP6JIKTD+jadhklQAAAA=="
		      "\n--b--\n",
		"csv content/remote_compromise http://shop.example/wp-content/x.php\n" },
	{ "nothing", PLAIN "\nhello\n",
		"refused: names no address, domain or URL as what it complains of\n" },
	{ "no mail", "hello\n", "refused: there is no header line: this is no mail\n" },
};

static void letters_and_reports(void **s)
{
	(void)s;
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		struct told t;
		struct err e = { 0 };

		if (told_mail(&t, str_of(letters[i].mail), HARM_NONE, &e))
			fail_msg("%s: %s", letters[i].name, e.text);
		buf_addc(&t.out, '\0');
		if (strcmp(t.out.p, letters[i].told) != 0)
			fail_msg("%s:\n%sexpected\n%s", letters[i].name, t.out.p, letters[i].told);
		buf_done(&t.out);
	}
}

/* RFC 6532: addresses and headers in UTF-8 stay what they are. */
static void eai(void **s)
{
	struct told t;
	struct err e = { 0 };

	(void)s;
	assert_int_equal(
		told_mail(&t,
			STR("From: J\xc3\xb8ran <j\xc3\xb8ran@bl\xc3\xa5.example>\nSubject: "
			    "phishing p\xc3\xa5\n\n"
			    "hxxp://evil[.]example/\n"),
			HARM_NONE, &e),
		BW_OK);
	assert_int_equal(t.reports, 1);
	assert_string_equal(t.reporter, "j\xc3\xb8ran@bl\xc3\xa5.example");
	buf_done(&t.out);
}

/* What is filled in is marked as a guess; what the caller says is none. */
static void guesses(void **s)
{
	struct told t;
	struct err e = { 0 };

	(void)s;
	assert_int_equal(
		told_mail(&t, STR(PLAIN "\nphishing at hxxp://evil[.]example/\n"), HARM_NONE, &e),
		BW_OK);
	assert_int_equal(t.guesses, 3); /* harm, time, targets */
	buf_done(&t.out);
	assert_int_equal(
		told_mail(&t, STR(PLAIN "\nDate: 2026-11-20T10:00:00Z\nhxxp://evil[.]example/\n"),
			HARM_MALWARE, &e),
		BW_OK);
	assert_true(str_starts(buf_str(&t.out), STR("mail content/malware ")));
	buf_done(&t.out);
}

static void evidence_by_what_is_attached(void **s)
{
	struct told t;
	struct err e = { 0 };
	struct buf b;

	(void)s;
	buf_init(&b, 1 << 20);
	buf_addz(&b, MIXED "\n--b\n\nThis phishing page imitates a bank of ours: URL: "
			   "hxxps://evil[.]example/\nBrand: Bank A\n"
			   "--b\nContent-Type: image/png\n\n");
	for (int i = 0; i < 200; i++)
		buf_addz(&b, "0123456789\n");
	buf_addz(&b, SPAM);
	assert_int_equal(told_mail(&t, buf_str(&b), HARM_NONE, &e), BW_OK);
	assert_int_equal(t.evidence & (EVIDENCE_BIT(SCREENSHOT) | EVIDENCE_BIT(MESSAGE) |
					      EVIDENCE_BIT(BRAND) | EVIDENCE_BIT(URL) |
					      EVIDENCE_BIT(CONTACT) | EVIDENCE_BIT(TIME)),
		EVIDENCE_BIT(SCREENSHOT) | EVIDENCE_BIT(MESSAGE) | EVIDENCE_BIT(BRAND) |
			EVIDENCE_BIT(URL) | EVIDENCE_BIT(CONTACT) | EVIDENCE_BIT(TIME));
	buf_done(&t.out);
	buf_done(&b);
}

static void more_targets_than_a_report_may_have(void **s)
{
	struct told t;
	struct err e = { 0 };
	struct buf b;

	(void)s;
	buf_init(&b, 1 << 20);
	buf_addz(&b, PLAIN "Subject: phishing\n\nURLs:\n");
	for (int i = 0; i < 2500; i++)
		buf_printf(&b, "https://%d.example/\n", i);
	assert_int_equal(told_mail(&t, buf_str(&b), HARM_NONE, &e), BW_OK);
	assert_int_equal(t.reports, 3);
	assert_int_equal(t.targets, 2500);
	buf_done(&t.out);
	buf_done(&b);
}

/* Child sexual abuse material: place and time, no word of the letter. */
static void csam_has_no_content(void **s)
{
	struct told t;
	struct err e = { 0 };

	(void)s;
	assert_int_equal(told_mail(&t,
				 STR(PLAIN "Subject: CSAM\n\nchild sexual abuse at "
					   "hxxp://evil[.]example/ with words\nBrand: x\n"),
				 HARM_NONE, &e),
		BW_OK);
	assert_true(str_starts(buf_str(&t.out), STR("mail content/csam http://evil.example/")));
	assert_int_equal(t.evidence & ~(EVIDENCE_BIT(URL) | EVIDENCE_BIT(TIME) |
					      EVIDENCE_BIT(CONTACT) | EVIDENCE_BIT(CLASSIFICATION)),
		0);
	buf_done(&t.out);
}

/* The answer of the process is checked: no cut and no changed byte is taken for something else. */
static void a_broken_answer_is_refused(void **s)
{
	struct intake_hints h = { .harm = HARM_NONE, .received_at_s = CLOCK_NONE };
	struct buf request, reply;
	struct err e = { 0 };
	struct arena a;

	(void)s;
	arena_init(&a, 0);
	buf_init(&request, 1 << 20);
	buf_init(&reply, 1 << 20);
	mail_request(&h, &request);
	buf_addz(&request, PLAIN "\nphishing at hxxp://evil[.]example/\n");
	assert_int_equal(mail_serve(buf_str(&request), &reply, &e), BW_OK);
	for (size_t n = 0; n < reply.n; n++) {
		struct told t;
		struct intake_sink sink;

		told_init(&t);
		sink = told_sink(&t);
		assert_int_not_equal(
			mail_answer(&a, str_sub(buf_str(&reply), 0, n), STR(""), &sink, &e), BW_OK);
		reply.p[n] = (char)(reply.p[n] ^ 0x55);
		(void)!mail_answer(&a, buf_str(&reply), STR(""), &sink, &e);
		reply.p[n] = (char)(reply.p[n] ^ 0x55);
		buf_done(&t.out);
	}
	assert_int_not_equal(mail_serve(STR(""), &reply, &e), BW_OK);
	assert_int_not_equal(mail_serve(STR("\1\1"), &reply, &e), BW_OK);
	buf_done(&request);
	buf_done(&reply);
	arena_done(&a);
}

int letter_tests(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(letters_and_reports),
		cmocka_unit_test(eai), cmocka_unit_test(guesses),
		cmocka_unit_test(evidence_by_what_is_attached),
		cmocka_unit_test(more_targets_than_a_report_may_have),
		cmocka_unit_test(csam_has_no_content),
		cmocka_unit_test(a_broken_answer_is_refused) };

	return cmocka_run_group_tests_name("intake/mail", tests, NULL, NULL);
}
