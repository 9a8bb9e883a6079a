/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox_landlock.h -- Landlock's interface in numbers, for the two files of the sandbox: the build machine's
 * headers may be older than the kernel we run on (kernel documentation, ABI 1 to 6). */
#ifndef SYS_SANDBOX_LANDLOCK_H
#define SYS_SANDBOX_LANDLOCK_H

#include <stddef.h>
#include <stdint.h>

#define LL_CREATE_RULESET  444
#define LL_ADD_RULE        445
#define LL_RESTRICT_SELF   446
#define LL_VERSION         (1u << 0)
#define LL_RULE_PATH       1
#define LL_RULE_PORT       2
#define LL_FS_ABI1         ((1ull << 13) - 1) /* execute ... make_sym */
#define LL_FS_REFER        (1ull << 13) /* ABI 2 */
#define LL_FS_TRUNCATE     (1ull << 14) /* ABI 3 */
#define LL_NET_TCP         3ull /* ABI 4: bind and connect */
#define LL_NET_CONNECT     2ull
#define LL_FS_IOCTL        (1ull << 15) /* ABI 5 */
#define LL_SCOPE_UNIX_SIGS 3ull /* ABI 6 */

/* execute (libraries are opened when first needed), read a file, read a folder */
#define LL_FS_READ (1ull << 0 | 1ull << 2 | 1ull << 3)
/* and write, remove and make files, folders and links, and move them about */
#define LL_FS_WRITE                                                                          \
	(1ull << 1 | 1ull << 2 | 1ull << 3 | 1ull << 4 | 1ull << 5 | 1ull << 7 | 1ull << 8 | \
		1ull << 12 | LL_FS_REFER | LL_FS_TRUNCATE)
/* of these, what opens files */
#define LL_FS_OPEN (1ull << 0 | 1ull << 1 | 1ull << 2 | LL_FS_TRUNCATE)
/* what can be said of a file that is no folder */
#define LL_FS_FILE (1ull << 0 | 1ull << 1 | 1ull << 2 | LL_FS_TRUNCATE | LL_FS_IOCTL)

struct ll_ruleset {
	uint64_t fs, net, scoped;
};
struct ll_path {
	uint64_t rights;
	int32_t fd;
} __attribute__((packed));
struct ll_port {
	uint64_t rights, port;
};

/* Every right that ABI version ${abi} knows; returns the size to give the kernel. */
size_t sandbox_landlock_all(int abi, struct ll_ruleset *set);

#endif
