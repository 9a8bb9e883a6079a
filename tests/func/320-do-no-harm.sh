# SPDX-License-Identifier: Apache-2.0
# Lists nobody has seen: famous names, suffixes, shared services, addresses and their like, in every form, with all the evidence there is and
# with a report that lies about their age.  Nothing that takes away a whole shared or popular thing may be proposed.
command -v python3 >/dev/null || { echo 'needs python3' >&2; exit 77; }

cat >names.txt <<'NAMES'
google.com
www.google.com
http://google.com/
docs.google.com
https://docs.google.com/forms/d/e/abc/viewform
drive.google.com/file/d/1
sites.google.com/view/x
storage.googleapis.com/bucket/x.html
storage.googleapis.com
forms.gle/abc
t.me
t.me/somebody
wa.me/4915100000
x.com
x.com/somebody/status/1
office.com
forms.office.com/r/abc
sharepoint.com
contoso.sharepoint.com
contoso-my.sharepoint.com/:b:/g/personal/x
1drv.ms
1drv.ms/u/s!abc
onedrive.live.com/download?id=1
bbc.co.uk
www.bbc.co.uk
gov.uk
www.gov.uk
co.uk
com
uk
org
github.io
github.com
github.com/somebody/repo
raw.githubusercontent.com/somebody/repo/main/x.exe
wordpress.com
somebody.wordpress.com
blogspot.com
amazonaws.com
s3.amazonaws.com
s3.eu-central-2.amazonaws.com
bucket.s3.eu-central-2.amazonaws.com
ec2-192-0-2-1.compute-1.amazonaws.com
us-east-1.amazonaws.com
cloudfront.net
d111111abcdef8.cloudfront.net
workers.dev
pages.dev
somebody.pages.dev
vercel.app
netlify.app
herokuapp.com
azurewebsites.net
somebody.azurewebsites.net
z13.web.core.windows.net
somebody.z13.web.core.windows.net
cloudapp.azure.com
eastus.cloudapp.azure.com
duckdns.org
somebody.duckdns.org
ngrok.io
trycloudflare.com
bit.ly
bit.ly/abc
tinyurl.com/abc
discord.com
cdn.discordapp.com/attachments/1/2/x.exe
dropbox.com/s/abc/x
mediafire.com/file/x
pastebin.com/raw/abc
ipfs.io
ipfs.io/ipfs/bafy
dweb.link
bafybeid.ipfs.dweb.link
weebly.com
somebody.weebly.com
godaddysites.com
facebook.com
instagram.com/somebody
youtube.com
microsoft.com
login.microsoftonline.com
apple.com
icloud.com
amazon.com
amazon.co.jp
paypal.com
wikipedia.org
yandex.ru
baidu.com
qq.com
vk.com
naver.com
cloudflare.com
akamai.net
fastly.net
8.8.8.8
http://8.8.8.8/x
1.1.1.1
2606:4700:4700::1111
http://[2001:4860:4860::8888]/
192.0.2.7
192.168.1.1
127.0.0.1
http://3232235777/
0x08080808
8.8.8.8:53
AS15169
почта.рф
президент.рф
рф
مصر
موقع.وزارة-الأوقاف.مصر
みんな
谷歌.中国
googłe.com
bücher.de
somebody@gmail.com
abuse@outlook.com
gmail.com
mail.ru
facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion
vitalik.eth
vitalik.eth.limo
kobe.jp
windows.net
azure.com
googleapis.com
icp0.io
ply.gg
city.kobe.jp
www.ck
ck
*.github.io
//google.com/x
hxxps://www[.]google[.]com/url?q=x
NAMES

# XARF with everything that can be said, and a registration date of yesterday that is a lie.
python3 - <<'PY'
import json, uuid
names = [l.rstrip("\n") for l in open("names.txt", encoding="utf-8") if l.strip()]
who = {"org": "Somebody", "contact": "reports@reporter.example", "domain": "reporter.example"}
proof = [{"content_type": t, "description": d, "payload": "iVBORw0KGgo="} for t, d in
         (("image/png", "screenshot"), ("text/html", "the page"), ("message/rfc822", "the lure"), ("text/plain", "what was seen"))]
def one(n, kind, **more):
    d = {"xarf_version": "4.2.0", "report_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, kind + n)), "timestamp": "2026-11-21T10:00:00Z",
         "reporter": who, "sender": who, "source_identifier": n, "category": "content", "type": kind,
         "url": n if "://" in n else "http://" + n, "evidence_source": "automated_scan", "evidence": proof}
    d.update(more)
    return json.dumps(d, ensure_ascii=False) + "\n"
lie = {"registration_date": "2026-11-20T00:00:00Z", "suspicious_indicators": ["newly_registered", "typosquatting"],
       "predicted_usage": ["phishing"], "target_brand": "Somebody",
       "whois": {"created_date": "2026-11-20T00:00:00Z", "registrar": "Somebody"}}
with open("phishing.ndjson", "w", encoding="utf-8") as f:
    f.writelines(one(n, "phishing", target_brand="Somebody", submission_url="http://x.example/", **{k: lie[k] for k in ("whois",)}) for n in names)
with open("malware.ndjson", "w", encoding="utf-8") as f:
    f.writelines(one(n, "malware", malware_family="x", malware_hashes={"sha256": "0" * 64}, whois=lie["whois"]) for n in names)
with open("suspicious.ndjson", "w", encoding="utf-8") as f:
    f.writelines(one(n, "suspicious_registration", **lie) for n in names)
with open("lying.csv", "w", encoding="utf-8") as f:
    f.write("url,harm,registration date,screenshot\n")
    f.writelines('"%s",phishing,2026-11-20,http://x.example/s.png\n' % n for n in names)
