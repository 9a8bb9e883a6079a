# SPDX-License-Identifier: Apache-2.0
# A real mail server (OpenSMTPD) on loopback ports, with configuration, spool and boxes of its own.
# Without TLS: Debian 12's build of it fails every handshake with Debian 12's OpenSSL; smtp_server.py has TLS.
# smtpd_start: sets $PLAIN (its port), $MAIL (its folder: desk/ and host/ are Maildirs).
#   abuse@desk.test (and abuse+…)   our own box: answers and bounces
#   abuse@host.test                 taken, delivered
#   gone@host.test                  taken, cannot be delivered: a bounce comes back
#   later@host.test 451, nobody@host.test 550
# Returns 1, with the reason in $WHY, where it cannot run here, and 2 where it should and does not.
free_port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'; }
smtpd_conf() {
	cat <<CONF
table to_desk { "abuse@desk.test" = "nobody" }
table to_host { "abuse@host.test" = "nobody" }
table to_gone { "gone@host.test" = "nobody" }
table is_later { "later@host.test" }
table is_nobody { "nobody@host.test" }
filter later phase rcpt-to match rcpt-to <is_later> reject "451 4.7.1 greylisted, come back later"
filter nobody phase rcpt-to match rcpt-to <is_nobody> reject "550 5.1.1 no such user here"
listen on 127.0.0.1 port $PLAIN filter { later, nobody }
action put_desk maildir "$MAIL/desk" virtual <to_desk>
action put_host maildir "$MAIL/host" virtual <to_host>
action put_gone mda "echo there is no such box any more; exit 67" virtual <to_gone>
match from any for rcpt-to "gone@host.test" action put_gone
match from any for domain "host.test" action put_host
match from any for domain "desk.test" action put_desk
CONF
}
smtpd_start() {
	command -v smtpd >/dev/null || { WHY="opensmtpd is not installed"; return 1; }
	[ "$(id -u)" = 0 ] || { WHY="OpenSMTPD wants to be started by root"; return 1; }
	unshare -m true 2>/dev/null || { WHY="no mount namespace of its own to be had"; return 1; }
	MAIL=$(mktemp -d /tmp/bailiwick-mail.XXXXXX)
	chmod 711 "$MAIL"
	for box in desk host; do
		mkdir -p "$MAIL/$box/new" "$MAIL/$box/cur" "$MAIL/$box/tmp"
		chown -R nobody "$MAIL/$box"
	done
	PLAIN=$(free_port)
	smtpd_conf >"$MAIL/smtpd.conf"
	unshare -m sh -c 'mkdir -p /var/spool && mount -t tmpfs -o mode=755 none /var/spool &&
		mount -t tmpfs -o mode=755 none /run && exec smtpd -d -f "$1"' sh "$MAIL/smtpd.conf" >"$MAIL/log" 2>&1 &
	SMTPD=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		python3 -c "import socket; socket.create_connection(('127.0.0.1', $PLAIN), 1)" 2>/dev/null && return 0
		kill -0 $SMTPD 2>/dev/null || break
		sleep 0.5
	done
	WHY="smtpd did not start: $(tail -3 "$MAIL/log")"
	smtpd_stop
	return 2
}
smtpd_stop() {
	kill "$SMTPD" 2>/dev/null; wait "$SMTPD" 2>/dev/null
	rm -rf "$MAIL"
}
# box_wait BOX COUNT: until so many messages lie in it, at most 30 s.
box_wait() {
	for _ in $(seq 60); do
		[ "$(ls "$MAIL/$1/new" 2>/dev/null | wc -l)" -ge "$2" ] && return 0
		sleep 0.5
	done
	fail "$1 has $(ls "$MAIL/$1/new" | wc -l) messages, not $2"; tail -20 "$MAIL/log" >&2
	return 1
}
