package publication_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"ringfence/internal/fault"
	"ringfence/internal/publication"
)

// manifest returns the manifest of a process, verified by the key that signs as its nth newest.
func (w *town) manifest(p *publication.Publication, nth int) (m publication.Manifest, signed []byte) {
	w.Helper()
	d, err := p.Manifest()
	w.must(err)
	keys, err := w.keys.SigningKeys(w.now)
	w.must(err)
	verifier, err := note.NewVerifier(keys[nth].Verifier)
	w.must(err)
	opened, err := note.Open(d.Body, note.VerifierList(verifier))
	w.must(err)
	w.must(json.Unmarshal([]byte(opened.Text), &m))
	if bytes.Count([]byte(opened.Text), []byte("\n")) != 1 || d.Version != m.Version {
		w.Errorf("version %d: %q", d.Version, opened.Text)
	}
	return m, d.Body
}

func TestManifest(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	if _, err := p.Manifest(); !errors.Is(err, fault.Unavailable) {
		t.Errorf("before the first version: %v", err)
	}
	w.publish(p, true)
	oldest := p.List().Version()
	w.pass(time.Minute)
	listed := []string{"12025550105", "12025550106", "447700900001"}
	for _, n := range listed {
		w.confirm(key("+" + n))
	}
	w.confirm(key("qq/10001"))
	w.publish(p, true)
	m, _ := w.manifest(p, 0)
	var numbers []byte
	for _, n := range listed {
		var eight [8]byte
		i, _ := new(big.Int).SetString(n, 10)
		numbers = append(numbers, i.FillBytes(eight[:])...)
	}
	sum := sha256.Sum256(numbers)
	want := publication.Manifest{
		Format: 1, Service: "ringfence/" + w.keys.Fingerprint(), Version: p.List().Version(), GeneratedAt: w.now, Interval: 3600, TombstonesDays: 90,
		OldestDelta: oldest, Entries: 4, Numbers: hex.EncodeToString(sum[:]),
	}
	for _, name := range p.List().Names() {
		d := w.document(p, name, 0, 0)
		want.Files = append(want.Files, publication.ManifestFile{Name: name, Bytes: len(d.Body), SHA256: hex.EncodeToString(d.Sum[:])})
	}
	got, _ := json.Marshal(m)
	if wanted, _ := json.Marshal(want); !bytes.Equal(got, wanted) {
		t.Errorf("got\n%s\nwant\n%s", got, wanted)
	}
	for _, name := range []string{"numbers.json", "callkit/1.json", "callkit/44.json"} {
		if !slices.ContainsFunc(m.Files, func(f publication.ManifestFile) bool { return f.Name == name }) {
			t.Errorf("there is no %s", name)
		}
	}
}

// TestEveryProcessHandsOutTheSame, byte by byte, also in what is signed.
func TestEveryProcessHandsOutTheSame(t *testing.T) {
	w := quietTown(t)
	one, another := w.process(), w.process()
	for n := range 3 {
		w.confirm(number(n))
		w.publish(one, true)
		w.pass(time.Minute)
	}
	w.must(another.CatchUp(t.Context()))
	_, here := w.manifest(one, 0)
	if _, there := w.manifest(another, 0); !bytes.Equal(here, there) {
		t.Errorf("\n%s\n%s", here, there)
	}
	for _, name := range one.List().Names() {
		for _, since := range []uint64{0, one.List().Oldest()} {
			if here, there := w.document(one, name, since, 0), w.document(another, name, since, 0); !bytes.Equal(here.Body, there.Body) {
				t.Errorf("%s since %d:\n%s\n%s", name, since, here.Body, there.Body)
			}
		}
	}
}

func TestTheManifestIsSignedUnderTheOldAndTheNewKey(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	w.publish(p, true)
	_, before := w.manifest(p, 0)
	w.must(w.keys.RotateSigning(w.now))
	w.pass(time.Minute)
	_, young := w.manifest(p, 0)
	if _, old := w.manifest(p, 1); !bytes.Equal(old, young) || bytes.Equal(old, before) {
		t.Errorf("before\n%s\nafter\n%s", before, young)
	}
}

func TestTheManifestFollowsTheVersion(t *testing.T) {
	w := quietTown(t)
	p := w.process()
	w.publish(p, true)
	first, _ := w.manifest(p, 0)
	w.confirm(number(1))
	w.publish(p, true)
	if second, _ := w.manifest(p, 0); second.Version == first.Version || second.Entries != 1 || second.Numbers == first.Numbers {
		t.Errorf("first %+v, second %+v", first, second)
	}
}
