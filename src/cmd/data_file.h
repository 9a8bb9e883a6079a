/* SPDX-License-Identifier: Apache-2.0 */
/* data_file.h -- files of the reference data, for data.c, data_image.c and update. */
#ifndef CMD_DATA_FILE_H
#define CMD_DATA_FILE_H

#include "cmd/data.h"

bool data_is_file(struct str path);
/* Make a folder and those above it. */
int data_mkdirs(struct str path, struct err *e) MUST_USE;
/* Write a file whole: beside its place, fsync, rename, fsync the folder. */
int data_write(struct arena *a, struct str path, struct str bytes, struct err *e) MUST_USE;
/* Sync the folder that holds ${path} (ending in NUL), so that a rename in it lasts. */
void data_sync_dir(struct str path);
/* The file as it is, without unpacking. */
int data_read_fd(struct arena *a, int fd, struct str path, size_t most, struct str *out,
	struct err *e) MUST_USE;
/* libloc's database in the form of source.h, with the date it was made; in ${a}. */
int data_location(struct arena *a, struct str path, struct str *out, int64_t *dated_at_s,
	struct err *e) MUST_USE;
/* One source's bytes and date; in ${a} or in the program. */
int data_source_read(struct arena *a, const struct data_source *x, struct str *bytes,
	int64_t *dated_at_s, struct err *e) MUST_USE;
/* What data_played is made of. */
int data_played_sources(struct data_sources *out, struct err *e) MUST_USE;
/* The image cache's folder, in c->arena; p NULL where there is none. */
struct str data_cache_dir(struct ctx *c);

#endif
