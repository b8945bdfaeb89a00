package keyring

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func inFile(t *testing.T) (*File, *Ring) {
	t.Helper()
	file := InFile(filepath.Join(t.TempDir(), "ringfence.keys"))
	ring, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return file, ring
}

func reopen(t *testing.T, file *File) *Ring {
	t.Helper()
	ring, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestEverythingIsTheSameAfterOpeningAgain(t *testing.T) {
	file, first := inFile(t)
	id := first.ReportID("scope", "key")
	pseudonym, _, err := first.Reporter("phone/x", now)
	if err != nil {
		t.Fatal(err)
	}
	second := reopen(t, file)
	if first.Fingerprint() != second.Fingerprint() || first.Receipt(id) != second.Receipt(id) || id != second.ReportID("scope", "key") {
		t.Error("opened again, the keys are others")
	}
	if again, _, err := second.Reporter("phone/x", now); err != nil || again != pseudonym {
		t.Errorf("pseudonym %s became %s, %v", pseudonym, again, err)
	}
}

func TestScopesAndKeysDoNotRunTogether(t *testing.T) {
	_, ring := inFile(t)
	if ring.ReportID("ab", "c") == ring.ReportID("a", "bc") {
		t.Error("two callers share a report")
	}
}

func TestReporterIsKnownAcrossOneEpochOnly(t *testing.T) {
	_, ring := inFile(t)
	first, _, err := ring.Reporter("phone/x", now)
	if err != nil {
		t.Fatal(err)
	}
	second, previous, err := ring.Reporter("phone/x", now.AddDate(0, 0, EpochDays))
	if err != nil || !slices.Equal(previous, []reputation.Pseudonym{first}) || second == first {
		t.Errorf("an epoch later: %s, before %v, %v; first was %s", second, previous, err, first)
	}
	third, previous, err := ring.Reporter("phone/x", now.AddDate(0, 0, 2*EpochDays))
	if err != nil || !slices.Equal(previous, []reputation.Pseudonym{second}) || third == first {
		t.Errorf("two epochs later: %s, before %v, %v", third, previous, err)
	}
}

func TestBucketsAreSpreadAndDifferBySubject(t *testing.T) {
	_, ring := inFile(t)
	a, _ := subject.ParseKey("+12025550143")
	b, _ := subject.ParseKey("+12025550144")
	own, blocks, differ := map[uint8]int{}, map[string]bool{}, 0
	for i := range 2000 {
		group := fmt.Sprint("net/", i)
		ownA, blockA, err := ring.Buckets(group, a, now)
		if err != nil {
			t.Fatal(err)
		}
		ownB, blockB, _ := ring.Buckets(group, b, now)
		if blockA != blockB {
			t.Fatal("one network has two buckets in one block")
		}
		if ownA != ownB {
			differ++
		}
		own[ownA]++
		blocks[fmt.Sprint(ownA, blockA)] = true
	}
	for bucket, n := range own {
		if n < 30 || n > 100 {
			t.Errorf("bucket %d got %d of 2000 networks", bucket, n)
		}
	}
	if len(own) != 32 || differ < 1800 || len(blocks) < 500 {
		t.Errorf("%d buckets, %d networks with another bucket for another number, %d pairs", len(own), differ, len(blocks))
	}
}

func TestSealedTestimonyOpensOnlyWithItsReceiptAndDay(t *testing.T) {
	_, ring := inFile(t)
	said := report.Testimony{Kind: report.Call, Text: "they knew my parcel"}
	receipt := ring.Receipt(report.ID{1}).Hash()
	day, sealed, err := ring.Seal(said, receipt, now)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(sealed), "parcel") {
		t.Fatal("the text can be read")
	}
	if opened, err := ring.Unseal(day, sealed, receipt); err != nil || opened.Text != said.Text {
		t.Errorf("opened %+v, %v", opened, err)
	}
	if _, err := ring.Unseal(day, sealed, ring.Receipt(report.ID{2}).Hash()); !errors.Is(err, fault.Damaged) {
		t.Errorf("with another receipt: %v", err)
	}
	sealed[len(sealed)-1] ^= 1
	for _, spoiled := range [][]byte{sealed, sealed[:10], nil} {
		if _, err := ring.Unseal(day, spoiled, receipt); !errors.Is(err, fault.Damaged) {
			t.Errorf("spoiled: %v", err)
		}
	}
}

