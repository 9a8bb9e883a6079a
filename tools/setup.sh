# SPDX-License-Identifier: Apache-2.0
# Shared by ./run, ./test and .ci/run: what must be installed, and how to build. Base system only.

say() { printf '%s\n' "$*" >&2; }

# need KIND...: install the Debian packages of tools/deps that are missing (a command of that name from
# elsewhere will do); asks first, unless root or in CI.
need() {
	missing=
	for kind in "$@"; do
		for p in $(sed -n "s/^$kind //p" tools/deps); do
			dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' ||
				command -v "$p" >/dev/null || missing="$missing $p"
		done
	done
	[ -n "$missing" ] || return 0
	say "These Debian packages are missing:$missing"
	sudo=
	if [ "$(id -u)" -ne 0 ]; then
		sudo=sudo
		if [ -z "${CI:-}" ]; then
			printf 'Install them now with sudo apt-get? [Y/n] ' >&2
			read -r answer || answer=n
			case $answer in ''|[Yy]*) ;; *) say "Nothing installed. Install them and start again."; exit 69 ;; esac
		fi
	fi
	log=$(mktemp)
	say "Installing (a minute or two) …"
	if ! { $sudo apt-get update -q && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends $missing; } >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		say "apt-get failed; the whole log is in $log"
		exit 69
	fi
	rm -f "$log"
}

# need_web: what the tests of the pages drive the browser with (tests/web/package.json), as its lock file names it.
need_web() {
	[ tests/web/node_modules/.package-lock.json -nt tests/web/package-lock.json ] && return 0
	log=$(mktemp)
	if ! (cd tests/web && npm ci --no-audit --no-fund --ignore-scripts) >"$log" 2>&1; then
		tail -n 5 "$log" >&2
		say "npm ci failed in tests/web: tests of the pages in a browser are SKIPPED."
	fi
	rm -f "$log"
}

# build DIR [MESON OPTIONS...]: configure once, then bring up to date; prints only what goes wrong.
build() {
	dir=$1; shift
	mkdir -p "$dir"
	if [ ! -f "$dir/build.ninja" ]; then
		say "Configuring $dir …"
		meson setup "$dir" "$@" >"$dir/setup.log" 2>&1 || { tail -n 20 "$dir/setup.log" >&2; exit 70; }
	elif [ $# -gt 0 ]; then
		meson configure "$dir" "$@" >"$dir/setup.log" 2>&1 || { tail -n 20 "$dir/setup.log" >&2; exit 70; }
	fi
	say "Building $dir …"
	ninja -C "$dir" >"$dir/build.log" 2>&1 || { grep -v '^\[' "$dir/build.log" | tail -n 40 >&2; exit 70; }
}
