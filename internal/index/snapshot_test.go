package index

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// snapshotTown is a crowded town that has written its snapshot.
func snapshotTown(t *testing.T) *town {
	t.Helper()
	w := crowdedTown(t)
	w.Snapshot = filepath.Join(t.TempDir(), "index.snapshot")
	w.must(w.save())
	return w
}

// reload loads the index anew, from the snapshot alone if it holds everything.
func (w *town) reload() {
	w.Helper()
	again := New(w.Index.Config)
	snapshot, err := again.Load(context.Background())
	if snapshot != nil || err != nil {
		w.Fatalf("loaded with %v, %v", snapshot, err)
	}
	w.Index = again
}

func TestSnapshotIsWhatItWas(t *testing.T) {
	w := snapshotTown(t)
	w.reload()
	if s := w.Index.Size(); s.Overlay != 0 || s.Subjects == 0 {
		t.Errorf("read from the store: %+v", s)
	}
	w.equal()
	w.must(w.save())
	w.reload()
	w.equal()
}

func TestBadSnapshotsAreMadeAnew(t *testing.T) {
	w := snapshotTown(t)
	good, err := os.ReadFile(w.Snapshot)
	w.must(err)
	flipped := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	for _, c := range []struct {
		name, says string
		is         []byte
	}{
		{"cut short", "damaged or cut short", good[:len(good)/2]},
		{"without its last byte", "damaged or cut short", good[:len(good)-1]},
		{"cut short in its first word", "damaged or cut short", good[:5]},
		{"empty", "damaged or cut short", nil},
		{"another file", "damaged or cut short", []byte(strings.Repeat("hello ", 100))},
		{"of another version", "of another version", []byte(strings.Replace(string(good), magic, kind+"1\n", 1))},
		{"of another formula", "of another version", flipped(len(magic))},
		{"with a flipped bit in its cursor", "damaged or cut short", flipped(len(magic) + 4 + 4)},
		{"with a flipped bit in its middle", "damaged or cut short", flipped(len(good) / 2)},
		{"with a flipped bit in its checksum", "damaged or cut short", flipped(len(good) - 1)},
		{"too long", "damaged or cut short", append(bytes.Clone(good), 0)},
	} {
		w.must(os.WriteFile(w.Snapshot, c.is, 0o600))
		again := New(w.Index.Config)
		snapshot, err := again.Load(context.Background())
		if snapshot == nil || err != nil || !strings.Contains(snapshot.Error(), c.says) || !strings.Contains(snapshot.Error(), "made anew") {
			t.Errorf("%s: said %v, %v", c.name, snapshot, err)
		}
		w.Index = again
		w.equal()
	}
}

// A data folder was restored from a backup and written to, and the snapshot beside it is of what was lost.
func TestSnapshotOfOtherDataIsMadeAnew(t *testing.T) {
	w := snapshotTown(t)
	restored := newTown(t)
	for n := range 500 {
		restored.say(number(105+n%90), uint8(n), report.Bad)
		restored.must(restored.Sweep(context.Background()))
	}
	restored.Index = New(Config{Store: restored.store, Clock: restored.clock, Snapshot: w.Snapshot})
	snapshot, err := restored.Load(context.Background())
	if snapshot == nil || err != nil || !strings.Contains(snapshot.Error(), "of other data") {
		t.Errorf("said %v, %v", snapshot, err)
	}
	restored.equal()
}

func TestSnapshotIsWrittenHourlyAndAfterMuch(t *testing.T) {
	config := Config{Snapshot: filepath.Join(t.TempDir(), "index.snapshot"), MergeAt: 5}
	kept := func() string {
		b, err := os.ReadFile(config.Snapshot)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		return string(b)
	}
	live(t, config, func(w *town, _ *broken, said *sayings) {
		report := func(numbers ...subject.Key) {
			for _, n := range numbers {
				w.say(n, 1, report.Bad)
			}
			w.must(w.Sweep(context.Background()))
		}
		pass(2 * time.Hour)
		if kept() != "" {
			t.Error("nothing was written of nothing")
		}
		report(number(120), number(130), number(140), number(150), number(160))
		pass(time.Minute)
		much := kept()
		if much == "" {
			t.Error("much came in, and no snapshot was written")
		}
		report(number(170))
		pass(time.Minute)
		if kept() != much {
			t.Error("a little came in, and the snapshot was written at once")
		}
		pass(time.Hour)
		if kept() == much {
			t.Error("the snapshot is over an hour behind")
		}
		said.were(t)
		w.must(os.Remove(config.Snapshot))
		w.must(os.MkdirAll(filepath.Join(config.Snapshot, "in the way"), 0o700))
		report(number(180))
		pass(61 * time.Minute)
		said.were(t, ErrSnapshot)
		w.must(os.RemoveAll(config.Snapshot))
	})
	if kept() == "" {
		t.Error("none was written at the end")
	}
}

// Whatever the bytes of a file are, it is refused or it is to the last of them what would be written of what
// was read. Once as it is and once with a checksum that fits, without which little is looked at.
func FuzzReadSnapshot(f *testing.F) {
	var good bytes.Buffer
	b := &base{
		numbers: []uint64{12025550143, 12025550144}, packed: []reputation.Packed{1 << 22, 2 << 22}, first: []day{9000, 9001},
		others: map[subject.Key]entry{key("qq/10000"): {1 << 22, 9000, "detail"}, key("CN/95588"): {}},
		crowds: map[string]crowd{"+120255501": {{number: 43, bad: 1, networks: []networkMass{{7, 0.5}}}, {number: 44}}, "+120255502": {}},
	}
	b.details = b.details.merged([]change{{12025550144, entry{detail: "another"}}})
	if err := writeSnapshot(&good, b, "7@somewhere"); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		checkRead(t, b)
		if len(b) >= sumSize {
			body := b[:len(b)-sumSize]
			checkRead(t, binary.LittleEndian.AppendUint32(bytes.Clone(body), crc32.Checksum(body, castagnoli)))
		}
	})
}

func checkRead(t *testing.T, file []byte) {
	t.Helper()
	b, cursor, err := readSnapshot(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return
	}
	var again bytes.Buffer
	if err := writeSnapshot(&again, b, cursor); err != nil || !bytes.Equal(again.Bytes(), file) {
		t.Errorf("read %q, and wrote it as %q, %v", file, again.Bytes(), err)
	}
	for _, number := range b.numbers {
		b.details.find(number)
	}
}
