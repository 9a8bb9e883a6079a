/* SPDX-License-Identifier: Apache-2.0 */
/* store.h -- what was reported, what became of it, and nothing else: the seam to disk.
 *
 * A store is a folder:
 *   spool/NNNNNNNN.seg  what is acknowledged: append-only, checksummed groups of reports (spool.h)
 *   keys                which reports are there already (derived; rebuilt from the spool)
 *   bailiwick.db        cases and events (SQLite, WAL); what the spool has more is replayed
 *   secret              32 random bytes: keys the hashes that stand for what must not be stored
 *   spool.lock work.lock
 *   erase, spool/erase.block  only while personal data is being taken out
 *
 * Invariants.  What store_group_end acknowledged is in the spool after any crash, once.  The database
 * follows in large transactions, each with the watermark up to which it has worked the spool; hence it
 * may lose its last transactions (synchronous = NORMAL) and nothing is lost.  Numbers of reports (ord)
 * are given in the spool, from 1, without gaps.  Every change of a case's state has one event row in the
 * same transaction.  No SQL leaves this folder, no identity is made in it.
 *
 * Any number of processes may accept and read; each group is appended under a lock held for a few
 * milliseconds, and one process at a time works.  A lock that cannot be had in time is BW_EAGAIN.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/rng.h"
#include "domain/fact.h"
#include "domain/report.h"
#include "domain/tie.h"
#include "domain/vocab.h"

struct store;

struct store_settings {
	const char *dir; /* borrowed for the call */
	bool create; /* make what is not there */
	bool accept_only; /* no database connection: for the accepting side of a fork */
	int wait_ms; /* for a lock */
	const struct rng *rng; /* for a new store's secret and id */
};

/* BW_ENOTFOUND where there is none and ${create} is not set; BW_ECONFIG for a newer version. */
int store_open(const struct store_settings *set, struct store **out, struct err *e) MUST_USE;
void store_close(struct store *s);
/* No statement of this connection is in the middle of anything: what others have committed meanwhile is seen from
 * now on.  For those who keep a store open between requests. */
void store_rest(struct store *s);
/* A look: until it ends everything is read as of one moment, and a list, a case or a word that was read before, in this
 * look or an earlier one, is not read again while nobody has changed anything.  For those who answer many questions:
 * one look for each.  Strings of a case (store_case_get) then live until the look ends.  Whoever begins a change ends
 * the look first. */
void store_look_begin(struct store *s);
void store_look_end(struct store *s);
const char *store_dir(const struct store *s);

#define STORE_DIGEST 16
/* BLAKE2b keyed with the store's secret: stands for what must not be stored. */
void store_digest(const struct store *s, struct str what, unsigned char out[STORE_DIGEST]);

/* ---- acceptance ---- */

/* One target of a report with its identity. */
struct store_target {
	struct str site, canonical; /* CSAM: a digest in words, and empty */
	enum site_kind kind;
	enum harm_class harm_class;
	struct report_key key;
	struct str routing; /* CSAM: JSON; else empty */
	uint32_t names; /* how many targets the report names */
};

enum store_row_state { STORE_ROW_FOLDED, STORE_ROW_ACCEPTED };
struct store_row {
	enum store_row_state state;
	uint64_t ord; /* of its first target; where folded: of the report it repeats */
	size_t line; /* as it was given */
};

/* A group of rows that becomes durable as one.  Rows are copied in. */
struct group;
int store_group_new(
	struct store *s, int64_t received_at_s, struct group **out, struct err *e) MUST_USE;
void store_group_free(struct group *g);
/* The time of receipt of the rows to come; only while it is empty. */
void store_group_time(struct group *g, int64_t received_at_s);
/* Raw bytes shared by the rows that follow (a mail message); empty ends that. */
int store_group_raw(struct group *g, struct str raw, struct err *e) MUST_USE;
/* A row: the report in its compact form and its raw bytes (empty where shared or not kept), then its targets. */
int store_group_row(
	struct group *g, struct str compact, struct str raw, size_t line, struct err *e) MUST_USE;
