package publication_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/big"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/mod/sumdb/note"

	"ringfence/internal/fault"
	"ringfence/internal/publication"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
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

// many are lookups that say that so many numbers are a scam.
type many int

func (many) CatchUp(context.Context) error { return nil }

func (n many) Exported() (iter.Seq2[subject.Key, reputation.Packed], error) {
	scam := reputation.Pack(reputation.Judgement{Verdict: reputation.Scam, Listed: true}).Told()
	return func(yield func(subject.Key, reputation.Packed) bool) {
		for i := range int(n) {
			if !yield(key(fmt.Sprintf("+1202%07d", 5_550_000+i)), scam) {
				return
			}
		}
	}, nil
}

// held are keys whose manifests are not made until they are let go of.
type held struct {
	publication.Keys
	until chan struct{}
}

func (h *held) Signer() string {
	<-h.until
	return h.Keys.Signer()
}

// TestNobodyWaitsForTheManifestOfALongList: that of the version before is handed out until it is made, signed anew when that is due.
func TestNobodyWaitsForTheManifestOfALongList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t, mem.New(), time.Time{})
		p := w.process()
		p.Lookups = many(20_001)
		w.publish(p, true)
		first, err := p.Manifest()
		w.must(err)
		keys := &held{p.Keys, make(chan struct{})}
		p.Keys = keys
		w.pass(time.Minute)
		p.Lookups = many(20_002)
		w.publish(p, true)
		for range 3 {
			before, err := p.Manifest()
			w.must(err)
			if before.Version != first.Version || !bytes.Equal(before.Body, first.Body) || !before.At.Equal(first.At) {
				t.Errorf("version %d, want %d: %s", before.Version, first.Version, before.Body)
			}
			w.pass(time.Minute)
		}
		close(keys.until)
		synctest.Wait()
		after, err := p.Manifest()
		w.must(err)
		if after.Version != p.List().Version() || !bytes.Contains(after.Body, []byte(`"entries":20002,`)) {
			t.Errorf("version %d, want %d: %s", after.Version, p.List().Version(), after.Body)
		}
	})
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
