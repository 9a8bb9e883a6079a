# SPDX-License-Identifier: Apache-2.0
# identify: an answer for each operand or line; a refusal costs one line and the exit status.
run 64 "$BAILIWICK" identify
err_has "nothing to identify"
run 0 "$BAILIWICK" identify --json 'hxxps://login[.]example[.]com/a'
json '[.kind, .site, .site_kind, .registrable_domain, .namespace, .canonical, .error]' \
	'["url","example.com","domain","example.com","dns","https://login.example.com/a",null]'
json '.notes' '["refanged"]'
run 0 "$BAILIWICK" identify --json vitalik.eth 192.0.2.1 0x7f.1 AS64496 pc.local me@example.org -- -x.example.net
json '.site' "$(printf 'vitalik.eth\n192.0.2.1\n127.0.0.1\nAS64496\npc.local\nexample.org\nexample.net')"
json '.kind' "$(printf 'name\nip\nip\nasn\nname\nemail\ndomain')"
json '.namespace' "$(printf 'ens\ndns\ndns\ndns\nspecial-use\ndns\ndns')"
run 65 "$BAILIWICK" identify --json a..example example.com
json '.error != null' "$(printf 'true\nfalse')"
json '.site' "$(printf 'null\nexample.com')"
err_has '1 of 2 refused'
printf 'example.com\r\n\n  \nhttp:// /\nexample.net' >names
run 65 "$BAILIWICK" identify --json - <names
json '.input' "$(printf 'example.com\nhttp:// /\nexample.net')"
# A line of a megabyte costs that line alone, and no memory.
{ head -c 1000000 /dev/zero | tr '\0' a; printf '\nexample.com\n'; } >names
run 65 "$BAILIWICK" identify --json - <names
json '.site' "$(printf 'null\nexample.com')"
json '.error' "$(printf 'longer than 8192 bytes\nnull')"
# A bucket is one customer's wherever it stands, and a document is one document on each of its pages.
cat >names <<'N'
https://storage.googleapis.com/bucket/a.html
https://bucket.storage.googleapis.com/a.html
https://storage.googleapis.com/
https://s3.eu-west-1.amazonaws.com/bucket/a/b
https://bucket.s3.eu-west-1.amazonaws.com/a
https://s3-us-west-2.amazonaws.com/bucket/a
https://s3.eu-west-1.amazonaws.com
https://fra1.digitaloceanspaces.com/bucket/a
https://account.blob.core.windows.net/container/a
https://f000.backblazeb2.com/file/bucket/a
https://docs.google.com/forms/d/e/1FAIp/viewform
https://docs.google.com/forms/d/e/1FAIp/formResponse
https://drive.google.com/file/d/abc/view
https://s3.example.com/bucket/a
N
run 0 "$BAILIWICK" identify --json - <names
json '.site' "$(printf '%s\n' storage.googleapis.com/bucket bucket.storage.googleapis.com storage.googleapis.com \
	s3.eu-west-1.amazonaws.com/bucket bucket.s3.eu-west-1.amazonaws.com s3-us-west-2.amazonaws.com/bucket \
	s3.eu-west-1.amazonaws.com fra1.digitaloceanspaces.com/bucket account.blob.core.windows.net \
	f000.backblazeb2.com/file/bucket docs.google.com/forms/d/e/1FAIp docs.google.com/forms/d/e/1FAIp \
	drive.google.com/file/d/abc example.com)"
# Look-alikes of names of one's own.
printf 'widgetbank.example\n' >mine
run 0 "$BAILIWICK" identify --json --protected mine w1dgetbank.com widgetbank.example login-widgetbank.net
json '.lookalike.how' "$(printf 'confusable\nnull\ncombosquat')"
json '.lookalike.of' "$(printf 'widgetbank.example\nnull\nwidgetbank.example')"
run 0 "$BAILIWICK" identify w1dgetbank.com --protected mine
out_has 'looks like widgetbank.example (confusable'
printf 'a.example\nb..example\n' >mine
run 65 "$BAILIWICK" identify --protected mine example.com
err_has "line 2"
run 66 "$BAILIWICK" identify --protected missing example.com
# Foreign text is shown quoted.
run 65 "$BAILIWICK" identify "$(printf 'a\033[2Jb')"
out_has 'a\x1b[2Jb'
