package private

import (
	"crypto/sha256"
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ringfence/internal/reputation"
)

// pad is a padding that anyone can compute.
func pad(prefix uint16, list byte, i int) [5]byte {
	sum := sha256.Sum256(binary.BigEndian.AppendUint32([]byte{byte(prefix >> 8), byte(prefix), list}, uint32(i)))
	return [5]byte(sum[:])
}

func id(t *testing.T, s string) (id ID) {
	t.Helper()
	if err := id.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return id
}

// example is a range in which +12025550143 is listed and its block is open.
func example(t *testing.T) Range {
	t.Helper()
	return Range{Prefix: 0x459c, Numbers: []Number{{id(t, "54af343083"), reputation.Scam, 90}}, Open: []ID{id(t, "06a5b42f43")}}
}

// exampleDocument was made by a program of another language, with the same padding.
const exampleDocument = `{"prefix":"459c","version":212738552585185,"numbers":[["0a3d6ae526",0,10],["1fd0399d1e",0,10],["217d859a05",0,10],["2e5c` +
	`06cf37",0,10],["4866a39d2d",0,10],["4c2deffa79",0,10],["54af343083",3,90],["7f2c575038",0,10],["83b249e014",0,10],["8fed` +
	`dd28fc",0,10],["9b091c0d83",0,10],["a00e12b6f4",0,10],["bc619c8d76",0,10],["e8f1b8edfb",0,10],["f26447f77e",0,10],["f8dd` +
	`972198",0,10]],"blocks":[["0257a115d7",0],["053b883de8",0],["06a5b42f43",1],["08089b3258",0],["0ab902d230",0],["1f6b5967` +
	`29",0],["3e22aa52fa",0],["684a0107d7",0],["74463447f2",0],["84037a2ef3",0],["8c7120434f",0],["9b83f8ddc2",0],["b289db10a` +
	`8",0],["b664f2596d",0],["c8f0e7ddb6",0],["febb963504",0]]}`

// TestDocument holds the document to each byte.
func TestDocument(t *testing.T) {
	document, version := example(t).Append(nil, pad)
	if string(document) != exampleDocument || version != 212738552585185 {
		t.Errorf("version %d of\n%s", version, document)
	}
	if after, _ := example(t).Append([]byte("after"), pad); string(after) != "after"+exampleDocument {
		t.Errorf("appended: %s", after)
	}
}

func TestDecide(t *testing.T) {
	r, err := Parse([]byte(exampleDocument), 0x459c)
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[string]Decision{
		"+12025550143": {reputation.Scam, 90, true, true},
		"+12025550144": {Open: true},
	} {
		place, _ := PlaceOf(key(t, number))
		if got := r.Decide(place); got != want {
			t.Errorf("%s: %+v, want %+v", number, got, want)
		}
	}
	if got := r.Decide(Place{Prefix: 0x459c, Number: pad(0x459c, padNumbers, 3), Block: pad(0x459c, padBlocks, 3)}); got != (Decision{}) {
		t.Errorf("padding is taken for %+v", got)
	}
}

var ids = rapid.Map(rapid.SliceOfN(rapid.Byte(), 5, 5), func(b []byte) ID { return ID(b) })

var ranges = rapid.Custom(func(t *rapid.T) Range {
	r := Range{Prefix: Prefix(rapid.Uint16().Draw(t, "prefix"))}
	for _, id := range rapid.SliceOfNDistinct(ids, 0, 700, rapid.ID).Draw(t, "numbers") {
		r.Numbers = append(r.Numbers, Number{id, rapid.SampledFrom([]reputation.Verdict{reputation.Suspicious, reputation.Scam}).Draw(t, "verdict"), rapid.IntRange(MinScore, MaxScore).Draw(t, "score")})
	}
	r.Open = append(r.Open, rapid.SliceOfNDistinct(ids, 0, 20, rapid.ID).Draw(t, "open")...)
	if n := len(r.Numbers); n > 0 && rapid.Bool().Draw(t, "as padding") {
		r.Numbers[0].ID = pad(uint16(r.Prefix), padNumbers, 0)
	}
	return r
})

// TestRangesReadBack writes ranges and reads them, and sees that the length of a document tells how many entries its lists are
// filled up to, and nothing else.
func TestRangesReadBack(t *testing.T) {
	lengths := map[[2]int]int{}
	rapid.Check(t, func(t *rapid.T) {
		r := ranges.Draw(t, "range")
		document, version := r.Append(nil, pad)
		back, err := Parse(document, r.Prefix)
		if err != nil {
			t.Fatal(err)
		}
		inOrder(&r)
		if !reflect.DeepEqual(back, r) {
			t.Fatalf("%+v became %+v", r, back)
		}
		filled := [2]int{strings.Count(string(document), "\",") - 1, 0}
		_, blocks, _ := strings.Cut(string(document), `"blocks":`)
		filled[1] = strings.Count(blocks, "[") - 1
		filled[0] -= filled[1]
		for i, n := range []int{len(r.Numbers), len(r.Open)} {
			if class := []int{16, 48, 128, 512, 1024}; filled[i] != class[slices.IndexFunc(class, func(c int) bool { return n <= c })] {
				t.Fatalf("%d entries were filled up to %d", n, filled[i])
			}
		}
		if before, ok := lengths[filled]; ok && before != len(document) {
			t.Fatalf("documents of %v entries have %d and %d bytes", filled, before, len(document))
		}
		lengths[filled] = len(document)
		if again, same := back.Append(nil, pad); string(again) != string(document) || same != version {
			t.Fatal("the same range is another document")
		}
	})
}

func inOrder(r *Range) {
	slices.SortFunc(r.Numbers, func(a, b Number) int { return slices.Compare(a.ID[:], b.ID[:]) })
	slices.SortFunc(r.Open, func(a, b ID) int { return slices.Compare(a[:], b[:]) })
}

// TestFilledUp tells the lengths at the ends of each class.
func TestFilledUp(t *testing.T) {
	for n, want := range map[int]int{0: 16, 16: 16, 17: 48, 48: 48, 49: 128, 128: 128, 129: 512, 512: 512, 513: 1024, 1025: 1536} {
		if got := fullLength(n); got != want {
			t.Errorf("%d entries are filled up to %d, want %d", n, got, want)
		}
	}
}

func TestScoresHaveTwoDigits(t *testing.T) {
	r := Range{Numbers: []Number{{ID{1}, reputation.Scam, 100}, {ID{2}, reputation.Suspicious, 3}}}
	document, _ := r.Append(nil, pad)
	back, err := Parse(document, 0)
	if err != nil || back.Numbers[0].Score != MaxScore || back.Numbers[1].Score != MinScore {
		t.Errorf("%+v, %v", back, err)
	}
}
