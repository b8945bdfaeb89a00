package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"ringfence/internal/auditlog"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// vault is a data folder of which somebody keeps checkpoints.
type vault struct {
	*testing.T
	at   place
	keys string
	file string // in which the store is
	kept string // a checkpoint
}

func newVault(t *testing.T) *vault {
	folder := t.TempDir()
	at := place{Data: filepath.Join(folder, "data")}
	return &vault{t, at, filepath.Join(folder, "keys"), filepath.Join(at.Data, "ringfence.db"), filepath.Join(folder, "kept")}
}

func (v *vault) ok(err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
}

// rule has a moderator confirm some numbers and then read texts.
func (v *vault) rule(numbers ...string) {
	v.Helper()
	h, err := v.at.open(v.Context(), slog.New(slog.DiscardHandler))
	v.ok(err)
	defer func() { v.ok(h.store.Close()) }()
	v.ok(h.unlock(v.Context(), v.keys))
	for _, n := range numbers {
		about, err := subject.ParseKey(n)
		v.ok(err)
		_, err = h.rulings.Rule(v.Context(), reputation.Confirm, about, "Ling", "three victims named it")
		v.ok(err)
	}
	_, err = h.examples.Waiting(v.Context(), "", 20, "Wei")
	v.ok(err)
}

// audit runs a command of the log and returns what it prints.
func (v *vault) audit(arguments ...string) (string, error) {
	var out bytes.Buffer
	err := run(v.Context(), append([]string{"audit", arguments[0], "--data", v.at.Data, "--keys", v.keys}, arguments[1:]...), streams{out: &out, err: io.Discard})
	return out.String(), err
}

// tamper changes the log in the file, as somebody can who has it.
func (v *vault) tamper(change func(log *bbolt.Bucket) error) {
	v.Helper()
	db, err := bbolt.Open(v.file, 0o600, nil)
	v.ok(err)
	v.ok(db.Update(func(tx *bbolt.Tx) error { return change(tx.Bucket([]byte("log"))) }))
	v.ok(db.Close())
}

func place64(at uint64) []byte { return binary.BigEndian.AppendUint64(nil, at) }

// TestWhoTampersWithTheFileIsFoundOut by ringfence audit verify: by the log itself as far as that can be, and by a checkpoint that was kept
// elsewhere. That the whole file is an older copy, or that its end was cut off, only the checkpoint shows.
func TestWhoTampersWithTheFileIsFoundOut(t *testing.T) {
	whole := newVault(t)
	whole.rule("+12025550143", "+12025550144") // entries 0 to 3
	older, err := os.ReadFile(whole.file)
	whole.ok(err)
	whole.rule("+12025550145") // 4 and 5
	signed, err := whole.audit("checkpoint")
	whole.ok(err)
	whole.ok(os.WriteFile(whole.kept, []byte(signed), 0o600))
	intact, err := os.ReadFile(whole.file)
	whole.ok(err)

	for name, c := range map[string]struct {
		tamper        func(v *vault)
		alone, beside string // what is found without the checkpoint, "" for nothing, and with it
	}{
		"nothing": {func(*vault) {}, "", ""},
		"an entry of a decision is altered": {func(v *vault) {
			v.tamper(func(log *bbolt.Bucket) error {
				return log.Put(place64(1), bytes.Replace(log.Get(place64(1)), []byte("three"), []byte("two"), 1))
			})
		}, "WRONG: entry 1 was not written by this service: it was altered", "the first 6 entries are not those that it stands for"},
		"an entry of a reading is altered": {func(v *vault) {
			v.tamper(func(log *bbolt.Bucket) error {
				return log.Put(place64(3), bytes.Replace(log.Get(place64(3)), []byte("Wei"), []byte("Ling"), 1))
			})
		}, "WRONG: entry 3 was not written by this service: it was altered", "the first 6 entries are not those that it stands for"},
		"an entry is dropped": {func(v *vault) {
			v.tamper(func(log *bbolt.Bucket) error { return log.Delete(place64(2)) })
		}, "WRONG: entry 2 is missing though later ones are kept: it was deleted", "it stands for 6 entries, and the log has 2"},
		"entries change places": {func(v *vault) {
			v.tamper(func(log *bbolt.Bucket) error {
				one, two := bytes.Clone(log.Get(place64(1))), bytes.Clone(log.Get(place64(2)))
				return errors.Join(log.Put(place64(1), two), log.Put(place64(2), one))
			})
		}, "WRONG: entry 1 is the one that was written as entry 2", "the first 6 entries are not those that it stands for"},
		"the end is cut off": {func(v *vault) {
			v.tamper(func(log *bbolt.Bucket) error { return log.Delete(place64(5)) })
		}, "", "it stands for 6 entries, and the log has 5: entries were deleted, or the store was put back to an older copy"},
		"all entries are gone": {func(v *vault) {
			v.tamper(func(log *bbolt.Bucket) error {
				for at := range uint64(6) {
					if err := log.Delete(place64(at)); err != nil {
						return err
					}
				}
				return nil
			})
		}, "WRONG: the log is empty, and 3 decisions are there", "it stands for 6 entries, and the log has 0"},
		"the file is an older copy": {func(v *vault) { v.ok(os.WriteFile(v.file, older, 0o600)) },
			"", "it stands for 6 entries, and the log has 4: entries were deleted, or the store was put back to an older copy"},
	} {
		t.Run(name, func(t *testing.T) {
			v := *whole
			v.T = t
			v.ok(os.WriteFile(v.file, intact, 0o600))
			c.tamper(&v)
			for _, look := range []struct {
				want      string
				arguments []string
			}{{c.alone, []string{"verify"}}, {c.beside, []string{"verify", "--checkpoint", v.kept}}} {
				printed, err := v.audit(look.arguments...)
				switch {
				case look.want == "" && (err != nil || !strings.Contains(printed, "nothing is wrong")):
					t.Errorf("%v: found %v\n%s", look.arguments, err, printed)
				case look.want != "" && (!errors.Is(err, errFound) || !strings.Contains(printed, look.want) || strings.Contains(printed, "nothing is wrong")):
					t.Errorf("%v: did not find %q: %v\n%s", look.arguments, look.want, err, printed)
				}
				if without := len(look.arguments) == 1; without != strings.Contains(printed, "cannot be seen without one (--checkpoint)") {
					t.Errorf("%v: what a checkpoint is for is said wrongly\n%s", look.arguments, printed)
				}
			}
		})
	}
}

