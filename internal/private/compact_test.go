package private_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/private"
)

// drawNumbers draws some that lie close to each other and some that lie as far apart as can be.
func drawNumbers(rt *rapid.T, name string) []uint64 {
	number := rapid.OneOf(
		rapid.Uint64Range(1, 999_999_999_999_999), rapid.Uint64Range(12025550100, 12025550199), rapid.Uint64Range(8613800138000, 8613800999999),
	)
	numbers := rapid.SliceOfN(number, 0, 60).Draw(rt, name)
	slices.Sort(numbers)
	if numbers = slices.Compact(numbers); len(numbers) == 0 {
		return nil
	}
	return numbers
}

// TestCompactGivesBackWhatItTook also has it appended behind other bytes, and cut short.
func TestCompactGivesBackWhatItTook(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := private.Compact{
			Base: rapid.Uint64().Draw(rt, "base"), Version: rapid.Uint64().Draw(rt, "version"), Demo: rapid.Bool().Draw(rt, "demo"),
			At:    time.Unix(rapid.Int64Range(0, 1<<40).Draw(rt, "at"), 0).UTC(),
			Added: drawNumbers(rt, "added"), Removed: drawNumbers(rt, "removed"),
		}
		b := want.Append([]byte("before"))[len("before"):]
		got, err := private.ParseCompact(b)
		if err != nil || !reflect.DeepEqual(got, want) {
			rt.Fatalf("gives back %+v, %v\nwant %+v", got, err, want)
		}
		cut := rapid.IntRange(0, len(b)-1).Draw(rt, "cut")
		if got, err := private.ParseCompact(sealed(b[:max(0, cut-4)])); !errors.Is(err, private.ErrCompact) {
			rt.Fatalf("cut short to %d of %d bytes it is %+v, %v", cut, len(b), got, err)
		}
	})
}

// sealed puts the checksum behind bytes.
func sealed(b []byte) []byte {
	return binary.BigEndian.AppendUint32(bytes.Clone(b), crc32.ChecksumIEEE(b))
}

// mobiles draws so many Chinese mobile numbers, in order.
func mobiles(count int) []uint64 {
	r := rand.New(rand.NewPCG(1, 2))
	numbers := make([]uint64, 0, count)
	for len(numbers) < cap(numbers) {
		for len(numbers) < cap(numbers) {
			numbers = append(numbers, 8613_000_000_000+r.Uint64N(7_000_000_000))
		}
		slices.Sort(numbers)
		numbers = slices.Compact(numbers)
	}
	return numbers
}

// TestCompactIsSmall holds that a million Chinese mobile numbers take at most 15 bits each.
func TestCompactIsSmall(t *testing.T) {
	list := private.Compact{Version: 1795860000, Added: mobiles(1_000_000)}
	b := list.Append(nil)
	if size := float64(8*len(b)) / float64(len(list.Added)); size > 15 {
		t.Errorf("a number takes %.2f bits", size)
	}
	if got, err := private.ParseCompact(b); err != nil || !slices.Equal(got.Added, list.Added) {
		t.Errorf("gives back %d numbers, %v", len(got.Added), err)
	}
}

