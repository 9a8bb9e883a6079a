/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox.h -- take away from this process all that its role does not need, for good.
 *
 * Three fences that do not rest on one another: Landlock (no path, no TCP), a seccomp allow-list (no
 * other system call), and resource limits (CPU, memory, files, processes).  sandbox.def is the table of
 * rights.  Where the kernel or a container offers less, what is missing is said in the report and the
 * rest still holds; nothing is left out in silence.
 */
#ifndef SYS_SANDBOX_H
#define SYS_SANDBOX_H

#include <stddef.h>

#include "base/err.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANDBOX_SANITIZED true
#endif
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED false /* true: no ceiling on address space, a few more calls */
#endif

/* What holds.  One byte each, so that it can be sent as it is. */
struct sandbox_report {
	unsigned char landlock; /* ABI version in force, 0: none */
	unsigned char seccomp; /* 1: filters are in force */
	unsigned char memory; /* 1: address space has a ceiling */
	unsigned char user; /* 1: it is not root (any more) */
};

/* What the template prepares before it locks itself down and each child puts on. */
struct sandbox_child {
	void *filter; /* struct sock_filter[] */
	unsigned short filter_n;
	size_t base_bytes; /* address space of the template */
	bool seccomp;
};

/* Lock this process down as the template of `parse`: it can fork, wait, kill its children and talk over
 * descriptors it has; nothing else.  Fills ${child} for those children.  An error means that even
 * no_new_privs failed, and the process must end.  Needs a process with one thread. */
int sandbox_template(
	struct sandbox_child *child, struct sandbox_report *report, struct err *e) MUST_USE;
/* In the forked child: limits and the tight filter.  ${extra_bytes} of address space (the message) come
 * on top of ${memory_bytes}.  False: do not go on. */
bool sandbox_enter_child(const struct sandbox_child *c, unsigned cpu_seconds, size_t memory_bytes,
	size_t extra_bytes) MUST_USE;

/* Lock this process down as the one that signs: it may use the descriptors it has, and nothing else. */
int sandbox_sign(struct sandbox_report *report, struct err *e) MUST_USE;

/* Lock this process down as one that opens a packed file: the calls of the child of `parse`, the descriptors it
 * has, and ${memory_bytes} of address space beyond what it has now. */
int sandbox_unpack(size_t memory_bytes, struct sandbox_report *report, struct err *e) MUST_USE;

/* Lock down a command that talks to the network itself, when its data is loaded and before the first question:
 * no other program, no other process, no file but those of the C library and TLS (READABLE in sandbox.def)
 * and what it keeps, no socket but those of the Internet, no TCP but to these ports.  What is missing is said
 * in ${report}.  Needs a process with one thread. */
struct sandbox_network {
	const char *write[4]; /* folders it keeps things in, which must be there; NULL: none */
	const char *
		apart; /* a name in write[0] of which it opens no file, nor of what appears there later; NULL */
	const char *read[8]; /* besides those of the table; NULL: none */
	uint16_t ports[8]; /* TCP; 0: none */
	bool any_port; /* tests */
};
int sandbox_enter_network(
	const struct sandbox_network *n, struct sandbox_report *report, struct err *e) MUST_USE;
/* Its tables, for tests and documents: NULL past the end. */
const char *sandbox_forbidden(size_t i);
const char *sandbox_readable(size_t i);

/* "" or one sentence saying which fences are missing. ${out} has SANDBOX_WARNING bytes. */
#define SANDBOX_WARNING 200
const char *sandbox_warning(const struct sandbox_report *r, char *out);
/* ABI version of the kernel's Landlock, 0 where there is none. */
int sandbox_landlock_abi(void);

/* The table of rights, for tests and documents: NULL past the end. */
enum sandbox_who { SANDBOX_CHILD, SANDBOX_TEMPLATE, SANDBOX_SIGN, SANDBOX_WHO_COUNT };
const char *sandbox_allowed(enum sandbox_who who, size_t i);

#endif
