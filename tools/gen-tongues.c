/* SPDX-License-Identifier: Apache-2.0 */
/* gen-tongues PO_FOLDER OUT.c DEPFILE: the catalogues po/LANGUAGE.po as sorted tables.
 * A catalogue's header names the language in itself ("X-Name: …"); fuzzy and empty entries are left out. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 4096

struct entry {
	char *id, *text;
};

static char *more(char *to, const char *quoted)
{
	const char *from = strchr(quoted, '"'), *end = strrchr(quoted, '"');
	size_t n = to ? strlen(to) : 0, add = from && end > from ? (size_t)(end - from - 1) : 0;
	char *p = realloc(to, n + add + 1);

	if (!p)
		exit(70);
	if (add)
		memcpy(p + n, from + 1, add);
	p[n + add] = 0;
	return p;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->id, ((const struct entry *)b)->id);
}

static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (*s == '\\' && s[1]) {
			s++;
			*to++ = *s == 'n' ? '\n' : *s == 't' ? '\t' : *s;
		} else {
			*to++ = *s;
		}
	}
	*to = 0;
}

static void forget(struct entry *e)
{
	free(e->id);
	free(e->text);
	*e = (struct entry){ 0 };
}

/* Entry E is read: true if it stays. The header's text goes to HEAD. */
static int keep(struct entry *e, int fuzzy, char **head)
{
	if (e->id && e->text && !e->id[0]) {
		free(*head);
		*head = e->text;
		e->text = NULL;
	} else if (e->id && e->text && e->text[0] && !fuzzy) {
		return 1;
	}
	forget(e);
	return 0;
}

static size_t read_po(const char *path, struct entry *v, char **head)
{
	FILE *f = fopen(path, "r");
	char line[8192], **to = NULL;
	size_t n = 0;
	int fuzzy = 0;

	if (!f) {
		perror(path);
		exit(66);
	}
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "#, fuzzy", 8)) {
			fuzzy = 1;
		} else if (!strncmp(line, "msgid ", 6)) {
			if (n == MOST)
				exit(65);
			forget(&v[n]);
			v[n].id = more(NULL, line);
			to = &v[n].id;
		} else if (!strncmp(line, "msgstr ", 7)) {
			free(v[n].text);
			v[n].text = more(NULL, line);
			to = &v[n].text;
		} else if (line[0] == '"' && to) {
			*to = more(*to, line);
		} else if (line[0] == '\n' && to && to == &v[n].text) {
			n += (size_t)keep(&v[n], fuzzy, head);
			fuzzy = 0;
			to = NULL;
		}
	}
	n += (size_t)keep(&v[n], fuzzy, head);
	fclose(f);
	for (size_t i = 0; i < n; i++) {
		unescape(v[i].id);
		unescape(v[i].text);
	}
	qsort(v, n, sizeof(*v), by_id);
	return n;
}

static void quoted(FILE *out, const char *s)
{
	fputc('"', out);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', out);
		if (*s == '\n')
			fputs("\\n", out);
		else
			fputc(*s, out);
	}
	fputc('"', out);
}

static int is_po(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return dot && !strcmp(dot, ".po");
}

int main(int argc, char **argv)
{
	static struct entry v[MOST + 1];
	struct dirent **files;
	FILE *out = argc == 4 ? fopen(argv[2], "w") : NULL,
	     *dep = argc == 4 ? fopen(argv[3], "w") : NULL;
	int n = argc == 4 ? scandir(argv[1], &files, is_po, alphasort) : -1;
	char table[16384] = "";
	size_t at = 0;

	if (!out || !dep || n < 0) {
		fputs("usage: gen-tongues PO_FOLDER OUT.c DEPFILE\n", stderr);
		return 64;
	}
	fprintf(out, "/* made by tools/gen-tongues; do not edit */\n#include \"web/tongue.h\"\n\n");
	fprintf(dep, "%s:", argv[2]);
	for (int i = 0; i < n; i++) {
		char path[4096], code[16], *head = NULL, *name, *rtl;
		size_t k;

		snprintf(path, sizeof(path), "%s/%s", argv[1], files[i]->d_name);
		snprintf(code, sizeof(code), "%.*s", (int)(strlen(files[i]->d_name) - 3),
			files[i]->d_name);
		fprintf(dep, " %s", path);
		k = read_po(path, v, &head);
		name = head ? strstr(head, "X-Name: ") : NULL;
		rtl = head ? strstr(head, "X-Direction: rtl") : NULL;
		if (name)
			name[strcspn(name, "\\")] = 0;
		fprintf(out, "static const struct tongue_message %s[] = {\n", code);
		for (size_t m = 0; m < k; m++) {
			fputs("\t{ ", out);
			quoted(out, v[m].id);
			fputs(", ", out);
			quoted(out, v[m].text);
			fputs(" },\n", out);
		}
		for (size_t m = 0; m < k; m++)
			forget(&v[m]);
		fputs("\t{ 0, 0 },\n};\n\n", out);
		at += (size_t)snprintf(table + at, sizeof(table) - at,
			"\t{ \"%s\", \"%s\", %s, %s, sizeof(%s) / sizeof(%s[0]) - 1 },\n", code,
			name ? name + 8 : code, rtl ? "true" : "false", code, code, code);
		free(head);
		free(files[i]);
	}
	free(files);
	fprintf(dep, " %s\n", argv[1]);
	fprintf(out,
		"const struct tongue tongues[] = {\n\t{ \"en\", \"English\", false, 0, 0 "
		"},\n%s};\n",
		table);
	fprintf(out, "const size_t tongues_n = sizeof(tongues) / sizeof(tongues[0]);\n");
	return fclose(out) || fclose(dep) ? 74 : 0;
}