# Facts may say that a name is young; that alone must not open the way to a name that others share.
with open("young.ndjson", "w", encoding="utf-8") as f:
    for n in names:
        host = n.split("://")[-1].split("/")[0].split("@")[-1]
        if not host.isascii() or host[:1] in "[*" or ":" in host or "." not in host:
            continue
        for subject in {host, ".".join(host.split(".")[-2:])}:
            f.write(json.dumps({"fact": "registration", "subject": subject, "seen_at": "2026-11-21T11:00:00Z", "source": "test",
                                "found": True, "registered_at": "2026-11-20T00:00:00Z"}, ensure_ascii=False) + "\n")
# Ranks of one popularity list, for the runs that have one.
hosts = [l for l in names if "/" not in l and "." in l and l.isascii() and not l[0].isdigit() and "@" not in l and "*" not in l]
with open("top.csv", "w") as f:
    f.writelines("%d,%s\n" % (i + 1, h) for i, h in enumerate(hosts))
    f.writelines("%d,filler%d.example\n" % (len(hosts) + i + 1, i) for i in range(20000))
PY

# What takes something whole away from others, judged from the printed case alone; the reasons are printed with the site.
cat >judge.jq <<'JQ'
def whole: .effect_unit as $u | ["host", "domain", "zone", "ip", "prefix", "network"] | index($u) != null;
select(.proposal != null and (.proposal.soft | not))
| . as $c
| (if ($c.proposal | whole) then "takes a whole \($c.proposal.effect_unit)"
   elif $c.proposal.effect_unit == "site" and $c.site_kind != "tenant" then "takes a site that is no tenant's"
   elif $c.proposal.effect_unit == "site" and ([$c.site] | inside($bare)) then "takes a shared name"
   else empty end)
| "\($c.site) (\($c.site_kind)): \($c.proposal.action) by \($c.proposal.role) \(.)"
JQ
bare='["github.io","wordpress.com","blogspot.com","amazonaws.com","s3.amazonaws.com","us-east-1.amazonaws.com","s3.eu-central-2.amazonaws.com","cloudfront.net",
"workers.dev","pages.dev","vercel.app","netlify.app","herokuapp.com","azurewebsites.net","z13.web.core.windows.net","cloudapp.azure.com",
"eastus.cloudapp.azure.com","duckdns.org","ngrok.io","trycloudflare.com","dweb.link","ipfs.io","weebly.com","godaddysites.com","sharepoint.com"]'

judge() { # WHAT STORE: no harm, and something was judged
	"$BAILIWICK" case list --json --offline --store "$2" --at "$NOW" >"cases.json" 2>err || fail "$1: case list"
	[ "$(wc -l <cases.json)" -gt 60 ] || fail "$1: only $(wc -l <cases.json) cases"
	jq -r --argjson bare "$bare" -f judge.jq cases.json >bad.txt || fail "$1: jq"
	[ ! -s bad.txt ] || { fail "$1: would do harm:"; cat bad.txt >&2; }
	"$BAILIWICK" case list --json --offline --store "$2" --at "$NOW" | jq -r 'select(.site_kind != "domain" and .site_kind != "tenant")
		| select(.proposal != null and (.proposal.action | test("hold|delete|suspend-(zone|name|tenant)|null-route|block"))) | .site' >bad.txt
	[ ! -s bad.txt ] || { fail "$1: no holder's thing would be taken:"; cat bad.txt >&2; }
}
take() { # WHAT STORE ARGS...: taken in, whatever is refused
	what=$1 store=$2; shift 2
	"$BAILIWICK" intake --json --offline --store "$store" --at "$NOW" "$@" >out 2>err || { fail "$what: intake"; cat err >&2; }
	[ "$(jq '.accepted + .folded + .refused > 100' out)" = true ] || fail "$what: rows are missing: $(cut -c1-200 out)"
}

mkdir top; mv top.csv top/tranco.csv
for data in none top; do
	if [ "$data" = top ]; then
		"$BAILIWICK" update --from top --force --json >out 2>err || { fail "update"; cat err >&2; }
	fi
	for facts in none young; do
		f=; [ "$facts" = young ] && f="--facts young.ndjson"
		for x in "list --harm phishing names.txt" "csv lying.csv" "phishing phishing.ndjson" "malware malware.ndjson" "suspicious suspicious.ndjson"; do
			# shellcheck disable=SC2086 # words on purpose
			set -- $x; form=$1; shift
			# shellcheck disable=SC2086
			take "$form, $data, $facts" "s-$data-$facts-$form" $f "$@"
			judge "$form, $data, $facts" "s-$data-$facts-$form"
		done
	done
done

# The check can fail: a name registered yesterday, by a fact and not by the report, may be taken whole.
printf '%s\n' '{"fact":"registration","subject":"secure-login-bank.example","seen_at":"2026-11-21T11:00:00Z","source":"test","found":true,"registered_at":"2026-11-20T00:00:00Z"}' >one.ndjson
grep -m1 '"url": "http://google.com"' phishing.ndjson | sed 's/google\.com/secure-login-bank.example/g' >one-report.ndjson
for with in '' '--facts one.ndjson'; do
	# shellcheck disable=SC2086
	run 0 "$BAILIWICK" intake --json --offline --store "s-one$with" --at "$NOW" $with one-report.ndjson
	run 0 "$BAILIWICK" case list --json --offline --store "s-one$with" --at "$NOW"
	json '.proposal.effect_unit == "domain"' "$([ -n "$with" ] && echo true || echo false)"
done
