/* SPDX-License-Identifier: Apache-2.0 */
#include "store/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "sys/durable.h"
#include "sys/fd.h"

#define KEYS_MAGIC    0x3153594b57420001u
#define HEAD_BYTES    4096
#define FIRST_BITS    16
#define MOST_BITS     36
#define RELEASE_BYTES ((size_t)24 << 20) /* smaller tables may stay resident */
#define RELEASE_EVERY \
	256 /* slots touched; each may bring in 64 kB or more (the kernel maps around a fault) */

struct key_slot {
	unsigned char part[10];
	unsigned char ord[6]; /* zero: empty */
};
_Static_assert(sizeof(struct key_slot) == 16, "slots are 16 bytes");

struct keys_head {
	uint64_t magic;
	char boot[40];
	unsigned char store_id[16];
	uint64_t bits, used;
	uint64_t end_segment, end_at, next_ord;
	uint32_t fresh; /* something torn stands behind the end: begin a new segment */
	uint32_t busy; /* a group is open: whoever sees this with the lock in hand makes it anew */
	uint32_t retired; /* another file took its place */
};

static void read_boot(char out[40])
{
	AUTO_FD int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t k = fd < 0 ? -1 : read(fd, out, 36);

	if (k < 0)
		k = 0; /* not known: equal to none, see fits() */
	memset(out + k, 0, 40 - (size_t)k);
}

int keys_init(struct keys *k, const char *store_dir, struct err *e)
{
	int n;

	*k = (struct keys){ .fd = -1 };
	read_boot(k->boot); /* now: a process behind its fence can not */
	n = snprintf(k->path, sizeof(k->path), "%s/keys", store_dir);
	if (n < 0 || (size_t)n >= sizeof(k->path))
		return err_set(e, BW_ELIMIT, "the store's path is too long");
	return BW_OK;
}

static void unmap(struct keys *k)
{
	if (k->head)
		munmap(k->head, k->map_n);
	k->head = NULL;
	k->slots = NULL;
	fd_close(&k->fd);
}

void keys_done(struct keys *k)
{
	if (!k->path[0])
		return;
	unmap(k);
	mem_free(k->undo);
	k->undo = NULL;
}

static uint64_t slot_of(const struct keys *k, const unsigned char *key)
{
	uint64_t h = 0;

	for (int i = 0; i < 8; i++)
		h = h << 8 | key[i];
	return h >> (64 - k->bits);
}

static uint64_t slot_ord(const struct key_slot *s)
{
	uint64_t v = 0;

	for (int i = 0; i < 6; i++)
		v |= (uint64_t)s->ord[i] << (8 * i);
	return v;
}

static void slot_set(struct key_slot *s, const unsigned char *part, uint64_t ord)
{
	memcpy(s->part, part, sizeof(s->part));
	for (int i = 0; i < 6; i++)
		s->ord[i] = (unsigned char)(ord >> (8 * i));
}

static int map_file(struct keys *k, struct err *e)
{
	struct stat st;
	void *p;

	if (fstat(k->fd, &st))
		return err_errno(e, BW_EIO, "look at", str_of(k->path));
	k->map_n = (size_t)st.st_size;
	if (k->map_n < HEAD_BYTES)
		return err_set(e, BW_EPARSE, "the key file is cut short");
	p = mmap(NULL, k->map_n, PROT_READ | PROT_WRITE, MAP_SHARED, k->fd, 0);
	if (p == MAP_FAILED)
		return err_errno(e, BW_ENOMEM, "map", str_of(k->path));
	k->head = p;
	k->slots = (struct key_slot *)((char *)p + HEAD_BYTES);
	k->bits = (unsigned)k->head->bits;
	if (k->head->magic != KEYS_MAGIC || k->bits < FIRST_BITS || k->bits > MOST_BITS ||
		k->map_n != HEAD_BYTES + ((size_t)16 << k->bits)) {
		unmap(k);
		return err_set(e, BW_EPARSE, "the key file is damaged");
	}
	return BW_OK;
}

/* A new empty file of that size, mapped, not yet in its place. */
static int map_new(struct keys *k, unsigned bits, const char *path, struct err *e)
{
	size_t n = HEAD_BYTES + ((size_t)16 << bits);
	int rc;

	k->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (k->fd < 0)
		return err_errno(e, BW_ECREATE, "make", str_of(path));
	/* Room is taken now: a full disk must not be a SIGBUS later. */
	rc = posix_fallocate(k->fd, 0, (off_t)n);
	if (rc) {
		errno = rc;
		fd_close(&k->fd);
		unlink(path);
		return err_errno(e, BW_EIO, "make", str_of(path));
	}
	k->map_n = n;
	k->head = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, k->fd, 0);
	if (k->head == MAP_FAILED) {
		k->head = NULL;
		fd_close(&k->fd);
		return err_errno(e, BW_ENOMEM, "map", str_of(path));
	}
	k->slots = (struct key_slot *)((char *)k->head + HEAD_BYTES);
	k->bits = bits;
	k->head->magic = KEYS_MAGIC;
	k->head->bits = bits;
	k->head->busy = 1;
	return BW_OK;
}

