// SPDX-License-Identifier: Apache-2.0

// logcheck reads a log of ours with golang.org/x/mod/sumdb/{note,tlog}, which know nothing of us.
//
//	logcheck LOG VKEY [old-checkpoint | bundle]...
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io/ioutil"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, args ...interface{}) {
	fmt.Printf("FAIL: "+format+"\n", args...)
	os.Exit(1)
}

func tree(text string) tlog.Tree {
	l := strings.Split(text, "\n")
	if len(l) < 4 {
		fail("a checkpoint has %d lines", len(l))
	}
	n, err := strconv.ParseInt(l[1], 10, 64)
	if err != nil {
		fail("size: %v", err)
	}
	h, err := tlog.ParseHash(l[2])
	if err != nil {
		fail("root: %v", err)
	}
	return tlog.Tree{N: n, Hash: h}
}

// files is a tlog.TileReader over the folder; Go's paths have the height in them, ours do not.
type files string

func (f files) Height() int { return 8 }
func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range tiles {
		p := strings.Replace(t.Path(), "tile/8/", "tile/", 1)
		b, err := ioutil.ReadFile(filepath.Join(string(f), p))
		if err != nil && t.W < 256 {
			// The full tile may have taken the place of a part.
			b, err = ioutil.ReadFile(filepath.Join(string(f), strings.Split(p, ".p/")[0]))
			if len(b) > t.W*32 {
				b = b[:t.W*32]
			}
		}
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}
func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

func entry(dir string, size, i int64) []byte {
	t := tlog.Tile{H: 8, L: -1, N: i / 256, W: 256}
	if size/256 == t.N {
		t.W = int(size % 256)
	}
	p := strings.Replace(t.Path(), "tile/8/data/", "tile/entries/", 1)
	b, err := ioutil.ReadFile(filepath.Join(dir, p))
	if err != nil {
		fail("%v", err)
	}
	for k := int64(0); ; k++ {
		n := int(binary.BigEndian.Uint16(b))
		if k == i%256 {
			return b[2 : 2+n]
		}
		b = b[2+n:]
	}
}

func open(text []byte, v note.Verifier) *note.Note {
	n, err := note.Open(text, note.VerifierList(v))
	if err != nil {
		fail("note: %v", err)
	}
	if len(n.Sigs) != 1 {
		fail("%d known signatures", len(n.Sigs))
	}
	return n
}

func bundle(text []byte, v note.Verifier) {
	half := bytes.SplitN(text, []byte("\n\n"), 2)
	var e []byte
	for _, l := range bytes.Split(half[0], []byte("\n")) {
		if bytes.HasPrefix(l, []byte("entry ")) {
			e = l[6:]
		}
	}
	rest := bytes.SplitN(half[1], []byte("\n\n"), 2)
	lines := strings.Split(string(rest[0]), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("the second part begins with %q", lines[0])
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		fail("index: %v", err)
	}
	var proof tlog.RecordProof
	for _, l := range lines[2:] {
		b, err := base64.StdEncoding.DecodeString(l)
		if err != nil || len(b) != 32 {
			fail("proof line %q", l)
		}
		var h tlog.Hash
		copy(h[:], b)
		proof = append(proof, h)
	}
	t := tree(open(rest[1], v).Text)
	if err := tlog.CheckRecord(proof, t.N, t.Hash, index, tlog.RecordHash(e)); err != nil {
		fail("bundle: %v", err)
	}
	fmt.Printf("bundle: entry %d is in the log of %d\n", index, t.N)
}

func main() {
	dir := os.Args[1]
	v, err := note.NewVerifier(strings.TrimSpace(os.Args[2]))
	if err != nil {
		fail("key: %v", err)
	}
	text, err := ioutil.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		fail("%v", err)
	}
	now := tree(open(text, v).Text)
	r := tlog.TileHashReader(now, files(dir))
	if root, err := tlog.TreeHash(now.N, r); err != nil || root != now.Hash {
		fail("root: %v", err)
	}
	step := now.N/97 + 1
	seen := 0
	for i := int64(0); i < now.N; i += step {
		p, err := tlog.ProveRecord(now.N, i, r)
		if err == nil {
			err = tlog.CheckRecord(p, now.N, now.Hash, i, tlog.RecordHash(entry(dir, now.N, i)))
		}
		if err != nil {
			fail("entry %d: %v", i, err)
		}
		seen++
	}
	fmt.Printf("log of %d entries: signature, root and %d inclusions hold\n", now.N, seen)
	for _, name := range os.Args[3:] {
		b, err := ioutil.ReadFile(name)
		if err != nil {
			fail("%v", err)
		}
		if bytes.HasPrefix(b, []byte("bailiwick-bundle@v1\n")) {
			bundle(b, v)
			continue
		}
		old := tree(open(b, v).Text)
		p, err := tlog.ProveTree(now.N, old.N, r)
		if err == nil {
			err = tlog.CheckTree(p, now.N, now.Hash, old.N, old.Hash)
		}
		if err != nil {
			fail("the log of %d entries is not the beginning of this one: %v", old.N, err)
		}
		fmt.Printf("the log of %d entries is the beginning of this one\n", old.N)
	}
}
