# SPDX-License-Identifier: Apache-2.0
# What comes packed is opened by a process that can do nothing else, each file in it as if it had been given by itself;
# what cannot be opened is refused with its reason, and what came before it is kept.
S="$WORK/store"
taken() { # STATUS FILE ARG…: the answer as JSON in out
	w=$1 f=$2; shift 2
	run "$w" "$BAILIWICK" intake --json --offline --harm phishing --store "$S" --at "$NOW" "$@" "$f"
}
python3 - <<'END'
import bz2, gzip, io, lzma, tarfile, zipfile
def rows(n): return b'url,seen_at\n' + b''.join(b'https://h%d.example/login,2026-11-20T08:00:00Z\n' % i for i in n)
open('a.csv.gz', 'wb').write(gzip.compress(rows(range(3))))
open('b.csv.bz2', 'wb').write(bz2.compress(rows(range(3, 6))))
open('c.csv.xz', 'wb').write(lzma.compress(rows(range(6, 9))))
with zipfile.ZipFile('d.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('one.csv', rows(range(9, 12)))
    z.writestr('__MACOSX/._one.csv', b'x')
    z.writestr('in/two.txt', b'https://h12.example/login\n')
    z.writestr('note.pdf', b'%PDF-1.4\nnothing of use')
    z.writestr('in/mail.eml', b'From: a@reporter.example\r\nSubject: phishing\r\n\r\nhxxp://h13[.]example/login\r\n')
with tarfile.open('e.tar.gz', 'w:gz') as t:
    i = tarfile.TarInfo('../../etc/e.csv'); b = rows(range(14, 16)); i.size = len(b); t.addfile(i, io.BytesIO(b))
    i = tarfile.TarInfo('link'); i.type = tarfile.SYMTYPE; i.linkname = '/etc/passwd'; t.addfile(i)
whole = gzip.compress(rows(range(100, 20100)))
open('cut.csv.gz', 'wb').write(whole[:len(whole) // 2])
with zipfile.ZipFile('nested.zip', 'w') as z: z.writestr('in.gz', gzip.compress(rows(range(3))))
with zipfile.ZipFile('plain.zip', 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('x.csv', rows(range(3)))
e = bytearray(open('plain.zip', 'rb').read()); e[6] |= 1; e[e.find(b'PK\1\2') + 8] |= 1
open('secret.zip', 'wb').write(e)
open('x.7z', 'wb').write(b"7z\xbc\xaf\x27\x1c\0\4" + b'0' * 40)
with gzip.open('bomb.txt.gz', 'wb') as f:
    f.write(b'https://first.example/login\n')
    for _ in range(40): f.write(b'\n' * 1000000)
END
zstd -q -o f.csv.zst - <<END
url
https://h16.example/login
END
taken 0 a.csv.gz; json .accepted 3
taken 0 b.csv.bz2; json .accepted 3
taken 0 c.csv.xz; json .accepted 3
taken 0 d.zip; json .accepted 5; json .refused 2; json '.errors[0].file' d.zip/note.pdf
taken 0 e.tar.gz; json .accepted 2; json .refused 0
taken 0 f.csv.zst; json .accepted 1
# by a pipe, of which the first bytes have been read before it is known what it is
taken 0 - <a.csv.gz; json .accepted 0; json .folded 3
# half of it: the rows before the end are taken, the end is told
taken 0 cut.csv.gz # where its last line is cut as well, that is told too
[ "$(jq .accepted out)" -gt 1000 ] || fail "of a damaged file what came before the damage must be kept: $(cat out)"
jq -r '.errors[-1].reason' out | grep -q '^the packed file is damaged' || fail "no reason: $(cat out)"
taken 65 nested.zip; json '.errors[0].reason' "a packed file within a packed file is not opened: unpack it first"
taken 65 secret.zip; json '.errors[0].reason' "the packed file is encrypted: unpack it first"
taken 65 x.7z; json '.errors[0].reason' "7z and RAR are not opened: unpack it first"
# a bomb: 40 MB of line ends in 40 kB; what stands before it is taken, and memory is not
taken 0 bomb.txt.gz; json .accepted 1; json .refused 1
jq -r '.errors[0].reason' out | grep -q 'grows to more than' || fail "a bomb must be named: $(cat out)"