int store_group_target(struct group *g, const struct store_target *t, struct err *e) MUST_USE;
/* True when it is large enough to be worth an fsync. */
bool store_group_full(const struct group *g);
size_t store_group_rows(const struct group *g);
/* The rows of one group as bytes for another, of the same program, which may be in another process.
 * store_group_pack writes store_group_packed bytes and empties the group; store_group_add appends them,
 * ${line} lines further down. */
size_t store_group_packed(const struct group *g);
void store_group_pack(struct group *g, char *to);
int store_group_add(struct group *g, struct str packed, size_t line, struct err *e) MUST_USE;
/* Empty, and nothing of it kept. */
void store_group_drop(struct group *g);
/* Leave out what is there already, append the rest, fsync.  ${rows} has room for store_group_rows and
 * may be NULL.  The group is empty afterwards; after an error nothing of it is acknowledged, and its
 * sender sends it again. */
int store_group_end(struct group *g, struct store_row *rows, struct err *e) MUST_USE;

/* Is a target with that key durable already?  For the odd question: a group asks for all of its own at once. */
int store_known(struct store *s, struct report_key key, bool *known, struct err *e) MUST_USE;

/* ---- work: from the spool to cases ---- */

struct store_item { /* one report on one target, as it lies in the spool */
	uint64_t ord;
	int64_t received_at_s;
	enum site_kind kind;
	enum harm_class harm_class;
	uint32_t names;
	struct str site, canonical, routing, compact;
	struct report_key key;
	bool erased; /* its personal data was taken out: no sender, the bare site as its target */
};

struct work;
/* Takes the work lock: BW_EAGAIN where another process works. */
int store_work_begin(struct store *s, struct work **out, struct err *e) MUST_USE;
/* Rolls back what is not committed, gives the lock back. */
void store_work_free(struct work *w);
/* The next reports after the watermark, at least one group, about ${most}; ${*n} is 0 at the end of the
 * spool.  Borrowed from ${a}. */
int store_work_next(struct work *w, struct arena *a, size_t most, const struct store_item **items,
	size_t *n, struct err *e) MUST_USE;
/* The same in three parts, so that a copy of this process can read the next reports while this one writes rows.
 * Here: the reports behind those in hand, as many as are durable now; ${p} has store_portion_size bytes. */
struct store_portion;
size_t store_portion_size(void);
int store_portion_begin(struct work *w, struct store_portion *p, struct err *e) MUST_USE;
size_t store_portion_left(const struct store_portion *p); /* that are not read yet */
/* There: a block of the spool, borrowed from ${a}; nothing but files of the spool is touched.  ${*n} is 0 where
 * store_work_next would give no more. */
int store_portion_read(struct work *w, struct store_portion *p, struct arena *a, size_t most,
	const struct store_item **items, size_t *n, struct err *e) MUST_USE;
/* Here: what was read is what the next transaction works. */
int store_portion_take(struct work *w, const struct store_portion *p, struct err *e) MUST_USE;
/* How many reports there are to work. */
int store_work_behind(struct work *w, uint64_t *n, struct err *e) MUST_USE;
/* One transaction for what store_work_next gave. */
int store_work_open(struct work *w, struct err *e) MUST_USE;
int store_work_commit(struct work *w, struct err *e) MUST_USE;
/* Are there reports in the spool that the database lacks? */
int store_behind(struct store *s, bool *behind, struct err *e) MUST_USE;

/* ---- cases ---- */

#define STORE_NONE (-1) /* no role, effect, ... */

struct store_step { /* who is asked to do what; strings in the arena of the call */
	struct str action, actor; /* p NULL where there is none */
	int role, effect, collateral;
};

