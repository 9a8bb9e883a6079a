/* SPDX-License-Identifier: Apache-2.0 */
/* A letter about anything: first line of the input is the target, the second the site, the third a name, the rest
 * words; or a file of templates of one's own.  Whatever stands there, the letter is UTF-8 without control characters,
 * its subject one line, its data JSON, and foreign words stand behind "> ". */
#include <stdint.h>
#include <stdlib.h>

#include "act/act.h"
#include "base/utf8.h"
#include "format/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char own[] = "words: {withheld: \"-\"}\n"
			  "harms: {phishing: phishing}\n"
			  "steps: {lock: lock it}\n"
			  "fragments: {sign: \"{house}\"}\n"
			  "letters:\n"
			  "  stand-down:\n"
			  "    subject: \"{case} {target} {site}\"\n"
			  "    body: \"{recipient}\\n{target}\\nWhy:\\n{words}\\n{+sign}\\n\"\n";

static void check(const struct letter *l)
{
	struct arena a;
	struct json *root;

	if (!utf8_ok(l->subject) || !utf8_ok(l->text))
		abort();
	for (size_t i = 0; i < l->subject.n; i++)
		if ((unsigned char)l->subject.p[i] < ' ')
			abort();
	for (size_t i = 0; i < l->text.n; i++)
		if ((unsigned char)l->text.p[i] < ' ' && l->text.p[i] != '\n')
			abort();
	arena_init(&a, 64 << 20);
	if (json_parse(&a, l->data, &root, NULL))
		abort();
	arena_done(&a);
}

static void write_one(struct str templates, struct str in)
{
	static const struct house house = { STR_INIT("Desk"), STR_INIT("a@desk.example"),
		STR_INIT("") };
	const struct letters_source v = { STR("letters/en.yaml"), templates };
	struct act_case c = { .id = 1, .number = STR("c-1"), .harm = HARM_PHISHING };
	struct decided d = { .id = 1, .action = STR("lock"), .role = -1 };
	struct act_in x = { .what = ACT_STAND_DOWN,
		.house = &house,
		.matter = &c,
		.decision = &d,
		.until_s = CLOCK_NONE,
		.due_s = CLOCK_NONE,
		.role = ROLE_HOSTING,
		.lang = STR("en") };
	struct letters *t;
	struct letter l;
	struct arena a;
	struct err e;

	arena_init(&a, 256 << 20);
	(void)str_cut(&in, '\n', &c.target);
	(void)str_cut(&in, '\n', &c.site);
	(void)str_cut(&in, '\n', &x.actor_name);
	x.words = in;
	d.effect_on = c.target;
	d.effect = EFFECT_DOMAIN;
	if (letters_new(&v, 1, &t, &e))
		abort();
	/* Identities hold no NUL (identify), and our reader of JSON takes none. */
	if (act_letter(&a, t, &x, &l, &e) == BW_OK && str_find_byte(c.target, 0, 0) == SIZE_MAX &&
		str_find_byte(c.site, 0, 0) == SIZE_MAX)
		check(&l);
	letters_free(t);
	arena_done(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_make((const char *)data, size);
	struct letters_source v = { STR("letters/en.yaml"), in };
	struct letters *t;
	struct buf faults;
	struct err e;

	if (size > 8192)
		return 0;
	write_one(str_make(own, sizeof(own) - 1), in);
	/* The same bytes as templates of the operator's own: checked, and every letter of them is still a letter. */
	buf_init(&faults, 1 << 20);
	if (letters_new(&v, 1, &t, &e) == BW_OK) {
		if (letters_check(t, STR("en"), NULL, 0, &faults, &e) == BW_OK &&
			str_find(buf_str(&faults), STR("control character"), 0) == SIZE_MAX)
			write_one(in, STR("https://a.example/\na.example\nname\nwords"));
		letters_free(t);
	}
	buf_done(&faults);
	return 0;
}
