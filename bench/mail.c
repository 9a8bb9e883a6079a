/* SPDX-License-Identifier: Apache-2.0 */
/* bench/mail: messages a second, in the parser itself and through the disposable process.
 *
 *   bench-mail PROGRAM [SECONDS]
 *
 * Three messages of our own of about 5 KB: ARF, X-ARF and a letter.  First column: by processor time of one
 * core (median of five runs); the others by the clock on the wall, so on an idle machine only. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd/role_parse.h"
#include "intake/mail.h"
#include "sys/parse_pool.h"

#define RUNS 5

static double now(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int count_report(
	void *ctx, const struct report *r, struct str raw, size_t line, struct err *e)
{
	(void)r;
	(void)raw;
	(void)line;
	(void)e;
	++*(size_t *)ctx;
	return BW_OK;
}

static int count_refused(void *ctx, const struct refusal *why, struct err *e)
{
	(void)ctx;
	(void)e;
	fprintf(stderr, "refused: %.*s\n", STR_ARG(why->reason));
	return BW_OK;
}

static const char received[] =
	"Received: from relay.reporter.example (relay.reporter.example [192.0.2.25])\r\n"
	"\tby mx.desk.example (Postfix) with ESMTPS id 1713371B77044\r\n"
	"\tfor <abuse@desk.example>; Tue, 20 Jan 2026 14:32:40 -0500 (EST)\r\n";

static void head(struct buf *b, const char *type)
{
	for (int i = 0; i < 4; i++)
		buf_addz(b, received);
	buf_addz(b, "From: Abuse Reports <reports@reporter.example>\r\nTo: abuse@desk.example\r\n"
		    "Subject: =?utf-8?Q?Report_f=C3=BCr_198=2E51=2E100=2E7?=\r\n"
		    "Date: Tue, 20 Jan 2026 14:32:49 -0500\r\nMessage-ID: <1@reporter.example>\r\n"
		    "MIME-Version: 1.0\r\nContent-Type: ");
	buf_addz(b, type);
	buf_addz(b, "; boundary=\"b\"\r\nX-XARF: PLAIN\r\n\r\n--b\r\nContent-Type: text/plain; "
		    "charset=utf-8\r\n"
		    "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
}

static void prose(struct buf *b, size_t until)
{
	while (b->n < until)
		buf_addz(b, "We have seen this again and would be glad if you could have a look at "
			    "it soon=\r\n"
			    ". More information at https://www.reporter.example/help.\r\n");
}

static void make_arf(struct buf *b)
{
	head(b, "multipart/report; report-type=feedback-report");
	prose(b, 3000);
	buf_addz(b,
		"\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n"
		"User-Agent: Bench/1\r\nVersion: 1\r\nArrival-Date: Tue, 20 Jan 2026 14:32:40 "
		"-0500\r\n"
		"Source-IP: 198.51.100.7\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n");
	for (int i = 0; i < 4; i++)
		buf_addz(b, received);
	buf_addz(b, "From: <x@bad.example>\r\nSubject: win\r\n\r\n");
	prose(b, 5000);
	buf_addz(b, "\r\n--b--\r\n");
}

static void make_xarf(struct buf *b)
{
	head(b, "multipart/mixed");
	prose(b, 4000);
	buf_addz(b, "\r\n--b\r\nContent-Type: text/plain; charset=utf-8; "
		    "name=\"report.txt\"\r\n\r\n---\r\n"
		    "Reported-From: reports@reporter.example\r\nCategory: abuse\r\nReport-Type: "
		    "login-attack\r\n"
		    "Service: ssh\r\nVersion: 0.2\r\nDate: Tue, 20 Jan 2026 14:32:40 -0500\r\n"
		    "Source-Type: ipv4\r\nSource: 198.51.100.7\r\nReport-ID: 1@reporter.example\r\n"
		    "Schema-URL: http://www.x-arf.example/s.json\r\nAttachment: text/plain\r\n"
		    "\r\n--b\r\nContent-Type: text/plain; name=\"logfile.log\"\r\n\r\n");
	while (b->n < 5000)
		buf_addz(b, "Jan 20 14:32:40 host sshd[1]: Failed password for root from "
			    "198.51.100.7 port 1\r\n");
	buf_addz(b, "\r\n--b--\r\n");
}

static void make_letter(struct buf *b)
{
	head(b, "multipart/mixed");
	buf_addz(b, "Dear all,\r\nwe found a phishing "
		    "page:\r\n\r\nhxxps://login[.]bad[.]example/a/b?c=3D1\r\n\r\n");
	prose(b, 5000);
	buf_addz(b, "\r\n--b--\r\n");
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double in_process(struct str request, double seconds)
{
	double rate[RUNS];

	for (int run = 0; run < RUNS; run++) {
		double start = now(CLOCK_PROCESS_CPUTIME_ID), t;
		size_t n = 0;

		do {
			struct err e = { 0 };
			struct buf reply;

			buf_init(&reply, 1 << 20);
			if (mail_serve(request, &reply, &e))
				exit(1);
			buf_done(&reply);
			n++;
			t = now(CLOCK_PROCESS_CPUTIME_ID) - start;
		} while (t < seconds / RUNS);
		rate[run] = (double)n / t;
	}
	qsort(rate, RUNS, sizeof(rate[0]), by_size);
	return rate[RUNS / 2];
}

static double through_pool(const char *exe, struct str request, unsigned workers, double seconds)
{
	struct parse_pool *p;
	struct err e = { 0 };
	size_t done = 0, reports = 0;
	double start = 0, t;
	struct intake_sink sink = { count_report, count_refused, &reports };
	struct arena a;

	arena_init(&a, 0);
	if (parse_pool_new(exe, ROLE_PARSE, workers, &p, &e))
		exit(1);
	do {
		enum parse_end end;
		struct str answer;
		uint64_t tag;

		while (!parse_pool_full(p))
			if (parse_pool_give(p, done, &request, 1, &e)) {
				fprintf(stderr, "%s\n", e.text);
				exit(1);
			}
		if (done == 20)
			start = now(CLOCK_MONOTONIC); /* workers are up */
		if (parse_pool_take(p, &tag, &end, &answer, &e) || end != PARSE_OK ||
			mail_answer(&a, answer, STR(""), &sink, &e)) {
			fprintf(stderr, "%s %s\n", parse_end_text(end), e.text);
			exit(1);
		}
		arena_reset(&a);
		done++;
		t = now(CLOCK_MONOTONIC) - start;
	} while (done <= 20 || t < seconds);
	parse_pool_free(p);
	arena_done(&a);
	return (double)(done - 20) / t;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*make)(struct buf *b);
	} kinds[] = { { "ARF", make_arf }, { "X-ARF", make_xarf }, { "letter", make_letter } };
	double seconds = argc > 2 ? strtod(argv[2], NULL) : 1;

	if (argc < 2) {
		fprintf(stderr, "usage: %s PROGRAM [SECONDS]\n", argv[0]);
		return 64;
	}
	printf("%-8s %8s %16s %20s %20s\n", "message", "bytes", "parser, 1 core",
		"process, 1 worker", "process, 2 workers");
	for (size_t i = 0; i < 3; i++) {
		struct intake_hints h = { .harm = HARM_NONE, .received_at_s = CLOCK_NONE };
		struct buf b;
		size_t head_n;

		buf_init(&b, 1 << 20);
		mail_request(&h, &b);
		head_n = b.n;
		kinds[i].make(&b);
		printf("%-8s %8zu %14.0f/s %18.0f/s %18.0f/s\n", kinds[i].name, b.n - head_n,
			in_process(buf_str(&b), seconds),
			through_pool(argv[1], buf_str(&b), 1, seconds),
			through_pool(argv[1], buf_str(&b), 2, seconds));
		buf_done(&b);
	}
	return 0;
}