struct store_case {
	int64_t id;
	struct str site;
	enum harm_class harm_class;
	int64_t part;
	enum site_kind site_kind;
	int harm;
	int64_t opened_at_s;
	struct str target, brand;
	uint32_t names;
	evidence_set missing;
	enum verdict verdict;
	int decision;
	struct store_step proposal, next;
	int64_t worked_at_s;
	uint32_t recurrences;
	int64_t merged_into; /* 0: no */
	struct str routing;
	struct str country; /* of the host, two letters; empty or p NULL: not known */
	/* what reports change */
	enum case_state state;
	uint32_t reports;
	int64_t last_seen_s;
	int64_t due_s; /* CLOCK_NONE where there is none */
	evidence_set evidence;
	enum tier tier;
	unsigned grade; /* store_grade of the report it is judged on; 0 also where not known */
	int64_t backed; /* the notifier whose report that is (recourse.h); not read here */
	struct str
		facts; /* store_case_put only: public facts for its first event (flow/record.h) */
};

enum store_event_kind { /* kept: only add at the end */
	EVENT_OPENED,
	EVENT_RECURRED,
	EVENT_PROPOSED, /* the proposal changed */
	EVENT_SPLIT,
	EVENT_SPLIT_OFF, /* the new case's side */
	EVENT_MERGED, /* took others in */
	EVENT_MERGED_INTO, /* went into another */
	EVENT_CLOSED,
	EVENT_UNDONE,
	EVENT_DECIDED, /* an option chosen, or all refused; detail: decision's id and what */
	EVENT_NOTICED, /* a letter was put in the outbox */
	EVENT_DELIVERED, /* ... and a receipt came, or it failed for good */
	EVENT_ANSWERED, /* an actor answered */
	EVENT_ACTED, /* a step was taken */
	EVENT_VERIFIED, /* we looked: the harm is gone */
	EVENT_STOOD_DOWN, /* an open request was withdrawn */
	EVENT_REMINDED,
	EVENT_ESCALATED, /* the next rung is proposed */
	EVENT_GAP, /* a duty passed unanswered */
	EVENT_APPEALED,
	EVENT_REVIEWED, /* an appeal's outcome */
	EVENT_REVERSED, /* a step is being taken back */
	EVENT_RESTORED, /* ... and we saw that it was */
	EVENT_CORRECTED, /* what an earlier event said was wrong */
	EVENT_ERASED, /* personal data was taken out of reports; the detail says of how many, and why */
	/* of no case (case_id 0) */
	EVENT_PACK_CHANGED,
	EVENT_RULE_CHANGED,
	EVENT_NOTIFIER_CHANGED,
	EVENT_PUBLISHED, /* a dump of a day, with its checksum */
	EVENT_KIND_COUNT
};
const char *store_event_text(int kind);

struct store_event {
	int64_t seq, case_id, at_s;
	enum store_event_kind kind;
	int64_t undoes; /* 0: none */
	struct str detail;
};

struct store_report { /* a row of the case's reports */
	uint64_t ord;
	int64_t via; /* the case its site leads to, where that is another; else 0 */
	struct str reporter;
	int harm;
	enum tier tier;
	evidence_set evidence;
	int64_t incident_at_s;
	int page; /* its target names a page: 1, 0, or STORE_NONE where only the spool can tell */
	bool erased;
};

/* How good a report is to judge a case on, 0 to 7: enough evidence first, then that a page is named, then
 * more evidence.  Of equals the earliest. */
static inline unsigned store_grade(enum tier tier, bool page)
{
	return ((unsigned)tier >> 1 & 1) << 2 | (unsigned)page << 1 | ((unsigned)tier & 1);
}

/* ids as people see them: c-0000001 and r-0000001, Crockford's base 32. 24 bytes are enough. */
#define STORE_ID_TEXT 24
const char *store_id_text(char prefix, uint64_t n, char *out);
bool store_id_parse(char prefix, struct str s, uint64_t *out);
/* A member that is such an id; null for 0. */
void store_id_json(struct jw *w, const char *key, char prefix, int64_t id);

