package retention_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"ringfence/internal/archive"
	"ringfence/internal/erasure"
	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/retention"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/store/bolt"
)

// service is one with the embedded store and a clock that the test moves.
type service struct {
	*testing.T
	folder    string
	now       time.Time
	store     *bolt.Store
	ring      *keyring.Ring
	projector *projection.Projector
	intake    *intake.Intake
	retention *retention.Retention
}

// begin is a week into an epoch of reporters' keys.
var begin = time.Unix(229*keyring.EpochDays*24*60*60, 0).UTC().AddDate(0, 0, 7).Add(9 * time.Hour)

func newService(t *testing.T) *service {
	s := &service{T: t, folder: t.TempDir(), now: begin}
	var err error
	s.ring, err = keyring.OpenAt(&keyring.Memory{}, s.now)
	s.ok(err)
	s.store, err = bolt.Open(bolt.Config{Path: s.folder})
	s.ok(err)
	t.Cleanup(func() { _ = s.store.Close() })
	s.ok(s.store.Bind(t.Context(), s.ring.Fingerprint()))
	clock := func() time.Time { return s.now }
	s.projector = projection.New(projection.Config{Store: s.store, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	s.intake = intake.New(intake.Config{Store: s.store, Projector: s.projector, Keys: s.ring, Clock: clock})
	s.retention = retention.New(retention.Config{Store: s.store, Clock: clock})
	return s
}

func (s *service) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func key(of string) subject.Key {
	k, err := subject.ParseKey(of)
	if err != nil {
		panic(err)
	}
	return k
}

func phone(of string) reputation.Speaker { return reputation.ByPhone(key(of)) }

const (
	scammer, another = "+12025550143", "+12025550144"
	citizen          = "+12025550150" // who reports several times
	voucher          = "+12025550151" // who confirms a visitor's report
	liar             = "+12025550152" // whose report is overturned, and who is distrusted
	regretful        = "+12025550153" // who withdraws
	words            = "they knew that my blue parcel waits at the gate of the exam hall"
)

// say reports a number, an hour after what was said before.
func (s *service) say(by reputation.Speaker, about ...string) intake.Accepted {
	s.Helper()
	s.now = s.now.Add(time.Hour)
	r := report.Report{Kind: report.Call, Polarity: report.Bad, Category: "impersonation_service", Text: words + s.now.Format(" (15:04)")}
	for _, of := range about {
		r.Subjects = append(r.Subjects, key(of))
	}
	a, err := s.intake.Accept(s.Context(), r, by, intake.Retry{})
	s.ok(err)
	return a
}

// secret is something that must be gone, by what it is called in a failure.
type secret struct {
	name  string
	bytes []byte
}

// pseudonyms are all that may stand for a phone now, as text and as bytes.
func (s *service) pseudonyms(of string) (found []secret) {
	s.Helper()
	present, previous, err := s.ring.Reporter(phone(of).Identity, s.now)
	s.ok(err)
	for _, p := range append([]reputation.Pseudonym{present}, previous...) {
		found = append(found, secret{"the pseudonym of " + of, []byte(p)})
		if raw, err := hex.DecodeString(string(p)); err == nil {
			found = append(found, secret{"the pseudonym of " + of + " as bytes", raw})
		}
	}
	return found
}

// boxes are the sealed texts of reports as they lie in the store, and their digests.
func (s *service) boxes(of ...intake.Accepted) (found []secret) {
	s.Helper()
	for _, a := range of {
		t, err := s.store.Testimony(s.Context(), a.Receipt.Hash())
		s.ok(err)
		if len(t.Sealed) < 64 || len(t.Digest) < 16 {
			s.Fatal("a report without its text")
		}
		found = append(found, secret{"a sealed text", t.Sealed[:64]}, secret{"the end of a sealed text", t.Sealed[len(t.Sealed)-32:]}, secret{"a digest", t.Digest})
	}
	return found
}

// snapshot has the index write down what lookups start from, as a server does that stops.
func (s *service) snapshot() {
	s.Helper()
	shown := index.New(index.Config{Store: s.store, Clock: func() time.Time { return s.now }, Snapshot: filepath.Join(s.folder, "index.snapshot")})
	_, err := shown.Load(s.Context())
	s.ok(err)
	stopped, stop := context.WithCancel(s.Context())
	stop()
	shown.Run(stopped, func(error) {})
}

// copies are the files of the data folder, a backup and an export, each as whoever takes it reads it.
func (s *service) copies() map[string][]byte {
	s.Helper()
	s.snapshot()
	copies := map[string][]byte{}
	s.ok(filepath.WalkDir(s.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		copies[d.Name()], err = os.ReadFile(path)
		return err
	}))
	var backup, export, members bytes.Buffer
	s.ok(s.store.Backup(s.Context(), &backup, func(int, int) {}))
	s.ok(archive.Export(s.Context(), s.store, &export, s.now, "a test"))
	for r := tar.NewReader(&export); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		s.ok(err)
		var member io.Reader = r
		if strings.HasSuffix(header.Name, ".zst") {
			z, err := zstd.NewReader(r)
			s.ok(err)
			defer z.Close()
			member = z
		}
		_, err = io.Copy(&members, member)
		s.ok(err)
	}
	copies["a backup"], copies["an export"] = backup.Bytes(), members.Bytes()
	return copies
}

