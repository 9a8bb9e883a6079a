/* SPDX-License-Identifier: Apache-2.0 */
#include "appeal/review.h"

#include "base/clock.h"
#include "base/limit.h"

#define DAY_S ((int64_t)86400)

static const char *const appellants[] = {
	[APPELLANT_HOLDER] = "holder",
	[APPELLANT_REPORTER] = "reporter",
	[APPELLANT_ACTOR] = "actor",
};
#define APPELLANTS (sizeof(appellants) / sizeof(appellants[0]))

const char *appellant_text(int by)
{
	return by >= 0 && (size_t)by < APPELLANTS ? appellants[by] : "?";
}

bool appellant_parse(struct str text, enum appellant *out)
{
	for (size_t i = 0; i < APPELLANTS; i++)
		if (str_is(text, appellants[i])) {
			*out = (enum appellant)i;
			return true;
		}
	return false;
}

int64_t review_until(int64_t decided_s, int64_t days)
{
	return decided_s + (days < APPEAL_WINDOW_DAYS ? APPEAL_WINDOW_DAYS : days) * DAY_S;
}

bool appeal_ended(enum appeal_state s)
{
	return s != APPEAL_FILED && s != APPEAL_IN_REVIEW;
}

int review_may_file(const struct decided *d, enum appellant by, int64_t until_s, int64_t now_s,
	const struct appeal *others, size_t n, struct err *e)
{
	bool refused = d->action.n == 0;

	if (d->state != DECISION_IS_IN_FORCE)
		return err_set(e, BW_ECONFLICT, "there is nothing to appeal: the decision is %s",
			decision_state_text((int)d->state));
	if (now_s >= until_s)
		return err_set(e, BW_ECONFLICT, "the time for an appeal is over");
	if (by == APPELLANT_REPORTER && !refused)
		return err_set(e, BW_EINVALID,
			"who reported can appeal a refusal, and this decision is none");
	if (by != APPELLANT_REPORTER && refused)
		return err_set(e, BW_EINVALID,
			"nothing was decided against anybody; a refusal is appealed by who "
			"reported");
	for (size_t i = 0; i < n; i++) {
		if (others[i].by != by || others[i].state == APPEAL_WITHDRAWN)
			continue;
		return err_set(e, BW_ECONFLICT,
			appeal_ended(others[i].state) ? "it was appealed and answered already; a "
							"court or an out-of-court "
							"body can look at it next"
						      : "an appeal against it is open already");
	}
	return BW_OK;
}

static bool is_outcome(enum appeal_state s)
{
	return s == APPEAL_UPHELD || s == APPEAL_CHANGED || s == APPEAL_REVERSED ||
	       s == APPEAL_INADMISSIBLE;
}

static int may_review(int64_t person, const int64_t *deciders, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (deciders[i] == person)
			return err_set(e, BW_EDENIED,
				"nobody reviews a decision that they took or agreed to");
	return BW_OK;
}

static int end(
	const struct appeal *now, const struct review_ask *ask, struct appeal *next, struct err *e)
{
	bool inadmissible = ask->outcome == APPEAL_INADMISSIBLE;

	if (!is_outcome(ask->outcome))
		return err_set(e, BW_EINVALID,
			"an appeal is upheld, changed, reversed or inadmissible, not '%s'",
			appeal_state_text((int)ask->outcome));
	if (now->state == APPEAL_FILED && !inadmissible)
		return err_set(e, BW_ECONFLICT, "nobody has taken the appeal up yet");
	if (now->state == APPEAL_IN_REVIEW && now->reviewer != ask->person)
		return err_set(e, BW_EDENIED, "somebody else reviews it; take it over first");
	if (ask->reasons.n == 0 || ask->reasons.n > LIMIT_APPEAL_TEXT)
		return err_set(e, BW_EINVALID, "an outcome needs its reasons, of at most %d bytes",
			LIMIT_APPEAL_TEXT);
	next->state = ask->outcome;
	next->reviewer = ask->person;
	next->reasons = ask->reasons;
	next->ended_at_s = ask->now_s;
	return BW_OK;
}

int review_step(const struct appeal *now, const struct review_ask *ask, const int64_t *deciders,
	size_t n, struct appeal *next, struct err *e)
{
	struct appeal to = *now;
	int rc = BW_OK;

	if (appeal_ended(now->state))
		return err_set(e, BW_ECONFLICT, "the appeal has ended: it was %s",
			appeal_state_text((int)now->state));
	if (ask->move != REVIEW_WITHDRAW)
		rc = may_review(ask->person, deciders, n, e);
	if (rc)
		return rc;
	switch (ask->move) {
	case REVIEW_TAKE:
		if (now->state == APPEAL_IN_REVIEW && now->reviewer == ask->person)
			return err_set(e, BW_ECONFLICT, "it is yours already");
		to.state = APPEAL_IN_REVIEW;
		to.reviewer = ask->person;
		break;
	case REVIEW_END: rc = end(now, ask, &to, e); break;
	case REVIEW_WITHDRAW:
		to.state = APPEAL_WITHDRAWN;
		to.ended_at_s = ask->now_s;
		break;
	}
	if (!rc)
		*next = to;
	return rc;
}

/* ---- the way back ---- */

static const struct {
	const char *text, *words;
} restorings[] = {
	[RESTORING_NOTHING] = { "nothing", "nothing had been taken away" },
	[RESTORING_WAITS] = { "waits", "the way back is not under way yet" },
	[RESTORING_ASKED] = { "asked", "the way back is under way" },
	[RESTORING_FAILED] = { "failed",
		"the way back could not be carried out: a person is needed" },
	[RESTORING_UNSEEN] = { "unseen",
		"it was carried out, and nobody has seen yet that it worked" },
	[RESTORING_DONE] = { "done", "it is as it was before" },
};
#define RESTORINGS (sizeof(restorings) / sizeof(restorings[0]))

const char *restoring_text(int r)
{
	return r >= 0 && (size_t)r < RESTORINGS ? restorings[r].text : "?";
}

const char *restoring_words(int r)
{
	return r >= 0 && (size_t)r < RESTORINGS ? restorings[r].words : "?";
}

enum restoring review_restoring(const struct measure *m, const enum letter_state *undo, size_t n)
{
	bool under_way = false, failed = false;

	if (!m)
		return RESTORING_NOTHING;
	if (m->restored)
		return RESTORING_DONE;
	/* it ended before it ever began: no letter had to take it back */
	if (m->state == MEASURE_ENDED)
		return n == 0 && m->from_s == CLOCK_NONE ? RESTORING_NOTHING : RESTORING_UNSEEN;
	for (size_t i = 0; i < n; i++) {
		under_way = under_way || undo[i] == LETTER_IS_LEASED || undo[i] == LETTER_IS_SENT;
		failed = failed || undo[i] == LETTER_IS_BOUNCED || undo[i] == LETTER_IS_FAILED ||
			 undo[i] == LETTER_IS_DROPPED;
	}
	return under_way ? RESTORING_ASKED : failed ? RESTORING_FAILED : RESTORING_WAITS;
}