int store_case_get(struct store *s, struct arena *a, int64_t id, struct store_case *out,
	struct err *e) MUST_USE;
int store_case_reports(struct store *s, struct arena *a, int64_t id, uint64_t after, size_t most,
	struct store_report **out, size_t *n, struct err *e) MUST_USE;
int store_case_events(struct store *s, struct arena *a, int64_t id, struct store_event **out,
	size_t *n, struct err *e) MUST_USE;
/* The case that reports on (site, class) join, 0 where there is none. */
int store_case_at(
	struct store *s, struct str site, enum harm_class c, int64_t *id, struct err *e) MUST_USE;
/* The report as it lies in the spool: compact form and raw bytes in ${a}. */
struct store_stored {
	int64_t received_at_s;
	struct store_item item;
	struct str raw;
};
int store_report_get(struct store *s, struct arena *a, uint64_t ord, struct store_stored *out,
	struct err *e) MUST_USE;

/* ---- inside store_work_open .. commit ---- */

/* The case that reports on (site, class) join; 0 where there is none.  A merged case leads on; via is then the one
 * it led over, else 0.  Many at once, in rising order of site and class. */
struct store_home {
	struct str site;
	enum harm_class harm_class;
	int64_t id, via;
};
int store_homes_find(struct work *w, struct store_home *h, size_t n, struct err *e) MUST_USE;
/* A number for a new case; given in order. */
int64_t store_case_number(struct work *w);
/* Call in rising order of site, class: keeps the index's pages together. */
int store_home_put(
	struct work *w, struct str site, enum harm_class c, int64_t id, struct err *e) MUST_USE;
/* A new case; its event OPENED is written with it. */
int store_case_put(struct work *w, const struct store_case *c, struct err *e) MUST_USE;
/* Cold fields again, after the stages ran anew. */
int store_case_set(struct work *w, const struct store_case *c, struct err *e) MUST_USE;
int store_event_put(struct work *w, int64_t case_id, int64_t at_s, enum store_event_kind k,
	int64_t undoes, struct str detail, int64_t *seq, struct err *e) MUST_USE;
/* The same with facts that become public in the ledger, as flow/record.h packs them. */
int store_event_put_facts(struct work *w, int64_t case_id, int64_t at_s, enum store_event_kind k,
	int64_t undoes, struct str detail, struct str facts, int64_t *seq, struct err *e) MUST_USE;
/* What reports change, in memory until the chunk is left: call in rising order of id. */
struct hot_case {
	enum case_state state;
	enum verdict verdict;
	enum harm_class harm_class;
	enum site_kind site_kind;
	int role; /* of the proposal; STORE_NONE */
	uint32_t action; /* of the proposal, by store_action; 0: none */
	bool merged;
	uint32_t reports;
	int64_t last_seen_s, due_s;
	evidence_set evidence;
	enum tier tier;
	unsigned grade; /* as in store_case */
	uint16_t country; /* store_country */
};
/* Two letters as a number, whatever their case; 0 for anything else. */
uint16_t store_country(struct str s);
int store_hot_get(struct work *w, int64_t id, struct hot_case *out, struct err *e) MUST_USE;
int store_hot_put(struct work *w, int64_t id, const struct hot_case *h, struct err *e) MUST_USE;
int store_report_put(
	struct work *w, int64_t case_id, const struct store_report *r, struct err *e) MUST_USE;
/* The number of a word (made where it is new; 0 for the empty word). */
int store_word(struct work *w, struct str text, int64_t *id, struct err *e) MUST_USE;
/* The number of an action's name, made where it is new; 0 for the empty one. */
int store_action(struct work *w, struct str name, uint32_t *n, struct err *e) MUST_USE;
/* The cold row of a case inside the transaction. */
int store_case_load(struct work *w, struct arena *a, int64_t id, struct store_case *out,
	struct err *e) MUST_USE;
