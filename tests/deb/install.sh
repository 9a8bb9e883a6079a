#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tests/deb/install.sh PACKAGE: installed, used for a report, served, purged, on a copy of this system that is forgotten
# afterwards (an overlay in a mount namespace of its own). Wants root, and the libraries that the package depends on.
set -eu
if [ "${1:-}" != --inside ]; then
	deb=$(realpath "$1")
	[ "$(id -u)" -eq 0 ] || { echo "SKIPPED: installing a package wants root" >&2; exit 77; }
	unshare --mount --pid --fork true 2>/dev/null || { echo "SKIPPED: no mount namespace can be had here" >&2; exit 77; }
	exec unshare --mount --pid --fork sh "$0" --inside "$deb" "$(realpath "$(dirname "$0")/../..")"
fi
deb=$2 top=$3
root=$(mktemp -d)
mount -t tmpfs none "$root"
mkdir "$root/upper" "$root/work" "$root/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$root/upper,workdir=$root/work" "$root/root" ||
	{ echo "SKIPPED: no overlay of the root can be mounted here" >&2; exit 77; }
mount -t proc proc "$root/root/proc"
mount --rbind /dev "$root/root/dev"
mkdir -p "$root/root/tmp/deb" && cp "$deb" "$root/root/tmp/deb/bailiwick.deb"
cp "$top/sample/reports/xarf/harbour-shop-bank.json" "$root/root/tmp/deb/report.json"
cat >"$root/root/tmp/deb/test" <<'END'
set -eu
fail() { echo "FAIL: $*" >&2; exit 1; }
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
cd /tmp/deb
# --- installed
dpkg -i bailiwick.deb >dpkg.log 2>&1 || { cat dpkg.log >&2; fail "it cannot be installed"; }
dpkg-query -W -f '${Status}' bailiwick | grep -q 'install ok installed' || fail "it is not installed"
getent passwd bailiwick | grep -q ':/usr/sbin/nologin$' || fail "there is no user bailiwick without a shell"
[ "$(stat -c '%U %a' /var/lib/bailiwick)" = 'bailiwick 700' ] || fail "the store's folder is not the service's alone"
[ "$(dpkg-query -W -f '${Conffiles}' bailiwick | grep -c /etc/bailiwick/config.yaml)" = 1 ] || fail "the settings are no conffile"
for f in /lib/systemd/system/bailiwick.service /lib/systemd/system/bailiwick.socket /usr/share/man/man1/bailiwick.1.gz \
	/usr/share/man/man1/bailiwick-serve.1.gz /usr/share/bash-completion/completions/bailiwick; do
	[ -s $f ] || fail "there is no $f"
done
[ -L /etc/systemd/system/multi-user.target.wants/bailiwick.service ] || fail "the service is not enabled"
[ ! -e /etc/systemd/system/sockets.target.wants/bailiwick.socket ] || fail "the socket is enabled beside the service"
/usr/bin/bailiwick check-config /etc/bailiwick/config.yaml >/dev/null || fail "the settings that come with it are wrong"
# --- a report, as the service's own user with its own command line, on any free port
as='setpriv --reuid=bailiwick --regid=bailiwick --init-groups env -i PATH=/usr/bin HOME=/var/lib/bailiwick LC_ALL=C.UTF-8'
command=$(sed -n 's,^ExecStart=,,p' /lib/systemd/system/bailiwick.service |
	sed 's/127.0.0.1:8080/127.0.0.1:0/; s/127.0.0.1:9464/127.0.0.1:0/')
case $command in '/usr/bin/bailiwick serve --store /var/lib/bailiwick '*) ;; *) fail "the service starts '$command'" ;; esac
$as $command --offline >serve.out 2>serve.err & serve=$!
for i in $(seq 200); do grep -q ^metrics serve.out && break; kill -0 $serve 2>/dev/null || break; sleep 0.1; done
url=$(sed -n 's,^serving \(http://.*\)/$,\1,p' serve.out)
[ -n "$url" ] || { cat serve.err >&2; fail "the service does not start"; }
code=$(curl -s -o answer -w '%{http_code}' -H 'Content-Type: application/json' --data-binary @report.json "$url/api/v1/reports")
[ "$code" = 201 ] || { cat answer >&2; fail "a report is answered with $code"; }
for i in $(seq 100); do
	$as /usr/bin/bailiwick case list --store /var/lib/bailiwick --offline --json >cases 2>/dev/null && grep -q harbour-shop.example cases && break
	sleep 0.1
done
grep -q harbour-shop.example cases || fail "the report makes no case"
kill -TERM $serve; wait $serve || fail "the service does not end well"
# --- the same package again keeps the store and the settings
echo 'desk-name: My desk' >>/etc/bailiwick/config.yaml
dpkg -i bailiwick.deb >dpkg.log 2>&1 || { cat dpkg.log >&2; fail "it cannot be installed again"; }
grep -q 'My desk' /etc/bailiwick/config.yaml || fail "changed settings are overwritten"
$as /usr/bin/bailiwick fsck --store /var/lib/bailiwick --offline >/dev/null || fail "the store is damaged"
# --- removed, the store stays; purged, it goes
dpkg -r bailiwick >dpkg.log 2>&1 || { cat dpkg.log >&2; fail "it cannot be removed"; }
[ ! -e /usr/bin/bailiwick ] || fail "the program is still there"
[ -d /var/lib/bailiwick ] && [ -e /etc/bailiwick/config.yaml ] || fail "removing took the store or the settings"
dpkg -P bailiwick >dpkg.log 2>&1 || { cat dpkg.log >&2; fail "it cannot be purged"; }
for f in /var/lib/bailiwick /var/cache/bailiwick /etc/bailiwick /etc/systemd/system/multi-user.target.wants/bailiwick.service; do
	[ ! -e $f ] && [ ! -L $f ] || fail "$f is left behind"
done
echo "installed, reported, served, upgraded, removed, purged"
END
chroot "$root/root" sh /tmp/deb/test
