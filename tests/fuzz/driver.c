/* SPDX-License-Identifier: Apache-2.0 */
/* Replays seeds: every file of the folders given, and of each file every prefix up to 64 bytes and a few
 * simple mutations, through LLVMFuzzerTestOneInput.  Fails where a folder holds no seed. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

/* Exact-size copies, so that the sanitizer sees a read past the end. */
static void feed(const uint8_t *data, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	if (!copy)
		exit(99);
	memcpy(copy, data, n);
	(void)LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static void replay(uint8_t *data, size_t n)
{
	feed(data, n);
	for (size_t k = 0; k < n && k < 64; k++)
		feed(data, k);
	for (size_t i = 0, step = n / 200 + 1; i < n; i += step) {
		uint8_t was = data[i];

		data[i] ^= (uint8_t)(1u << (i % 8));
		feed(data, n);
		data[i] = was;
	}
}

static int one_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;
	size_t n;

	if (!f)
		return 0;
	data = malloc(4 << 20);
	if (!data)
		exit(99);
	n = fread(data, 1, 4 << 20, f);
	fclose(f);
	replay(data, n);
	free(data);
	return 1;
}

int main(int argc, char **argv)
{
	int seen = 0;

	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);

		if (!d) {
			seen += one_file(argv[i]);
			continue;
		}
		for (struct dirent *x; (x = readdir(d));) {
			char path[4096];

			if (x->d_name[0] == '.')
				continue;
			snprintf(path, sizeof(path), "%s/%s", argv[i], x->d_name);
			seen += one_file(path);
		}
		closedir(d);
	}
	printf("%d seeds replayed\n", seen);
	return seen ? 0 : 1;
}