// TestCompactRefuses has what no writer makes, with a checksum that is right.
func TestCompactRefuses(t *testing.T) {
	list := private.Compact{Version: 3, Base: 2, At: time.Unix(1, 0), Added: []uint64{12025550143, 12025550144, 447700900123}, Removed: []uint64{5}}
	good := list.Append(nil)
	if _, err := private.ParseCompact(good); err != nil {
		t.Fatal(err)
	}
	const count, first, k, size, gaps = 29, 37, 45, 46, 54
	with := func(change func(b []byte) []byte) []byte { return sealed(change(bytes.Clone(good[:len(good)-4]))) }
	at := func(place int, v byte) []byte { return with(func(b []byte) []byte { b[place] = v; return b }) }
	many := func(n uint64) []byte {
		return with(func(b []byte) []byte { binary.BigEndian.PutUint64(b[count:], n); return b })
	}
	for what, b := range map[string][]byte{
		"nothing":                         nil,
		"another magic":                   at(3, '2'),
		"a demonstration of 2":            at(4, 2),
		"a moment beyond all":             at(21, 1),
		"2 numbers where there are 3":     many(2),
		"4 numbers where there are 3":     many(4),
		"more numbers than bits":          many(1 << 24),
		"2^60 numbers":                    many(1 << 60),
		"2^64-1 numbers":                  many(1<<64 - 1),
		"0 as the first number":           with(func(b []byte) []byte { clear(b[first:k]); return b }),
		"a first number of 16 digits":     with(func(b []byte) []byte { binary.BigEndian.PutUint64(b[first:], 1e15); return b }),
		"gaps that lead beyond 15 digits": with(func(b []byte) []byte { binary.BigEndian.PutUint64(b[first:], 1e15-2); return b }),
		"a parameter of 50":               at(k, 50),
		"more gaps than there are":        at(size+7, 200),
		"a bit behind the last gap":       with(func(b []byte) []byte { b[gaps+int(b[size+7])-1] |= 1; return b }),
		"bytes behind all":                with(func(b []byte) []byte { return append(b, 0) }),
		"another checksum":                append(bytes.Clone(good[:len(good)-1]), good[len(good)-1]^1),
		"a long gap that is short":        sealed(longGap(5)),
	} {
		if got, err := private.ParseCompact(b); !errors.Is(err, private.ErrCompact) {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
	}
	if got, err := private.ParseCompact(sealed(longGap(32))); err != nil || got.Added[1] != 34 {
		t.Errorf("a gap of 32, which is long for k = 0: %+v, %v", got, err)
	}
}

// longGap is a list of the number 1 and one after a gap below 2^50 that is written as long ones are, with k = 0, without checksum.
func longGap(gap uint64) []byte {
	head := (&private.Compact{Version: 1, At: time.Unix(1, 0)}).Append(nil)
	b := binary.BigEndian.AppendUint64(head[:29:29], 2)
	b = binary.BigEndian.AppendUint64(b, 1)
	b = binary.BigEndian.AppendUint64(append(b, 0), 11) // 82 bits
	b = append(b, 0xff, 0xff, 0xff, 0xff)
	b = append(b, binary.BigEndian.AppendUint64(nil, gap<<6)[1:]...)
	return binary.BigEndian.AppendUint64(b, 0)
}

// FuzzParseCompact gives back what it reads.
func FuzzParseCompact(f *testing.F) {
	list := private.Compact{Version: 3, Base: 2, At: time.Unix(1, 0), Added: []uint64{12025550143, 12025550144, 447700900123}, Removed: []uint64{5}}
	b := list.Append(nil)
	f.Add(b[:len(b)-4])
	f.Add(longGap(32))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := private.ParseCompact(sealed(b))
		if err != nil {
			if !errors.Is(err, private.ErrCompact) {
				t.Error(err)
			}
			return
		}
		again, err := private.ParseCompact(c.Append(nil))
		if err != nil || !reflect.DeepEqual(c, again) {
			t.Errorf("gives back %+v, %v, want %+v", again, err, c)
		}
	})
}

// TestCompactIsReadFromItsDescription has a program in another language read what is written here.
func TestCompactIsReadFromItsDescription(t *testing.T) {
	want := private.Compact{
		Base: 1795860000, Version: 1795863600, At: time.Unix(1795863600, 0), Demo: true,
		Added:   append(append([]uint64{1, 2, 12025550143, 12025550144, 447700900123}, mobiles(20_000)...), 999_999_999_999_999),
		Removed: []uint64{12025550145},
	}
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join("testdata", "compact.js"))
	var said, complained bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(want.Append(nil)), &said, &complained
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, complained.String())
	}
	var got struct {
		Demonstration     bool
		Version, Base, At uint64
		Added, Removed    []uint64
	}
	if err := json.Unmarshal(said.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if !got.Demonstration || got.Version != want.Version || got.Base != want.Base || got.At != uint64(want.At.Unix()) ||
		!slices.Equal(got.Added, want.Added) || !slices.Equal(got.Removed, want.Removed) {
		t.Errorf("it reads version %d, base %d, of %d, with %d and %d numbers", got.Version, got.Base, got.At, len(got.Added), len(got.Removed))
	}
}