int64_t store_case_count(struct work *w); /* numbers given so far */

/* ---- facts ---- */

/* Keep facts, inside a transaction; what is there already is passed over.  ${*fresh}: how many were new. */
int store_facts_put(struct work *w, const struct facts *f, size_t *fresh, struct err *e) MUST_USE;
/* Is one of them not there yet? */
int store_facts_lacks(struct store *s, const struct facts *f, bool *lacks, struct err *e) MUST_USE;
/* Append what is known of ${subject} not later than ${now_s}, at most the newest 200, oldest first.  Costs
 * nothing where the store keeps no facts, a few microseconds else. */
int store_facts_about(struct store *s, struct arena *a, struct str subject, int64_t now_s,
	struct facts *out, struct err *e) MUST_USE;
int store_facts_none(struct store *s, bool *none, struct err *e) MUST_USE;
/* Before asking about thousands: one pass over the subjects, so that each stranger costs a few
 * nanoseconds until the work ends. */
int store_facts_filter(struct store *s, struct err *e) MUST_USE;
/* Is it known, without asking the database, that nothing is kept about ${subject}? */
bool store_facts_stranger(const struct store *s, struct str subject);

/* ---- lists ---- */

enum store_sort { SORT_OPENED, SORT_LAST_SEEN, SORT_DUE, SORT_REPORTS, SORT_SITE, SORT_COUNT };
const char *store_sort_text(int sort);
bool store_sort_parse(struct str s, enum store_sort *out);

struct store_query {
	/* -1 / empty: any */
	int harm_class, verdict, state, kind, role;
	struct str action, site_prefix;
	struct str country; /* of the host, two letters */
	struct str actor; /* who is asked, by name */
	struct str tie[TIE_KIND_COUNT]; /* with one of whose names a fact ties this value */
	struct str about_site, about; /* a site and its host: cases on it, or tied by it */
	bool replied; /* with a reply nobody has dealt with (store_reply_new), among the last STORE_REPLIES_MOST */
	struct str about_asked; /* as it was written; nothing here looks at it */
	int64_t opened_from_s, opened_before_s; /* CLOCK_NONE: any */
	enum store_sort sort;
	bool reverse; /* the other way round; as it is: newest, latest, soonest due, most first, a to z */
	int64_t after; /* last id of the page before; 0: from the start */
	size_t limit; /* 0: all */
};
void store_query_init(struct store_query *q);
/* Ids of one page.  O(cases) over 20 bytes each: a million cases take a few milliseconds, whatever the
 * filters and the order.  By site, and below a site prefix, the index of sites is walked instead (by_site.h); a
 * prefix in another order than by site may cover STORE_PREFIX_MOST cases (BW_ELIMIT).  A tie may lead over
 * STORE_TIED_MOST names (BW_ELIMIT): what more have in common tells nothing. */
#define STORE_PREFIX_MOST 20000
int store_list(struct store *s, struct arena *a, const struct store_query *q, int64_t **ids,
	size_t *n, struct err *e) MUST_USE;
/* The first case opened at or after ${at_s}, behind the last where there is none: cases are numbered in the order in
 * which they are opened.  O(log cases). */
int store_opened_since(struct store *s, int64_t at_s, int64_t *id, struct err *e) MUST_USE;
/* Age as people give it, into ${q}: "24h", "7d", "2w": opened not longer ago; "over-7d": longer. */
int store_query_age(struct store_query *q, struct str age, int64_t now_s, struct err *e) MUST_USE;

/* Did the last word on the case come from outside: an answer, and since then neither a decision nor another change by a
 * person?  One index look-up. */
int store_reply_new(struct store *s, int64_t id, bool *is_new, struct err *e) MUST_USE;
#define STORE_REPLIES_MOST 500
/* How many cases have such a reply, among those of the last STORE_REPLIES_MOST answers. */
int store_replies_new(struct store *s, struct arena *a, size_t *n, struct err *e) MUST_USE;