// holds returns which copies hold a secret.
func holds(copies map[string][]byte, s secret) (found []string) {
	for name, b := range copies {
		if bytes.Contains(b, s.bytes) {
			found = append(found, name)
		}
	}
	return found
}

// gone expects that no copy holds any of these.
func (s *service) gone(when string, secrets ...secret) {
	s.Helper()
	copies := s.copies()
	for _, one := range secrets {
		if found := holds(copies, one); len(found) > 0 {
			s.Errorf("%s: %q hold %s", when, found, one.name)
		}
	}
}

// there expects that the file and a backup hold each of these, so that their being gone later means something.
func (s *service) there(secrets ...secret) {
	s.Helper()
	copies := s.copies()
	for _, one := range secrets {
		if strings.HasSuffix(one.name, "as bytes") { // which is how nobody writes them now
			continue
		}
		for _, name := range []string{"ringfence.db", "a backup"} {
			if !bytes.Contains(copies[name], one.bytes) {
				s.Errorf("%s never held %s", name, one.name)
			}
		}
	}
}

// verified expects that what is shown is what was said, and returns how many statements count.
func (s *service) verified(when string) (live int) {
	s.Helper()
	s.now = s.now.Add(time.Minute)
	s.ok(s.projector.Sweep(s.Context()))
	f, err := s.projector.Verify(s.Context(), func(int, int) {})
	s.ok(err)
	if len(f.Differences) > 0 || f.Pending > 0 || f.Unfinished > 0 {
		s.Errorf("%s: verify found %+v", when, f)
	}
	for _, of := range []string{scammer, another} {
		p, err := s.store.Projection(s.Context(), key(of))
		s.ok(err)
		live += p.Tally.Live
	}
	return live
}

// passes moves the clock to so many days after the beginning, in steps of ten days, after each of which the chore and the expiry of keys
// have their turn.
func (s *service) passes(days int) (erased erasure.Account) {
	s.Helper()
	for target := begin.AddDate(0, 0, days); s.now.Before(target); {
		s.now = s.now.AddDate(0, 0, 10)
		if s.now.After(target) {
			s.now = target
		}
		a, err := s.retention.Sweep(s.Context())
		s.ok(err)
		_, err = s.ring.Expire(s.now)
		s.ok(err)
		erased = erased.Plus(a)
	}
	return erased
}