static void release(struct keys *k)
{
	k->touched = 0;
	if (k->map_n > RELEASE_BYTES)
		madvise(k->slots, k->map_n - HEAD_BYTES, MADV_DONTNEED);
}

static struct key_slot *find(struct keys *k, const unsigned char *key, uint64_t *index)
{
	uint64_t mask = ((uint64_t)1 << k->bits) - 1, i = slot_of(k, key);

	if (++k->touched >= RELEASE_EVERY)
		release(k);
	for (;; i = (i + 1) & mask) {
		struct key_slot *s = &k->slots[i];

		if (slot_ord(s) == 0 || memcmp(s->part, key, sizeof(s->part)) == 0) {
			*index = i;
			return s;
		}
	}
}

static int grow(struct keys *k, unsigned bits, struct err *e)
{
	struct keys next = { .fd = -1 };
	char path[3300];
	uint64_t at;
	int rc;

	if (bits > MOST_BITS)
		return err_set(e, BW_ELIMIT, "more reports than the key file can hold");
	snprintf(path, sizeof(path), "%s.new", k->path);
	rc = map_new(&next, bits, path, e);
	if (rc)
		return rc;
	for (uint64_t i = 0; i < (uint64_t)1 << k->bits; i++) {
		const struct key_slot *s = &k->slots[i];

		/* The key's first ten bytes are all that find() looks at. */
		if (slot_ord(s))
			*find(&next, s->part, &at) = *s;
	}
	memcpy(next.head->boot, k->head->boot, sizeof(next.head->boot));
	memcpy(next.head->store_id, k->head->store_id, sizeof(next.head->store_id));
	next.head->used = k->head->used;
	next.head->end_segment = k->head->end_segment;
	next.head->end_at = k->head->end_at;
	next.head->next_ord = k->head->next_ord;
	next.head->fresh = k->head->fresh;
	next.head->busy = k->head->busy;
	if (rename(path, k->path)) {
		rc = err_errno(e, BW_EIO, "put in place", str_of(k->path));
		unmap(&next);
		return rc;
	}
	k->head->retired = 1;
	unmap(k);
	k->fd = next.fd;
	k->head = next.head;
	k->slots = next.slots;
	k->map_n = next.map_n;
	k->bits = next.bits;
	k->touched = 0;
	return BW_OK;
}

/* Does the mapped file say what the spool says? */
static bool fits(const struct keys *k, const struct spool *p)
{
	char path[3200];
	struct stat st;

	if (k->head->busy || k->head->retired || !k->boot[0] ||
		memcmp(k->boot, k->head->boot, 40) != 0 ||
		memcmp(k->head->store_id, p->id, 16) != 0)
		return false;
	snprintf(path, sizeof(path), "%s/%08u.seg", p->dir, (unsigned)k->head->end_segment + 1);
	if (stat(path, &st) == 0)
		return false;
	if (k->head->end_segment == 0)
		return true;
	snprintf(path, sizeof(path), "%s/%08u.seg", p->dir, (unsigned)k->head->end_segment);
	return stat(path, &st) == 0 && (k->head->fresh ? (uint64_t)st.st_size >= k->head->end_at
						       : (uint64_t)st.st_size == k->head->end_at);
}

static int add_block(struct keys *k, const struct spool_block *b, struct err *e)
{
	uint64_t at;
	int rc;

	while (k->head->used + b->n > ((uint64_t)1 << k->bits) / 10 * 7) {
		rc = grow(k, k->bits + 1, e);
		if (rc)
			return rc;
	}
	for (uint32_t i = 0; i < b->n; i++) {
		const unsigned char *key = b->keys + (size_t)i * sizeof(struct report_key);
		struct key_slot *s = find(k, key, &at);

		if (slot_ord(s) == 0) {
			slot_set(s, key, b->first_ord + i);
			k->head->used++;
		}
	}
	return BW_OK;
}

static int sync_segment(const struct spool *p, uint32_t n, struct err *e)
{
	char path[3200];
	AUTO_FD int fd = -1;

	snprintf(path, sizeof(path), "%s/%08u.seg", p->dir, n);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, BW_EIO, "open", str_of(path));
	return durable_sync(fd, path, e);
}

