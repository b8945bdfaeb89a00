package auditlog_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func number(t interface{ Fatal(...any) }) subject.Key {
	key, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestALeafIsWrittenInOneWay: these bytes are hashed, so that they may never be written in another.
func TestALeafIsWrittenInOneWay(t *testing.T) {
	salt, seal := [16]byte{0: 0xab, 15: 0x01}, [16]byte{0: 0xcd, 15: 0x02}
	for name, c := range map[string]struct {
		entry auditlog.Entry
		want  string
	}{
		"all of it": {
			auditlog.Entry{
				Index: 7, At: noon, By: "Ling", Action: auditlog.Decided, Kind: "register", Subject: number(t), Object: "0190", Reason: "<https://bank.example> & \"more\"\n凌",
				Made: noon.Add(time.Second), Name: "Bank", Undoes: "018f", Words: auditlog.Hash{0: 0xef, 31: 0x03}, Sessions: 12, Salt: salt, Seal: seal,
			},
			`{"format":1,"index":7,"at":"2026-11-20T12:00:00Z","by":"Ling","action":"decided","kind":"register","subject":"+12025550143","object":"0190",` +
				`"reason":"<https://bank.example> & \"more\"\n凌","made":"2026-11-20T12:00:01Z","name":"Bank","undoes":"018f","words":"ef` + strings.Repeat("0", 60) + `03","sessions":12,"salt":"ab000000000000000000000000000001","seal":"cd000000000000000000000000000002"}`,
		},
		"as little as there is": {
			auditlog.Entry{At: noon, Action: auditlog.Began, Object: "0", Salt: salt, Seal: seal},
			`{"format":1,"index":0,"at":"2026-11-20T12:00:00Z","action":"began","object":"0","salt":"ab000000000000000000000000000001","seal":"cd000000000000000000000000000002"}`,
		},
	} {
		leaf, err := c.entry.Leaf()
		if err != nil || string(leaf) != c.want {
			t.Errorf("%s: %s, %v; want %s", name, leaf, err, c.want)
		}
		if again, err := auditlog.ParseLeaf(leaf); err != nil || again != c.entry {
			t.Errorf("%s: read as %+v, %v", name, again, err)
		}
	}
}

func TestWhatIsNoLeaf(t *testing.T) {
	good := `{"format":1,"index":0,"at":"2026-11-20T12:00:00Z","action":"began","salt":"ab000000000000000000000000000001","seal":"cd000000000000000000000000000002"}`
	if _, err := auditlog.ParseLeaf([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"nothing":             "",
		"half of one":         good[:40],
		"with a space":        strings.Replace(good, ":1,", ": 1,", 1),
		"with a line":         good + "\n",
		"in another order":    strings.Replace(good, `"format":1,"index":0`, `"index":0,"format":1`, 1),
		"with a field twice":  strings.Replace(good, `"index":0`, `"index":0,"index":0`, 1),
		"with another field":  strings.Replace(good, `"index":0`, `"index":0,"ip":"x"`, 1),
		"with an empty field": strings.Replace(good, `"action"`, `"by":"","action"`, 1),
		"of no moment":        strings.Replace(good, "2026-11-20", "2026-11-31", 1),
		"of another zone":     strings.Replace(good, "00Z", "00+00:00", 1),
		"with a short salt":   strings.Replace(good, "0001", "", 1),
		"with a short seal":   strings.Replace(good, "0002", "", 1),
		"without a seal":      strings.Replace(good, `,"seal":"cd000000000000000000000000000002"`, "", 1),
		"with half a hash":    strings.Replace(good, `"salt"`, `"words":"abcd","salt"`, 1),
		"with words of none":  strings.Replace(good, `"salt"`, `"words":"`+strings.Repeat("0", 64)+`","salt"`, 1),
		"about no subject":    strings.Replace(good, `"salt"`, `"subject":"?","salt"`, 1),
		"of a later format":   strings.Replace(good, `"format":1`, `"format":2`, 1),
	} {
		e, err := auditlog.ParseLeaf([]byte(bad))
		if want := map[bool]error{true: fault.Newer, false: fault.Damaged}[name == "of a later format"]; !errors.Is(err, want) || e != (auditlog.Entry{}) {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
	if leaf, err := (auditlog.Entry{By: "\xd5\xc5"}).Leaf(); err == nil {
		t.Errorf("bytes that are no text became %s", leaf)
	}
}

// entries are those that can be.
func entries(t *rapid.T) auditlog.Entry {
	text := rapid.StringOfN(rapid.Rune(), 0, 40, -1)
	valid := func(label string) string { return strings.ToValidUTF8(text.Draw(t, label), "") }
	e := auditlog.Entry{
		Index: rapid.Uint64().Draw(t, "index"), At: noon.Add(time.Duration(rapid.IntRange(0, 1e9).Draw(t, "at")) * time.Second), By: valid("by"),
		Action: auditlog.Action(valid("action")), Kind: valid("kind"), Object: valid("object"), Reason: valid("reason"), Name: valid("name"), Undoes: valid("undoes"),
		Sessions: rapid.Uint32().Draw(t, "sessions"),
	}
	if rapid.Bool().Draw(t, "about somebody") {
		e.Subject = number(t)
	}
	copy(e.Salt[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "salt"))
	copy(e.Seal[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "seal"))
	if rapid.Bool().Draw(t, "of a text") {
		e.Words = auditlog.WordsOf(e.Reason)
	}
	return e
}

func TestEveryEntryIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := entries(t)
		leaf, err := e.Leaf()
		if err != nil || bytes.ContainsRune(leaf, '\n') {
			t.Fatalf("%q, %v", leaf, err)
		}
		if again, err := auditlog.ParseLeaf(leaf); err != nil || again != e {
			t.Fatalf("%s is read as %+v, %v; was %+v", leaf, again, err, e)
		}
	})
}

func FuzzParseLeaf(f *testing.F) {
	f.Add([]byte(`{"format":1,"index":0,"at":"2026-11-20T12:00:00Z","action":"began","salt":"ab000000000000000000000000000001","seal":"cd000000000000000000000000000002"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, err := auditlog.ParseLeaf(b); err == nil {
			if again, err := e.Leaf(); err != nil || !bytes.Equal(again, b) {
				t.Errorf("%q is written %q, %v", b, again, err)
			}
		}
	})
}

// TestASealVouchesForAllThatAnEntrySays, to those who have the key.
func TestASealVouchesForAllThatAnEntrySays(t *testing.T) {
	under := func(key string) auditlog.Sealing {
		return func(says []byte) [16]byte {
			sum := auditlog.WordsOf(key + string(says))
			return [16]byte(sum[:16])
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		e, err := entries(t).Sealed(under("mine"))
		if err != nil || !e.SealedBy(under("mine")) || e.SealedBy(under("theirs")) {
			t.Fatalf("%+v, %v", e, err)
		}
		for name, other := range map[string]func(*auditlog.Entry){
			"index": func(o *auditlog.Entry) { o.Index++ }, "time": func(o *auditlog.Entry) { o.At = o.At.Add(time.Second) },
			"name": func(o *auditlog.Entry) { o.By += "x" }, "reason": func(o *auditlog.Entry) { o.Reason += "x" },
			"words": func(o *auditlog.Entry) { o.Words[0]++ }, "sessions": func(o *auditlog.Entry) { o.Sessions++ }, "salt": func(o *auditlog.Entry) { o.Salt[0]++ }, "seal": func(o *auditlog.Entry) { o.Seal[0]++ },
		} {
			o := e
			if other(&o); o.SealedBy(under("mine")) {
				t.Fatalf("nobody sees that the %s is another", name)
			}
		}
	})
}

func TestAnEntrySaysAllOfADecision(t *testing.T) {
	d := reputation.Decision{ID: "0190", Subject: number(t), Kind: reputation.Register, At: noon, By: "Ling + Wei", Name: "Bank", Reason: "https://bank.example", Undoes: ""}
	e := auditlog.OfDecision(auditlog.Decided, d)
	e.Index, e.At, e.Salt, e.Seal = 9, noon.Add(time.Minute), [16]byte{1}, [16]byte{2}
	if !e.Says(d) {
		t.Fatalf("%+v does not say %+v", e, d)
	}
	fields := reflect.TypeFor[reputation.Decision]()
	for i := range fields.NumField() {
		other := d
		switch field := reflect.ValueOf(&other).Elem().Field(i); field.Interface().(type) {
		case string, reputation.DecisionKind:
			field.SetString(field.String() + "x")
		case time.Time:
			other.At = other.At.Add(time.Second)
		case subject.Key:
			other.Subject = subject.Key{}
		default:
			t.Fatalf("what is a %s?", fields.Field(i).Name)
		}
		if e.Says(other) {
			t.Errorf("an entry does not tell that %s was altered", fields.Field(i).Name)
		}
	}
}

// grown returns the tree of n leaves, each of one number, and their hashes.
func grown(n int) (*auditlog.Tree, []auditlog.Hash) {
	var tree auditlog.Tree
	var leaves []auditlog.Hash
	for i := range n {
		leaves = append(leaves, auditlog.LeafHash(fmt.Append(nil, i)))
		tree.Append(leaves[i])
	}
	return &tree, leaves
}

// TestTheTreeIsThatOfRFC6962, by the leaves and roots that implementations of Certificate Transparency share.
func TestTheTreeIsThatOfRFC6962(t *testing.T) {
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := map[int]string{
		0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var tree auditlog.Tree
	for n := range len(leaves) + 1 {
		if _, root := tree.Head(); roots[n] != "" && hex.EncodeToString(root[:]) != roots[n] {
			t.Errorf("the root of %d leaves is %x, want %s", n, root, roots[n])
		}
		if n < len(leaves) {
			leaf, err := hex.DecodeString(leaves[n])
			if err != nil {
				t.Fatal(err)
			}
			tree.Append(auditlog.LeafHash(leaf))
		}
	}
}

// TestProofs prove what is so, and nothing that differs in one hash, one place or one size.
func TestProofs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 70).Draw(t, "leaves")
		tree, leaves := grown(n)
		at := func(size int) auditlog.Checkpoint {
			root, err := tree.Root(uint64(size))
			if err != nil {
				t.Fatal(err)
			}
			return auditlog.Checkpoint{Origin: "ringfence/x", Size: uint64(size), Root: root}
		}
		size := rapid.IntRange(1, n).Draw(t, "size")
		index := rapid.IntRange(0, size-1).Draw(t, "index")
		path, err := tree.Inclusion(uint64(index), uint64(size))
		if err != nil || auditlog.CheckInclusion(path, uint64(index), leaves[index], at(size)) != nil {
			t.Fatalf("leaf %d is not in %d of %d: %v", index, size, n, err)
		}
		if other := rapid.IntRange(0, n-1).Draw(t, "other"); other != index {
			if auditlog.CheckInclusion(path, uint64(index), leaves[other], at(size)) == nil {
				t.Fatalf("leaf %d is proved to be at %d", other, index)
			}
			if auditlog.CheckInclusion(path, uint64(other), leaves[index], at(size)) == nil {
				t.Fatalf("leaf %d is proved to be at %d", index, other)
			}
		}
		before := rapid.IntRange(0, size).Draw(t, "before")
		proof, err := tree.Consistency(uint64(before), uint64(size))
		if err != nil || auditlog.CheckConsistency(proof, at(before), at(size)) != nil {
			t.Fatalf("%d does not begin with %d: %v", size, before, err)
		}
		bit := byte(1) << rapid.IntRange(0, 7).Draw(t, "bit")
		byteAt := rapid.IntRange(0, len(auditlog.Hash{})-1).Draw(t, "byte")
		altered := at(before)
		altered.Root[byteAt] ^= bit
		if auditlog.CheckConsistency(proof, altered, at(size)) == nil {
			t.Fatalf("%d is proved to begin with another %d", size, before)
		}
		for i := range proof {
			wrong := slices.Clone(proof)
			wrong[i][byteAt] ^= bit
			if auditlog.CheckConsistency(wrong, at(before), at(size)) == nil {
				t.Fatalf("hash %d of the proof does not matter", i)
			}
		}
		for i := range path {
			wrong := slices.Clone(path)
			wrong[i][byteAt] ^= bit
			if auditlog.CheckInclusion(wrong, uint64(index), leaves[index], at(size)) == nil {
				t.Fatalf("hash %d of the path does not matter", i)
			}
		}
		elsewhere := at(before)
		elsewhere.Origin = "ringfence/y"
		if auditlog.CheckConsistency(proof, elsewhere, at(size)) == nil {
			t.Fatal("the log of others is proved to be this one")
		}
	})
}

// TestAnAlteredLogIsNotConsistent whatever was done to what a checkpoint stands for: altered, left out or put in another order.
func TestAnAlteredLogIsNotConsistent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 40).Draw(t, "leaves")
		tree, leaves := grown(n)
		size, root := tree.Head()
		saved := auditlog.Checkpoint{Origin: "x", Size: size, Root: root}
		at := rapid.IntRange(0, n-2).Draw(t, "at")
		others := slices.Clone(leaves)
		switch rapid.SampledFrom([]string{"alter", "drop", "swap"}).Draw(t, "how") {
		case "alter":
			others[at] = auditlog.LeafHash([]byte("another"))
		case "drop":
			others = slices.Delete(others, at, at+1)
		case "swap":
			others[at], others[at+1] = others[at+1], others[at]
		}
		for i := range rapid.IntRange(1, 9).Draw(t, "more") {
			others = append(others, auditlog.LeafHash(fmt.Append(nil, "more", i)))
		}
		var forged auditlog.Tree
		for _, leaf := range others {
			forged.Append(leaf)
		}
		now, root := forged.Head()
		proof, err := forged.Consistency(size, now)
		if err != nil {
			t.Fatal(err)
		}
		if auditlog.CheckConsistency(proof, saved, auditlog.Checkpoint{Origin: "x", Size: now, Root: root}) == nil {
			t.Fatal("it is proved to be the same")
		}
	})
}

func TestNoProofBeyondTheLog(t *testing.T) {
	tree, _ := grown(5)
	for name, ask := range map[string]func() error{
		"a root of more":           func() error { _, err := tree.Root(6); return err },
		"a leaf that is not there": func() error { _, err := tree.Leaf(5); return err },
		"inclusion of no leaf":     func() error { _, err := tree.Inclusion(5, 5); return err },
		"inclusion beyond a size":  func() error { _, err := tree.Inclusion(3, 3); return err },
		"inclusion in more":        func() error { _, err := tree.Inclusion(1, 6); return err },
		"inclusion in far more":    func() error { _, err := tree.Inclusion(1, 1<<63); return err },
		"consistency with more":    func() error { _, err := tree.Consistency(3, 6); return err },
		"consistency backwards":    func() error { _, err := tree.Consistency(4, 3); return err },
	} {
		if err := ask(); !errors.Is(err, auditlog.ErrRange) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := auditlog.CheckInclusion(nil, 1<<63, auditlog.Hash{}, auditlog.Checkpoint{Size: 1<<64 - 1}); !errors.Is(err, auditlog.ErrProof) {
		t.Errorf("in a log of more than there can be: %v", err)
	}
}

// signers are of two keys of one name, and what verifies them.
func signers(t *testing.T, name string) (signs [2]note.Signer, keys [2]string) {
	for i := range signs {
		private, public, err := note.GenerateKey(nil, name)
		if err == nil {
			signs[i], err = note.NewSigner(private)
		}
		if err != nil {
			t.Fatal(err)
		}
		keys[i] = public
	}
	return signs, keys
}

func TestACheckpointIsReadAsItWasSigned(t *testing.T) {
	signs, keys := signers(t, "ringfence/x")
	tree, _ := grown(3)
	size, root := tree.Head()
	want := auditlog.Checkpoint{Origin: "ringfence/x", Size: size, Root: root}
	if text := string(want.Text()); text != "ringfence/x\n3\n"+root.String()+"\n" {
		t.Errorf("it is written %q", text)
	}
	signed, err := note.Sign(&note.Note{Text: string(want.Text())}, signs[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		signed []byte
		keys   []string
		got    auditlog.Checkpoint
		err    error
	}{
		"by the key":               {signed, keys[:1], want, nil},
		"by one of two":            {signed, []string{keys[1], keys[0]}, want, nil},
		"by another key":           {signed, keys[1:], want, auditlog.ErrUnsigned},
		"without keys":             {signed, nil, want, auditlog.ErrUnsigned},
		"by what is no key":        {signed, []string{"x"}, auditlog.Checkpoint{}, fault.Damaged},
		"of another size":          {bytes.Replace(signed, []byte("\n3\n"), []byte("\n4\n"), 1), keys[:1], auditlog.Checkpoint{}, fault.Damaged},
		"that nobody signed":       {want.Text(), keys[:1], auditlog.Checkpoint{}, fault.Damaged},
		"with a leading zero":      {bytes.Replace(signed, []byte("\n3\n"), []byte("\n03\n"), 1), nil, auditlog.Checkpoint{}, fault.Damaged},
		"of less than nothing":     {bytes.Replace(signed, []byte("\n3\n"), []byte("\n-3\n"), 1), nil, auditlog.Checkpoint{}, fault.Damaged},
		"of more than there can":   {bytes.Replace(signed, []byte("\n3\n"), []byte("\n9223372036854775808\n"), 1), nil, auditlog.Checkpoint{}, fault.Damaged},
		"with half a hash":         {bytes.Replace(signed, []byte(root.String()), []byte(root.String()[:20]), 1), nil, auditlog.Checkpoint{}, fault.Damaged},
		"of nobody":                {bytes.Replace(signed, []byte("ringfence/x\n3"), []byte(" \n3"), 1), nil, auditlog.Checkpoint{}, fault.Damaged},
		"and no checkpoint at all": {[]byte("hello"), keys[:1], auditlog.Checkpoint{}, fault.Damaged},
	} {
		got, err := auditlog.Open(c.signed, c.keys...)
		if got != c.got || !errors.Is(err, c.err) || (c.err == nil && err != nil) {
			t.Errorf("a checkpoint %s: %+v, %v", name, got, err)
		}
	}
	if c, err := auditlog.ParseCheckpoint(string(want.Text()) + "of others\n"); err != nil || c != want {
		t.Errorf("with a line for others: %+v, %v", c, err)
	}
}
