/* SPDX-License-Identifier: Apache-2.0 */
/* Does a proof bundle hold? */
#include "format/base64.h"
#include "format/bundle.h"
#include "format/json.h"
#include "ledger/check.h"

void proof_commit(struct sha256 *s, struct str name, const unsigned char salt[SHA256_BYTES],
	struct str value, unsigned char out[SHA256_BYTES])
{
	const struct str parts[] = { STR("bailiwick/private\n"), name, STR("\n"),
		{ (const char *)salt, SHA256_BYTES }, value };

	sha256_parts(s, parts, 5, out);
}

static int check_details(struct sha256 *s, struct arena *a, const struct proof_bundle *p,
	bool *opened, struct err *e)
{
	unsigned char commitment[BUNDLE_SECRETS][SHA256_BYTES], all[SHA256_BYTES],
		want[SHA256_BYTES];
	struct str parts[BUNDLE_SECRETS];
	struct json *j;
	size_t n;
	int rc = json_parse(a, p->entry, &j, e);

	*opened = false;
	if (rc || j->type != JSON_OBJECT)
		return err_set(e, BW_EINVALID, "the entry is no JSON object");
	if (p->secrets_n == 0)
		return BW_OK;
	for (size_t i = 0; i < p->secrets_n; i++) {
		const struct bundle_secret *x = &p->secret[i];

		if (x->open)
			proof_commit(s, x->name, x->hash, x->value, commitment[i]);
		else
			memcpy(commitment[i], x->hash, SHA256_BYTES);
		parts[i] = str_make((const char *)commitment[i], SHA256_BYTES);
	}
	sha256_parts(s, parts, p->secrets_n, all);
	if (!base64_read(json_text(j, "private"), want, sizeof(want), &n) || n != sizeof(want) ||
		memcmp(all, want, sizeof(all)) != 0)
		return err_set(e, BW_EINVALID, "the details do not fit the entry's commitment");
	*opened = true;
	return BW_OK;
}

int proof_check(struct sha256 *s, struct arena *a, const struct trust *t,
	const struct proof_bundle *p, struct proof_said *out, struct err *e)
{
	struct merkle_hash leaf, root;
	struct merkle_proof path = { .n = p->proof.path_n };
	int rc = trust_checkpoint(a, t, p->proof.note, &out->checkpoint, out->marks, e);

	if (rc)
		return rc;
	for (size_t i = 0; i < path.n; i++)
		memcpy(path.hash[i].b, p->proof.path[i], SHA256_BYTES);
	merkle_leaf(s, p->entry, &leaf);
	memcpy(root.b, out->checkpoint.root, sizeof(root.b));
	if (!merkle_inclusion_holds(s, p->proof.index, out->checkpoint.size, &leaf, &root, &path))
		return err_set(e, BW_EINVALID,
			"the entry is not number %llu of the log that the checkpoint signs",
			(unsigned long long)p->proof.index);
	return check_details(s, a, p, &out->opened, e);
}