// TestALogIsBegunOfDecisionsThatAreThere, of a version that had no log, when it is served.
func TestALogIsBegunOfDecisionsThatAreThere(t *testing.T) {
	v := newVault(t)
	h, err := v.at.open(t.Context(), slog.New(slog.DiscardHandler))
	v.ok(err)
	v.ok(h.unlock(t.Context(), v.keys))
	about, err := subject.ParseKey("+12025550143")
	v.ok(err)
	v.ok(h.store.Decide(t.Context(), reputation.Decision{ID: "before", Subject: about, Kind: reputation.Clear, At: h.clock().AddDate(0, -1, 0), By: "Ling", Reason: "a bank"}))
	h.beginLog(t.Context(), slog.New(slog.DiscardHandler))
	v.ok(h.store.Close())
	printed, err := v.audit("list")
	if err != nil || !strings.Contains(printed, "began, of 1\n") || !strings.Contains(printed, `adopted clear, about +12025550143, by "Ling", of before, reason "a bank"`) {
		t.Errorf("%v\n%s", err, printed)
	}
	if printed, err := v.audit("verify"); err != nil {
		t.Errorf("%v\n%s", err, printed)
	}
}

// TestWhatACrashKeptFromBeingDoneIsExplained: verify asks for it until somebody writes down why, and tells it from then on.
func TestWhatACrashKeptFromBeingDoneIsExplained(t *testing.T) {
	v := newVault(t)
	v.rule("+12025550143") // entries 0 to 2
	h, err := v.at.open(t.Context(), slog.New(slog.DiscardHandler))
	v.ok(err)
	v.ok(h.unlock(t.Context(), v.keys))
	about, err := subject.ParseKey("+12025550144")
	v.ok(err)
	_, err = h.audit.Record(t.Context(), auditlog.OfDecision(auditlog.Decided, reputation.Decision{ID: "late", Subject: about, Kind: reputation.Clear, At: h.clock(), By: "Wei", Reason: "x"}))
	v.ok(err)
	v.ok(h.store.Close())
	missing := `entry 3: a decision (clear about +12025550144, by "Wei") was about to be made`
	if printed, err := v.audit("verify"); err == nil || !strings.Contains(printed, "NOT THERE: "+missing) {
		t.Errorf("%v: %s", err, printed)
	}
	if printed, err := v.audit("abandon", "3", "--reason", "the server was killed", "--by", "Ling"); err != nil || printed != "why entry 3 came to nothing stands in the log now\n" {
		t.Errorf("%v: %s", err, printed)
	}
	printed, err := v.audit("verify")
	if err != nil || !strings.Contains(printed, "not there: "+missing) || !strings.Contains(printed, `"shell:Ling" wrote down why: "the server was killed"`) ||
		!strings.Contains(printed, "nothing else is wrong: the log is whole, what was done is what it says, and why 1 entry came to nothing is written down") {
		t.Errorf("%v: %s", err, printed)
	}
}