static int rebuild(struct keys *k, struct spool *p, struct err *e)
{
	struct spool_reader r;
	struct spool_block b;
	struct spool_pos pos = { 0 };
	uint64_t next = 1;
	bool more;
	int rc;

	unmap(k);
	unlink(k->path);
	rc = spool_mend(p, e);
	if (rc)
		return rc;
	rc = map_new(k, FIRST_BITS, k->path, e);
	if (rc)
		return rc;
	spool_reader_init(&r, p);
	for (;;) {
		rc = spool_read(&r, pos, &b, &more, e);
		if (rc || !more)
			break;
		if (b.first_ord != next) {
			rc = err_set(e, BW_EIO,
				"the spool is damaged: report %llu follows %llu in segment %u; see "
				"'bailiwick fsck'",
				(unsigned long long)b.first_ord, (unsigned long long)next - 1,
				b.pos.segment);
			break;
		}
		rc = add_block(k, &b, e);
		if (rc)
			break;
		pos = b.next;
		next = b.first_ord + b.n;
	}
	/* Whoever died may have written and not synced: what is found here may be acknowledged from now on. */
	if (!rc && r.segment)
		rc = sync_segment(p, r.segment, e);
	/* The last segment may hold less than a header, or something torn: go on in a new one. */
	if (!rc && r.segment > pos.segment)
		pos = (struct spool_pos){ r.size < SPOOL_SEGMENT_HEAD ? r.segment - 1 : r.segment,
			SPOOL_SEGMENT_HEAD };
	if (!rc) {
		memcpy(k->head->boot, k->boot, sizeof(k->head->boot));
		memcpy(k->head->store_id, p->id, 16);
		k->head->end_segment = pos.segment;
		k->head->end_at = pos.at;
		k->head->next_ord = next;
		k->head->fresh = pos.segment != 0 && (r.torn || pos.segment != r.segment);
		k->head->busy = 0;
	}
	spool_reader_done(&r);
	return rc;
}

int keys_ready(struct keys *k, struct spool *p, struct err *e)
{
	struct err ignored;

	if (k->head && !k->head->retired && fits(k, p))
		return BW_OK;
	unmap(k);
	k->fd = open(k->path, O_RDWR | O_CLOEXEC);
	if (k->fd >= 0 && map_file(k, &ignored) == BW_OK && fits(k, p))
		return BW_OK;
	return rebuild(k, p, e);
}

struct spool_pos keys_end(const struct keys *k, uint64_t *next_ord, bool *fresh)
{
	*next_ord = k->head->next_ord;
	*fresh = k->head->fresh != 0;
	return (struct spool_pos){ (uint32_t)k->head->end_segment, k->head->end_at };
}

int keys_open(struct keys *k, size_t most, struct err *e)
{
	unsigned bits = k->bits;
	void *p;

	while (k->head->used + most > ((uint64_t)1 << bits) / 10 * 7)
		bits++;
	if (bits != k->bits) {
		int rc = grow(k, bits, e);

		if (rc)
			return rc;
	}
	if (most > k->undo_cap) {
		p = mem_resize(k->undo, most, sizeof(*k->undo));
		if (!p)
			return err_nomem(e);
		k->undo = p;
		k->undo_cap = most;
	}
	k->undo_n = 0;
	k->head->busy = 1;
	return BW_OK;
}

void keys_prefetch(const struct keys *k, const struct report_key *key)
{
	__builtin_prefetch(&k->slots[slot_of(k, key->b)], 1);
}

uint64_t keys_put(struct keys *k, const struct report_key *key, uint64_t ord)
{
	uint64_t at;
	struct key_slot *s = find(k, key->b, &at);
	uint64_t had = slot_ord(s);

	if (had)
		return had;
	slot_set(s, key->b, ord);
	k->undo[k->undo_n++] = at;
	return ord;
}

void keys_keep(struct keys *k, struct spool_pos end, uint64_t next_ord)
{
	k->head->used += k->undo_n;
	k->head->end_segment = end.segment;
	k->head->end_at = end.at;
	k->head->next_ord = next_ord;
	k->head->fresh = 0;
	k->undo_n = 0;
	__atomic_store_n(&k->head->busy, 0, __ATOMIC_RELEASE);
	release(k);
}

void keys_drop(struct keys *k)
{
	/* Newest first: the table is then exactly what it was. */
	while (k->undo_n)
		memset(&k->slots[k->undo[--k->undo_n]], 0, sizeof(*k->slots));
	__atomic_store_n(&k->head->busy, 0, __ATOMIC_RELEASE);
}

uint64_t keys_find(struct keys *k, const unsigned char *key)
{
	uint64_t at;

	return slot_ord(find(k, key, &at));
}

uint64_t keys_count(const struct keys *k)
{
	return k->head->used;
}
