# SPDX-License-Identifier: Apache-2.0
# docs/policy.md says what the packs say.
"$SOURCE_ROOT/tools/gen-policy-page" "$BAILIWICK" >policy.md
cmp -s policy.md "$SOURCE_ROOT/docs/policy.md" || fail "docs/policy.md is not what tools/gen-policy-page makes: run it"
[ "$(grep -c '^## ' policy.md)" -gt 60 ] || fail "the page has lost packs"
