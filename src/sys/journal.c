/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/journal.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static const struct {
	const char *id;
	int level;
} events[JOURNAL_COUNT] = {
#define JOURNAL(code, id, level, words) [JOURNAL_##code] = { id, level },
#include "sys/journal.def"
#undef JOURNAL
};

void journal(const struct journal *j, enum journal_event what, const char *fmt, ...)
{
	char line[900], level[8] = "";
	va_list args;
	int n;

	if (j->levels)
		snprintf(level, sizeof(level), "<%d>", events[what].level);
	n = snprintf(line, sizeof(line), "%sbailiwick: %s %s: ", level, j->role, events[what].id);
	va_start(args, fmt);
	n += vsnprintf(line + n, sizeof(line) - (size_t)n - 1, fmt, args);
	va_end(args);
	if (n > (int)sizeof(line) - 2)
		n = (int)sizeof(line) - 2;
	for (int i = 0; i < n; i++)
		if (line[i] == '\n')
			line[i] = ' ';
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return; /* nobody reads it */
}
