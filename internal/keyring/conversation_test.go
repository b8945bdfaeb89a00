package keyring

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/report"
)

func TestASenderIsRememberedAcrossOneEpochOnly(t *testing.T) {
	_, ring := inFile(t)
	first, previous, err := ring.Conversation("phone/x", now)
	if err != nil || len(previous) > 0 || len(first) != 32 {
		t.Fatalf("%s, before %v, %v", first, previous, err)
	}
	second, previous, err := ring.Conversation("phone/x", now.AddDate(0, 0, EpochDays))
	if err != nil || !slices.Equal(previous, []conversation.Name{first}) || second == first {
		t.Errorf("an epoch later: %s, before %v, %v; first was %s", second, previous, err, first)
	}
	if third, previous, err := ring.Conversation("phone/x", now.AddDate(0, 0, 2*EpochDays)); err != nil || !slices.Equal(previous, []conversation.Name{second}) || third == first {
		t.Errorf("two epochs later: %s, before %v, %v", third, previous, err)
	}
}

func TestNamesOfOneTextForAllPurposesDiffer(t *testing.T) {
	_, ring := inFile(t)
	pseudonym, _, err := ring.Reporter("123456", now)
	if err != nil {
		t.Fatal(err)
	}
	conversed, _, err := ring.Conversation("123456", now)
	if err != nil {
		t.Fatal(err)
	}
	code, _, err := ring.ConversationCode("123456", now)
	if err != nil {
		t.Fatal(err)
	}
	stop := ring.StopName("123456")
	scope, err := ring.ConversationScope("123456", now)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[conversation.Name]bool{conversation.Name(pseudonym): true, conversed: true, code: true, stop: true, conversation.Name(scope[:32]): true}
	if len(seen) != 5 {
		t.Errorf("pseudonym %s, conversation %s, code %s, stop %s, scope %s", pseudonym, conversed, code, stop, scope)
	}
}

func TestAScopeIsOfItsEpoch(t *testing.T) {
	_, ring := inFile(t)
	scope := func(days int) string {
		s, err := ring.ConversationScope("phone/x", now.AddDate(0, 0, days))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first := scope(0)
	if scope(0) != first || scope(EpochDays) == first {
		t.Error("a scope is not that of one epoch")
	}
	if _, err := ring.Expire(now.AddDate(0, 0, EpochKept+1)); err != nil {
		t.Fatal(err)
	}
	if scope(0) == first {
		t.Error("a scope is made again after its key was destroyed")
	}
}

func TestWhoWantsNoRepliesIsKnownForGood(t *testing.T) {
	file, ring := inFile(t)
	name := ring.StopName("phone/x")
	if _, err := ring.Expire(now.AddDate(50, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if again := reopen(t, file).StopName("phone/x"); again != name {
		t.Errorf("%s became %s", name, again)
	}
}

// A copy of the keys that was taken at once, by this version or one that knew no text messages, leads to who wants no replies.
func TestACopyOfTheKeysKnowsWhoWantsNoReplies(t *testing.T) {
	for name, before := range map[string]string{"new": "", "of an earlier version": `{"Format": 1, "Fingerprint": "x", "Named": {"receipt": "` + strings.Repeat("07", 32) + `"}}`, "without keys": `{"Format": 1, "Fingerprint": "x"}`} {
		path := filepath.Join(t.TempDir(), "keys")
		if before != "" {
			if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ring, err := Open(InFile(path))
		if err != nil {
			t.Fatal(err)
		}
		copied, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		stop := ring.StopName("phone/x")
		if err := os.WriteFile(path, copied, 0o600); err != nil {
			t.Fatal(err)
		}
		restored, err := Open(InFile(path))
		if err != nil {
			t.Fatal(err)
		}
		if again := restored.StopName("phone/x"); again != stop {
			t.Errorf("%s: %s became %s", name, stop, again)
		}
	}
}

func TestANoteOpensOnlyWithItsNameAndDay(t *testing.T) {
	_, ring := inFile(t)
	for _, note := range [][]byte{nil, []byte("x"), {0x80}, {0, 0}, bytes.Repeat([]byte{'a'}, sealedUnit), []byte(strings.Repeat("long ", 999))} {
		day, box, err := ring.SealNote(note, "a", now)
		if err != nil {
			t.Fatal(err)
		}
		if opened, err := ring.OpenNote(day, box, "a"); err != nil || !bytes.Equal(opened, note) {
			t.Errorf("%q opened as %q, %v", note, opened, err)
		}
		if _, err := ring.OpenNote(day, box, "b"); !errors.Is(err, fault.Damaged) {
			t.Errorf("under another name: %v", err)
		}
		if _, err := ring.OpenNote(day-1, box, "a"); !errors.Is(err, fault.NotFound) {
			t.Errorf("of another day: %v", err)
		}
		if (len(box)-40)%sealedUnit != 0 { // nonce 24, tag 16
			t.Errorf("%d bytes became %d", len(note), len(box))
		}
	}
}

func TestNotesAndTestimonyDoNotOpenEachOther(t *testing.T) {
	_, ring := inFile(t)
	day, box, err := ring.Seal(report.Testimony{Text: "they knew my parcel"}, report.ReceiptHash{}, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ring.OpenNote(day, box, conversation.Name(make([]byte, 32))); !errors.Is(err, fault.Damaged) {
		t.Errorf("testimony opened as a note: %v", err)
	}
}

func TestANoteIsGoneWithTheKeyOfItsDay(t *testing.T) {
	_, ring := inFile(t)
	day, box, err := ring.SealNote([]byte("what was said"), "a", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Expire(now.AddDate(0, 0, TestimonyKept+1)); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.OpenNote(day, box, "a"); !errors.Is(err, fault.NotFound) {
		t.Errorf("after its key was destroyed: %v", err)
	}
}