func TestSizeOfSealedTestimonyHidesItsLength(t *testing.T) {
	_, ring := inFile(t)
	sizes := map[int]bool{}
	for n := range 300 {
		_, sealed, err := ring.Seal(report.Testimony{Text: strings.Repeat("x", n)}, report.ReceiptHash{}, now)
		if err != nil {
			t.Fatal(err)
		}
		sizes[len(sealed)] = true
	}
	if len(sizes) != 1 {
		t.Errorf("texts of 0 to 299 letters have %d sizes", len(sizes))
	}
}

func TestExpiredKeysAreGoneFromTheFile(t *testing.T) {
	file, ring := inFile(t)
	receipt := ring.Receipt(report.ID{1}).Hash()
	day, sealed, err := ring.Seal(report.Testimony{Text: "x"}, receipt, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := ring.Reporter("phone/x", now); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		days, destroyed int
		opens           bool
	}{{30, 0, true}, {31, 1, false}, {269, 0, false}, {271, 1, false}} {
		later := now.AddDate(0, 0, step.days).Truncate(24 * time.Hour)
		if step.days > 200 {
			later = epochStart(epochOf(now)).AddDate(0, 0, step.days)
		}
		n, err := ring.Expire(later)
		if err != nil || n != step.destroyed {
			t.Errorf("after %d days %d keys were destroyed, want %d; %v", step.days, n, step.destroyed, err)
		}
		_, err = reopen(t, file).Unseal(day, sealed, receipt)
		if (err == nil) != step.opens || (err != nil && !errors.Is(err, fault.NotFound)) {
			t.Errorf("after %d days testimony opens: %v, want %v", step.days, err, step.opens)
		}
	}
	var kept Material
	b, err := os.ReadFile(file.path)
	if err == nil {
		err = json.Unmarshal(b, &kept)
	}
	if err != nil || len(kept.Reporter) != 0 || len(kept.Testimony) != 0 || len(kept.Named) != 8 {
		t.Errorf("the file holds %d reporter, %d testimony and %d named keys, %v", len(kept.Reporter), len(kept.Testimony), len(kept.Named), err)
	}
}

// TestAFileThatIsExchangedIsNotTakenOver: whoever puts a copy back moves it there in two steps, and a volume may be away.
func TestAFileThatIsExchangedIsNotTakenOver(t *testing.T) {
	file, ring := inFile(t)
	id, own := report.ID{1}, ring.Fingerprint()
	receipt, pad, signs := ring.Receipt(id), ring.Pad(7, 0, 1), signing(t, ring, now)
	aside := file.path + ".aside"
	if err := os.Rename(file.path, aside); err != nil {
		t.Fatal(err)
	}
	another := func() error { _, err := Open(file); return err }
	for _, step := range []struct {
		name string
		does func() error
	}{{"the file is away", func() error { return nil }}, {"another service has it", another}} {
		if err := step.does(); err != nil {
			t.Fatal(err)
		}
		for doing, err := range map[string]error{
			"looking": ring.CatchUp(), "rotating": ring.RotateSigning(now), "expiring": errorOf(ring.Expire(now)), "a new epoch": errorOf(ring.Networks(now.AddDate(1, 0, 0))),
		} {
			if !errors.Is(err, fault.Unavailable) {
				t.Errorf("%s: %s: %v", step.name, doing, err)
			}
		}
		if ring.Fingerprint() != own || ring.Receipt(id) != receipt || ring.Pad(7, 0, 1) != pad || fmt.Sprint(signing(t, ring, now)) != fmt.Sprint(signs) {
			t.Errorf("%s: the keys are others", step.name)
		}
	}
	if err := os.Rename(aside, file.path); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ring.Reporter("phone/x", now); err != nil || reopen(t, file).Fingerprint() != own {
		t.Errorf("put back: %v", err)
	}
}

func errorOf[T any](_ T, err error) error { return err }