// TestNothingOutlivesItsTime moves the clock by nine months. After 31 days the raw bytes of the store, of an export and of a backup hold
// no text of any report; after 181 days nothing that leads from a report to who made it; after 271 nothing of whoever is distrusted, and
// the same phone is somebody else. Meanwhile verify finds nothing, before and after, and what counts is the same.
func TestNothingOutlivesItsTime(t *testing.T) {
	s := newService(t)
	ctx := t.Context()
	first := s.say(phone(citizen), scammer, another)
	second := s.say(phone(citizen), scammer)
	visitors := s.say(reputation.OnWeb(netip.MustParseAddr("203.0.113.7")), scammer)
	s.ok(s.intake.Vouch(ctx, visitors.Receipt.Hash(), phone(voucher)))
	overturned := s.say(phone(liar), scammer)
	s.ok(s.store.Overturn(ctx, key(scammer), reportOf(s, overturned)))
	who := s.pseudonyms(liar)
	s.ok(s.store.Distrust(ctx, transfer.Distrusted{By: reputation.Pseudonym(who[0].bytes), On: reputation.DateOf(s.now)}))
	withdrawn := s.say(phone(regretful), scammer)
	texts := s.boxes(first, second, visitors, overturned, withdrawn)
	links := append(s.pseudonyms(citizen), s.pseudonyms(voucher)...)
	regrets := s.pseudonyms(regretful)
	s.there(append(append(append(texts, links...), regrets...), who...)...)
	readable := []secret{{"the words", []byte(words)}, {"some of the words", []byte("blue parcel")}}
	for _, of := range []string{citizen, voucher, liar, regretful} {
		readable = append(readable, secret{"the number " + of, []byte(of)}, secret{"the number " + of, []byte(strings.TrimPrefix(of, "+1"))})
	}
	s.gone("at once", readable...)
	if live := s.verified("before"); live != 4 { // the citizen's about two numbers, the visitor's, and what is to be withdrawn
		t.Errorf("%d count", live)
	}
	s.ok(s.intake.Withdraw(ctx, withdrawn.Receipt))
	s.passes(1)
	s.gone("a day after it was withdrawn", append(regrets, texts[len(texts)-3:]...)...)

	s.passes(29)
	s.there(texts[:3]...)
	if kept, err := s.intake.Report(ctx, first.Receipt); err != nil || kept.Testimony == nil || !strings.Contains(kept.Testimony.Text, "blue parcel") {
		t.Errorf("after 29 days the receipt leads to %+v, %v", kept.Testimony, err)
	}
	if a := s.passes(31); a.Texts != 4 || a.Links != 0 {
		t.Errorf("erased by the 31st day: %+v", a)
	}
	s.gone("after 31 days", append(texts, readable...)...)
	s.there(links...)
	if live := s.verified("after 31 days"); live != 3 {
		t.Errorf("after 31 days %d count", live)
	}
	if kept, err := s.intake.Report(ctx, first.Receipt); err != nil || kept.Testimony != nil || kept.Withdrawn || len(kept.Subjects) != 2 {
		t.Errorf("after 31 days the receipt leads to %+v, %v", kept, err)
	}

	s.passes(179)
	s.there(links...)
	s.verified("after 179 days")
	if a := s.passes(181); a.Links != 5 {
		t.Errorf("erased by the 181st day: %+v", a)
	}
	s.gone("after 181 days", append(append(texts, links...), readable...)...)
	if live := s.verified("after 181 days"); live != 3 {
		t.Errorf("after 181 days %d count", live)
	}
	s.expectStates(first, reputation.Superseded, reputation.Live)
	s.expectStates(second, reputation.Live)
	s.expectStates(overturned, reputation.Overturned)
	history, err := s.store.History(ctx, reputation.Pseudonym(links[0].bytes), 10)
	if err != nil || len(history) > 0 {
		t.Errorf("the citizen said %v, %v", history, err)
	}

	s.passes(271)
	s.gone("after 271 days", append(append(append(texts, links...), readable...), who...)...)
	s.verified("after 271 days")
	for _, now := range s.pseudonyms(citizen) {
		if bytes.Equal(now.bytes, links[0].bytes) {
			t.Error("after 271 days the citizen is known by the same pseudonym")
		}
	}
	s.ok(s.intake.Withdraw(ctx, second.Receipt))
	if live := s.verified("after it was withdrawn"); live != 2 {
		t.Errorf("after the last was withdrawn %d count", live)
	}
}

func reportOf(s *service, a intake.Accepted) report.ID {
	s.Helper()
	t, err := s.store.Testimony(s.Context(), a.Receipt.Hash())
	s.ok(err)
	return t.Report
}

func (s *service) expectStates(of intake.Accepted, want ...reputation.State) {
	s.Helper()
	kept, err := s.intake.Report(s.Context(), of.Receipt)
	s.ok(err)
	for i, about := range kept.Subjects {
		if about.State != want[i] {
			s.Errorf("%s is %s, want %s", about.Key, about.State, want[i])
		}
	}
}

// TestACopyOfATextIsUnreadableAfterItsTime: a text that was copied in its time cannot be read after it, with the keys of then.
func TestACopyOfATextIsUnreadableAfterItsTime(t *testing.T) {
	s := newService(t)
	a := s.say(phone(citizen), scammer)
	kept, err := s.store.Testimony(context.Background(), a.Receipt.Hash())
	s.ok(err)
	s.passes(31)
	if _, err := s.ring.Unseal(kept.SealedOn, kept.Sealed, kept.Receipt); !errors.Is(err, fault.NotFound) {
		t.Errorf("opened: %v", err)
	}
}
