package keyring

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
)

// copied is what somebody has who copied the keys at this moment.
func copied(t *testing.T, file *File) *Ring {
	t.Helper()
	b, err := os.ReadFile(file.path)
	if err != nil {
		t.Fatal(err)
	}
	return fileOf(t, b)
}

func fileOf(t *testing.T, b []byte) *Ring {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.keys")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return reopen(t, InFile(path))
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// boxed is testimony that was sealed under a receipt.
type boxed struct {
	receipt report.Receipt
	day     reputation.Date
	box     []byte
}

func seals(t *testing.T, r *Ring, id byte, at time.Time) boxed {
	t.Helper()
	b := boxed{receipt: r.Receipt(report.ID{id})}
	var err error
	if b.day, b.box, err = r.Seal(report.Testimony{Text: "They knew my parcel."}, b.receipt.Hash(), at); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b boxed) opens(r *Ring) error {
	text, err := r.Unseal(b.day, b.box, b.receipt.Hash())
	if err == nil && text.Text != "They knew my parcel." {
		err = errors.New("it opens as something else")
	}
	return err
}

func TestWhoCopiedTheKeysLearnsNothingAfterARotation(t *testing.T) {
	file, ring := inFile(t)
	about := mustKey(t, "+12025550105")
	earlier := seals(t, ring, 1, now)
	known, _, err := ring.Reporter("phone/x", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Networks(now); err != nil {
		t.Fatal(err)
	}
	limits, proofs := must[[]byte](t)(ring.LimitSecret()), must[[]byte](t)(ring.ProofSecret())
	session := must[[]byte](t)(ring.SealSession([]byte("who")))
	thief, instance := copied(t, file), reopen(t, file)
	if err := errors.Join(ring.Rotate(now), instance.CatchUp()); err != nil {
		t.Fatal(err)
	}

	for name, r := range map[string]*Ring{"the ring": ring, "another instance": instance, "a ring opened anew": reopen(t, file)} {
		later := seals(t, r, 2, now)
		if err := errors.Join(earlier.opens(r), later.opens(r), later.opens(ring)); err != nil {
			t.Errorf("%s: a text of today: %v", name, err)
		}
		if err := later.opens(thief); !errors.Is(err, fault.Damaged) {
			t.Errorf("%s: a text from after the rotation opens with keys from before: %v", name, err)
		}
		if r.Receipt(report.ID{2}) == thief.Receipt(report.ID{2}) || r.ReportID("scope", "key") == thief.ReportID("scope", "key") {
			t.Errorf("%s: receipts are as they were", name)
		}
		present, previous, err := r.Reporter("phone/x", now)
		if err != nil || present == known || !slices.Equal(previous, []reputation.Pseudonym{known}) {
			t.Errorf("%s: the reporter is %s, before %v, %v; was %s", name, present, previous, err, known)
		}
		if theirs, before, err := thief.Reporter("phone/x", now); err != nil || theirs == present || slices.Contains(before, present) {
			t.Errorf("%s: keys from before compute %s, %v", name, present, err)
		}
		digest := must[[]byte](t)(r.Digest([]byte("words"), now))
		if is, err := thief.IsDigest(digest, []byte("words"), now); is || err != nil {
			t.Errorf("%s: keys from before know a digest: %v", name, err)
		}
		day, box, err := r.SealNote([]byte("a document"), "case/name", now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := thief.OpenNote(day, box, "case/name"); !errors.Is(err, fault.Damaged) {
			t.Errorf("%s: keys from before open a document: %v", name, err)
		}
		if string(must[[]byte](t)(r.LimitSecret())) == string(limits) || string(must[[]byte](t)(r.ProofSecret())) == string(proofs) {
			t.Errorf("%s: limits or proofs are as they were", name)
		}
		if _, err := r.OpenSession(session); !errors.Is(err, fault.Damaged) {
			t.Errorf("%s: who was signed in is so still: %v", name, err)
		}
		if same := sameBuckets(t, r, thief, about); same == 100 {
			t.Errorf("%s: buckets are as they were", name)
		}
	}
}

// sameBuckets counts how many of a hundred networks have the same buckets.
func sameBuckets(t *testing.T, a, b *Ring, about subject.Key) (same int) {
	t.Helper()
	for i := range 100 {
		group := fmt.Sprint(i)
		own, _, err := a.Buckets(group, about, now)
		theirs, _, other := b.Buckets(group, about, now)
		week, wrong := a.WeekNetwork(group, trend.WeekOf(now))
		if err := errors.Join(err, other, wrong); err != nil {
			t.Fatal(err)
		}
		if theirWeek := must[uint8](t)(b.WeekNetwork(group, trend.WeekOf(now))); own == theirs && week == theirWeek {
			same++
		}
	}
	return same
}

func mustKey(t *testing.T, s string) subject.Key { return must[subject.Key](t)(subject.ParseKey(s)) }

func TestWhatARotationLeaves(t *testing.T) {
	file, ring := inFile(t)
	stop, pad, noise := ring.StopName("phone/x"), ring.Pad(1, 2, 3), ring.Noise("cell")
	secret := must[[]byte](t)(ring.SealSecret("a-school", []byte("whsec")))
	verifiers := signing(t, ring, now)
	if err := ring.Rotate(now); err != nil {
		t.Fatal(err)
	}
	again := reopen(t, file)
	if again.StopName("phone/x") != stop || again.Pad(1, 2, 3) != pad || again.Noise("cell") != noise || !slices.Equal(signing(t, again, now), verifiers) {
		t.Error("who wants no replies, padding, noise or what verifies has changed")
	}
	if opened, err := again.OpenSecret("a-school", secret); err != nil || string(opened) != "whsec" {
		t.Errorf("a secret opens as %q, %v", opened, err)
	}
}

func TestAReporterIsRecognisedAcrossRotationsAndTheEpoch(t *testing.T) {
	_, ring := inFile(t)
	var names []reputation.Pseudonym // the last first
	speaks := func(at time.Time, forgotten int) {
		t.Helper()
		present, previous, err := ring.Reporter("phone/x", at)
		if want := names[:len(names)-forgotten]; err != nil || slices.Contains(names, present) || !slices.Equal(previous, want) {
			t.Fatalf("%s, before %v, %v; want %v", present, previous, err, want)
		}
		names = append([]reputation.Pseudonym{present}, names[:len(names)-forgotten]...)
	}
	speaks(now, 0)
	for range 2 { // within one second
		if err := ring.Rotate(now); err != nil {
			t.Fatal(err)
		}
		speaks(now, 0)
	}
	next := now.AddDate(0, 0, EpochDays)
	speaks(next, 0)
	if err := ring.Rotate(next); err != nil {
		t.Fatal(err)
	}
	speaks(next, 0)
	speaks(next.AddDate(0, 0, EpochDays), 3) // those of two epochs before
}

func TestAReportThatIsSentAgainAfterARotationIsFound(t *testing.T) {
	_, ring := inFile(t)
	if before := ring.Retried("scope", "key"); len(before) > 0 {
		t.Errorf("before any rotation: %v", before)
	}
	id := ring.ReportID("scope", "key")
	filed := Filed{id, ring.Receipt(id)}
	next := must[report.ID](t)(ring.Successor(id, []byte("words"), now, now))
	successor := Filed{next, ring.Receipt(next)}
	digest := must[[]byte](t)(ring.Digest([]byte("words"), now))
	for range 2 {
		if err := ring.Rotate(now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(ring.Retried("scope", "key"), filed) {
			t.Error("a report that is sent again is another")
		}
		if !slices.Contains(must[[]Filed](t)(ring.Succeeded(id, []byte("words"), now, now)), successor) {
			t.Error("a correction that is sent again is another")
		}
		if is, err := ring.IsDigest(digest, []byte("words"), now); !is || err != nil {
			t.Errorf("a submission is not that of before: %v", err)
		}
		if is, err := ring.IsDigest(digest, []byte("other words"), now); is || err != nil {
			t.Errorf("another submission is that of before: %v", err)
		}
	}
	if _, err := ring.Expire(now.AddDate(0, 0, TestimonyKept+2)); err != nil {
		t.Fatal(err)
	}
	if before := ring.Retried("scope", "key"); len(before) > 0 {
		t.Errorf("after 30 days: %v", before)
	}
}

func TestFormerKeysExpireWithTheirTime(t *testing.T) {
	file, ring := inFile(t)
	text := seals(t, ring, 1, now)
	if _, _, err := ring.Reporter("phone/x", now); err != nil {
		t.Fatal(err)
	}
	if err := ring.Rotate(now); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		at        time.Time
		destroyed int // with those that are present
		opens     bool
	}{
		{now.AddDate(0, 0, 30), 0, true},
		{now.Truncate(24*time.Hour).AddDate(0, 0, 31), 3, false}, // of receipts, and two of texts
		{epochStart(epochOf(now)).AddDate(0, 0, EpochKept).Add(-time.Second), 0, false},
		{epochStart(epochOf(now)).AddDate(0, 0, EpochKept), 2, false},
	} {
		o, err := Look(file, step.at)
		if err != nil || o.Over != step.destroyed {
			t.Errorf("at %v %d keys are over, want %d; %v", step.at, o.Over, step.destroyed, err)
		}
		if n, err := ring.Expire(step.at); err != nil || n != step.destroyed {
			t.Errorf("at %v %d keys were destroyed, want %d; %v", step.at, n, step.destroyed, err)
		}
		if err := text.opens(reopen(t, file)); (err == nil) != step.opens || err != nil && !errors.Is(err, fault.NotFound) {
			t.Errorf("at %v the text opens: %v", step.at, err)
		}
	}
	b, err := os.ReadFile(file.path)
	former, ofSecrets := bytes.Count(b, []byte(formerKey)), bytes.Count(b, []byte(formerKey+string(formerSecret)+"/"))
	if err != nil || former != ofSecrets || ofSecrets == 0 {
		t.Errorf("the file still has %d former keys, of them %d of secrets, %v", former, ofSecrets, err)
	}
}

func TestTextsAreDestroyedBeforeTheirTime(t *testing.T) {
	file, ring := inFile(t)
	today := reputation.DateOf(now)
	old, yesterday, earlier := seals(t, ring, 1, now.AddDate(0, 0, -2)), seals(t, ring, 2, now.AddDate(0, 0, -1)), seals(t, ring, 3, now)
	if err := ring.Rotate(now); err != nil {
		t.Fatal(err)
	}
	later := seals(t, ring, 4, now)
	instance := reopen(t, file)
	for _, step := range []struct {
		before    reputation.Date
		destroyed int
		gone      []boxed
		there     []boxed
	}{
		{today - 5, 0, nil, []boxed{old, yesterday, earlier, later}},
		{today, 2, []boxed{old, yesterday}, []boxed{earlier, later}},
		{today + 1, 2, []boxed{old, yesterday, earlier, later}, nil},
	} {
		n, err := ring.Destroy(Texts, step.before)
		if err != nil || n != step.destroyed {
			t.Errorf("before %v %d keys were destroyed, want %d; %v", step.before.Time(), n, step.destroyed, err)
		}
		if err := instance.CatchUp(); err != nil {
			t.Fatal(err)
		}
		for _, r := range []*Ring{ring, instance, reopen(t, file)} {
			for _, b := range step.gone {
				if err := b.opens(r); !errors.Is(err, fault.NotFound) {
					t.Errorf("before %v: a text of %v: %v", step.before.Time(), b.day.Time(), err)
				}
			}
			for _, b := range step.there {
				if err := b.opens(r); err != nil {
					t.Errorf("before %v: a text of %v: %v", step.before.Time(), b.day.Time(), err)
				}
			}
		}
	}
	anew := seals(t, ring, 5, now) // under another key of the same day
	if err := anew.opens(instance); err != nil {
		t.Errorf("a text from after it: %v", err)
	}
	for _, b := range []boxed{earlier, later} {
		if err := b.opens(instance); !errors.Is(err, fault.NotFound) {
			t.Errorf("a text from before it: %v", err)
		}
	}
}

func TestReportersAreDestroyedBeforeTheirTime(t *testing.T) {
	start := epochStart(epochOf(now))
	names := func(r *Ring, at time.Time) []reputation.Pseudonym {
		present, previous, err := r.Reporter("phone/x", at)
		if err != nil {
			t.Fatal(err)
		}
		return append([]reputation.Pseudonym{present}, previous...)
	}
	for name, c := range map[string]struct {
		before    time.Time
		destroyed int
		known     int // of the four pseudonyms, how many are still known
		present   bool
	}{
		"before anything":                        {start.AddDate(0, 0, -EpochDays), 0, 4, true},
		"within the epoch before":                {start.AddDate(0, 0, -1), 2, 3, true},
		"the day on which the epoch began":       {start, 2, 3, true},
		"the day after":                          {start.AddDate(0, 0, 1), 3, 2, true},
		"the day of the first rotation":          {start.AddDate(0, 0, 10), 3, 2, true},
		"the day after it":                       {start.AddDate(0, 0, 11), 4, 1, true},
		"a day after the second: all there were": {start.AddDate(0, 0, 21), 6, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			file, ring := inFile(t)
			before, first, second := start.AddDate(0, 0, -5), start.AddDate(0, 0, 10).Add(time.Hour), start.AddDate(0, 0, 20).Add(time.Hour)
			names(ring, before)
			must[*Networks](t)(ring.Networks(before))
			names(ring, first)
			must[*Networks](t)(ring.Networks(first))
			for _, at := range []time.Time{first, second} {
				if err := ring.Rotate(at); err != nil {
					t.Fatal(err)
				}
			}
			had := names(ring, second)
			if len(had) != 4 {
				t.Fatalf("%d pseudonyms", len(had))
			}
			n, err := ring.Destroy(Reporters, reputation.DateOf(c.before))
			if err != nil || n != c.destroyed {
				t.Errorf("%d keys were destroyed, want %d; %v", n, c.destroyed, err)
			}
			has := names(reopen(t, file), second)
			if !slices.Equal(had[:c.known], has[:min(c.known, len(has))]) || (has[0] == had[0]) != c.present || len(has) != max(1, c.known) {
				t.Errorf("known are %v of %v", has, had)
			}
		})
	}
	if _, err := filled(t, &Memory{}).Destroy("signing", 1<<20); err == nil {
		t.Error("keys of another kind were destroyed")
	}
}

// TestAFileOfFormat1 opens what was made before keys could be rotated.
func TestAFileOfFormat1(t *testing.T) {
	b, err := os.ReadFile("testdata/format1.json")
	if err != nil {
		t.Fatal(err)
	}
	ring := fileOf(t, b)
	receipt := must[report.Receipt](t)(report.ParseReceipt("CFHG-MYY5-KG1P-AZG2-N"))
	box := must[[]byte](t)(base64.StdEncoding.DecodeString(
		"YxXWcgHu52HcNttksGfN2LPi+pDlsyBpfCz7tZpIM2iC4JVTs/ZLFCRme1G6+i876Tu3MuJ1e0lLkBN2ijyhJ514R6n4K88tL5e/YeHYKh9Y7/gqHXm3rZyK2zt7d8nGwEq+" +
			"9+GHWk22z4IJpvBdMloooasAXmmu2KAoXEm4gqzfPEQ3U8Bxg7rKAJGlK9aJ/VDBAkiwVNRbWR/YUsLzrVXklScOSct0avu4V9qqVRbpYKSxjM08YwPBx4oJIwTOxqAHmA9D" +
			"Tyo4gSESm2q5tnkaYeI/3j65uyUGRfTmXFC++Q5qrWwY3Ya5QJMpK/bfzQksm11UEhbaVJ+yqu7C7wzxg2cY2e5Lnm8GWNm62h5yJi27BCXTp7P7woHN7H8EgkK9+qS2/EFg" +
			"vcQfdSWb2ExHJfA6N1C3vaFIErfCYf6KiN+qCSvtt5Os8VAUnWfTb4FjzT9vamsGWUf0ZG5OZ7UIkvrs7K5kXWqaUcvK/TrJCpCTPXuhPqRTrvjp5EnNEBZCSBaaBeWsCWL6" +
			"fm/xuHqczJKtF92WjxirkDxpXLqxI/NwW+56hcLkn9g7XQ1tWGMBDm7jrmmE+GaFB9COVuoGwun7jQdZbK540B4ef9o1epSL3WbzP5rVKPgq8xnX7DS9lfcnC0MgpYWaW4zf" +
			"IR5YZd8ot2NtcVtH1Oqz/CWTs0MGHfM8Q7lr08gnNeAZet7MdsxBS5im4Yvc7w0TID3Os6m0hQWR"))
	text := boxed{receipt, 20777, box}
	pseudonyms := []reputation.Pseudonym{"7f0fbab4b643dbfd7d1e1a7e2fbe625b", "edf2979691e473b591e488283650b04a"}
	for _, rotated := range []bool{false, true} {
		if rotated {
			if err := ring.Rotate(now); err != nil {
				t.Fatal(err)
			}
		}
		if err := text.opens(ring); err != nil {
			t.Errorf("rotated %v: a text: %v", rotated, err)
		}
		present, previous, err := ring.Reporter("phone/x", now)
		known := append([]reputation.Pseudonym{present}, previous...)
		if rotated {
			known = previous
		}
		if err != nil || !slices.Equal(known, pseudonyms) {
			t.Errorf("rotated %v: a reporter is known as %v, %v", rotated, known, err)
		}
		filed := Filed{ring.ReportID("scope", "key"), receipt}
		if rotated {
			filed = ring.Retried("scope", "key")[0]
		}
		if filed.ID.String() != "d61e48acc6fda65ad803aa0ddd1ff91d" || filed.Receipt != receipt {
			t.Errorf("rotated %v: a report is %v", rotated, filed.ID)
		}
	}
	if ring.Fingerprint() != "e2188180f6494402" {
		t.Errorf("the keys are %s", ring.Fingerprint())
	}
}