/* Other cases than ${but} with that in common, at most ${most}, in no order; BW_OK and as many as there are.  Looked up in
 * indexes: microseconds each.  A tie is followed over at most STORE_TIED_MOST names. */
#define STORE_TIED_MOST 2000
int store_tied(struct store *s, struct arena *a, enum tie_kind kind, struct str value, int64_t but,
	size_t most, int64_t **ids, size_t *n, struct err *e) MUST_USE;
int store_asked(struct store *s, struct arena *a, struct str actor, int64_t but, size_t most,
	int64_t **ids, size_t *n, struct err *e) MUST_USE;
/* Cases (without those merged away) and their reports. */
int store_counts(struct store *s, uint64_t *cases, uint64_t *reports, struct err *e) MUST_USE;

/* ---- changes by people ---- */

/* The work lock and an open transaction whose commit (store_work_commit) is fsynced. */
int store_change_begin(struct store *s, struct work **out, struct err *e) MUST_USE;
/* Each refuses cases that were merged into another, and writes its events.  Split, merge and undo give
 * cases other reports: flow runs their stages again in the same transaction. */
int store_close_case(
	struct work *w, int64_t id, int64_t now_s, struct str why, struct err *e) MUST_USE;
/* New case with these reports of ${id}; refused where none or all of them would go. */
int store_split(struct work *w, struct arena *a, int64_t id, const uint64_t *ords, size_t n,
	int64_t now_s, int64_t *new_id, struct err *e) MUST_USE;
/* All reports of the others to ${id}; same harm class only. */
int store_merge(struct work *w, struct arena *a, int64_t id, const int64_t *others, size_t n,
	int64_t now_s, struct err *e) MUST_USE;
/* Take back the last of split, merge and close on this case that is not taken back; ${*touched} in
 * ${a} are the cases whose reports changed. */
int store_undo(struct work *w, struct arena *a, int64_t id, int64_t now_s, struct store_event *what,
	int64_t **touched, size_t *n, struct err *e) MUST_USE;

/* Take the personal data out of report ${ord} of the case, or of all its reports where that is 0, and of all
 * that came in the same messages: sender, raw bytes, free text, brand, and of the target all but the site.
 * What stays is which case it is, counts, times and an event with ${why}, which is refused where it repeats
 * any of it.  It is on disk, in the database's free pages neither; whoever dies meanwhile has it finished at
 * the next store_open.  ${*n}: how many were not erased yet.  The cases are stale afterwards.  Writes the
 * database anew: seconds for a million cases.  ${first} (may be NULL) is called in a transaction of its own before
 * anything is touched, with the reports and with the cases whose events may lose their details. */
struct store_erase_first {
	int (*run)(void *ctx, struct work *w, const uint64_t *ords, size_t n, const int64_t *cases,
		size_t cases_n, struct err *e);
	void *ctx;
};
int store_erase(struct store *s, int64_t case_id, uint64_t ord, int64_t now_s, struct str why,
	const struct store_erase_first *first, uint64_t *n, struct err *e) MUST_USE;
/* One was begun and is not finished. */
bool store_erase_pending(const struct store *s);
/* Cases whose stages must run again; store_stale_none, inside that change, says they did. */
int store_stale(struct store *s, struct arena *a, int64_t **ids, size_t *n, struct err *e) MUST_USE;
int store_stale_none(struct work *w, struct err *e) MUST_USE;

/* ---- care ---- */

struct store_check {
	const char *name;
	bool ok;
	struct str detail;
};
#define STORE_CHECKS 32
int store_fsck(struct store *s, struct arena *a, struct store_check *out, size_t *n,
	struct err *e) MUST_USE;
/* A consistent copy of the store in ${to}, which must be empty or not there. */
int store_backup(struct store *s, const char *to, struct err *e) MUST_USE;
int store_restore(const char *from, const char *to, struct err *e) MUST_USE;

#endif