func TestTwoProcessesMakeOneKeyForADay(t *testing.T) {
	file, _ := inFile(t)
	rings := []*Ring{reopen(t, file), reopen(t, file)}
	var wait sync.WaitGroup
	for i := range 20 {
		for _, ring := range rings {
			wait.Go(func() {
				if _, _, err := ring.Reporter("phone/x", now.AddDate(0, 0, i*EpochDays)); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wait.Wait()
	for i := range 20 {
		a, _, _ := rings[0].Reporter("phone/x", now.AddDate(0, 0, i*EpochDays))
		b, _, _ := rings[1].Reporter("phone/x", now.AddDate(0, 0, i*EpochDays))
		if a != b {
			t.Fatalf("in epoch %d one reporter is %s and %s", i, a, b)
		}
	}
}

// Instances share the file: what one sealed today another opens, which has made no key of its own today.
func TestAnotherProcessKnowsTheKeyOfADay(t *testing.T) {
	file, first := inFile(t)
	second := reopen(t, file)
	receipt := first.Receipt(first.ReportID("scope", "key")).Hash()
	day, sealed, err := first.Seal(report.Testimony{Text: "hello"}, receipt, now)
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := second.Unseal(day, sealed, receipt); err != nil || opened.Text != "hello" {
		t.Errorf("opened %+v, %v", opened, err)
	}
	if _, err := second.Unseal(day+1, sealed, receipt); !errors.Is(err, fault.NotFound) {
		t.Errorf("a day without a key: %v", err)
	}
}

func TestFileRefusals(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string, mode os.FileMode) *File {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return InFile(path)
	}
	for _, test := range []struct {
		name string
		file *File
		want string
	}{
		{"readable by others", write("a", "{}", 0o644), "chmod 600"},
		{"not JSON", write("b", "keys!", 0o600), "restore it"},
		{"empty", write("c", "", 0o600), "restore it"},
		{"of a newer version", write("d", `{"Format": 99, "Fingerprint": "x"}`, 0o600), "install that version"},
		{"with half a key", write("e", `{"Fingerprint": "x", "Named": {"receipt": "00"}}`, 0o600), "restore it"},
		{"in no folder", InFile(filepath.Join(folder, "none", "keys")), "no such file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Open(test.file); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want words like %q", err, test.want)
			}
		})
	}
}

func TestKeysStayOutsideTheData(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(folder, "data"), filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	for place, inside := range map[string]bool{
		"data/keys": true, "data/deep/keys": true, "link/keys": true, "data": true, "keys": false, "data.keys": false, "other/keys": false,
	} {
		err := InFile(filepath.Join(folder, place)).Outside(filepath.Join(folder, "data"))
		if (err != nil) != inside {
			t.Errorf("keys in %s: %v", place, err)
		}
	}
}

func TestKeysDoNotPrintThemselves(t *testing.T) {
	key := newKey()
	hexed, _ := key.MarshalText()
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		var logged strings.Builder
		slog.New(slog.NewTextHandler(&logged, nil)).Info("key", "key", key)
		if strings.Contains(logged.String(), string(hexed)) {
			t.Errorf("a log holds %s", logged.String())
		}
		if s := fmt.Sprintf(format, Material{Named: map[string]Key{"receipt": key}}); strings.Contains(s, string(hexed)) || !strings.Contains(s, "secret") {
			t.Errorf("%s prints %s", format, s)
		}
	}
}

func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"Format": 1, "Fingerprint": "x", "Named": {"receipt": ""}, "Reporter": {"229": ""}}`))
	f.Add([]byte(`{}`))
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(folder, "keys")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		ring, err := Open(InFile(path))
		if err == nil && ring.Fingerprint() == "" {
			t.Errorf("opened a keyring without a name from %q", text)
		}
	})
}

// TestSecretsStay also for keys that were made before there were limits and proofs.
func TestSecretsStay(t *testing.T) {
	file, ring := inFile(t)
	receipt := ring.Receipt(report.ID{1})
	all := map[string]bool{}
	for name, secret := range map[string]func(*Ring) ([]byte, error){"limits": (*Ring).LimitSecret, "proofs": (*Ring).ProofSecret} {
		first, err := secret(ring)
		if err != nil || len(first) != 32 || all[string(first)] {
			t.Fatalf("%s: %d bytes, %v", name, len(first), err)
		}
		all[string(first)] = true
		again := reopen(t, file)
		second, err := secret(again)
		if err != nil || string(first) != string(second) || again.Receipt(report.ID{1}) != receipt {
			t.Errorf("%s: another secret, or other receipts: %v", name, err)
		}
	}
}
