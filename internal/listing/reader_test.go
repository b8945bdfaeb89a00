package listing_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"ringfence/internal/listing"
	"ringfence/internal/private"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// names are the formats that readers of a history read.
var names = append((&listing.List{}).Names(), "callkit/1.json", "callkit/44.json", "callkit/86.json", "callkit/290.json", "callkit/7.json")

// reader is somebody who follows a list in one format: what they know of each subject, by the words of the format.
type reader map[string]string

// tester is what a reader complains to.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// ask reads what changed since a version, or the whole list when that cannot be told, and returns the version that the reader then has. It
// complains when the reader then knows anything but what one does who reads the whole list.
func (r reader) ask(t tester, name string, l *listing.List, since uint64) uint64 {
	t.Helper()
	f, ok := listing.FormatNamed(name)
	if !ok {
		t.Fatalf("there is no format %s", name)
	}
	if f.WholeAlone {
		since = 0
	}
	d, err := l.Since(since)
	if errors.Is(err, listing.ErrGone) {
		since = 0
		d, err = l.Since(0)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if since == 0 {
		clear(r)
	}
	if version := r.read(t, name, f.Append(nil, &d), since != 0); version != l.Version() && !strings.HasSuffix(name, ".csv") {
		t.Errorf("%s says it is version %d, want %d", name, version, l.Version())
	}
	fresh, whole := reader{}, l.Whole()
	fresh.read(t, name, f.Append(nil, &whole), false)
	if !maps.Equal(r, fresh) {
		t.Errorf("%s, since %d: knows %v, want %v", name, since, r, fresh)
	}
	return l.Version() // as the manifest says, where the format does not
}

// knows complains when the reader of numbers.json knows anything but the truth.
func (r reader) knows(t tester, truth map[subject.Key]reputation.Packed) {
	t.Helper()
	for key := range truth {
		if _, ok := r[key.String()]; !ok {
			t.Errorf("%s is missing", key)
		}
	}
	if len(r) != len(truth) {
		t.Errorf("there are %v, want %v", slices.Collect(maps.Keys(r)), truth)
	}
}

// read takes in a document as programs do that know nothing of how it was written, and returns its version.
func (r reader) read(t tester, name string, body []byte, delta bool) uint64 {
	t.Helper()
	var version uint64
	var err error
	switch name {
	case "numbers.json":
		version, err = r.readJSON(body)
	case "numbers.csv":
		err = r.readCSV(body, delta, 2)
	case "open-data.csv":
		err = r.readCSV(body, delta, 9)
	case "phoneblock.json", "phoneblock.xml":
		version, err = r.readPhoneBlock(body, strings.HasSuffix(name, "xml"))
	case "numbers.rfl":
		version, err = r.readCompact(body)
	case "live-caller-id.txtpb":
		version, err = r.readCallerID(body)
	default:
		version, err = r.readCallKit(body)
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, body)
	}
	return version
}

func (r reader) readJSON(body []byte) (uint64, error) {
	var list struct {
		Version uint64
		Added   []struct {
			Key, Kind, Category, Reports string
			LastSeen                     string `json:"last_seen"`
		}
		Removed []string
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return 0, err
	}
	for _, key := range list.Removed {
		delete(r, key)
	}
	for _, e := range list.Added {
		r[e.Key] = strings.Join([]string{e.Kind, e.Category, e.Reports, e.LastSeen}, " ")
	}
	return list.Version, nil
}

// readCSV reads a table whose first column names a subject, and whose ninth is a version.
func (r reader) readCSV(body []byte, delta bool, columns int) error {
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		return err
	}
	if delta {
		columns++
	}
	if len(rows[0]) != columns || slices.Contains(rows[0], "change") != delta {
		return fmt.Errorf("the columns are %v", rows[0])
	}
	for _, row := range rows[1:] {
		change := "add"
		if delta {
			row, change = row[:columns-1], row[columns-1]
		}
		switch change {
		case "add":
			r[row[0]] = strings.Join(row[1:min(8, len(row))], " ")
		case "remove":
			delete(r, row[0])
		default:
			return fmt.Errorf("the change is %q", change)
		}
	}
	return nil
}

func (r reader) readPhoneBlock(body []byte, isXML bool) (uint64, error) {
	var list struct {
		Version uint64 `json:"version" xml:"version,attr"`
		Numbers []struct {
			Phone        string `json:"phone" xml:"phone,attr"`
			Votes        int    `json:"votes" xml:"votes,attr"`
			Rating       string `json:"rating" xml:"rating,attr"`
			LastActivity int64  `json:"lastActivity" xml:"last-activity,attr"`
		} `json:"numbers" xml:"numbers>phone-info"`
	}
	unmarshal := json.Unmarshal
	if isXML {
		unmarshal = xml.Unmarshal
	}
	if err := unmarshal(body, &list); err != nil {
		return 0, err
	}
	for _, e := range list.Numbers {
		if e.Votes == 0 {
			delete(r, e.Phone)
			continue
		}
		r[e.Phone] = fmt.Sprint(e.Votes, e.Rating, e.LastActivity)
	}
	return list.Version, nil
}

func (r reader) readCompact(body []byte) (uint64, error) {
	list, err := private.ParseCompact(body)
	for _, n := range list.Removed {
		delete(r, strconv.FormatUint(n, 10))
	}
	for _, n := range list.Added {
		r[strconv.FormatUint(n, 10)] = ""
	}
	return list.Version, err
}

// readCallKit refuses what iOS would: integers that do not ascend.
func (r reader) readCallKit(body []byte) (uint64, error) {
	var list struct {
		Version     uint64
		Add, Remove []int64
		Categories  []string
		Category    []int
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return 0, err
	}
	for _, numbers := range [][]int64{list.Add, list.Remove} {
		for i := 1; i < len(numbers); i++ {
			if numbers[i] <= numbers[i-1] {
				return 0, fmt.Errorf("%d comes after %d", numbers[i], numbers[i-1])
			}
		}
	}
	for _, n := range list.Remove {
		delete(r, strconv.FormatInt(n, 10))
	}
	if len(list.Category) != len(list.Add) {
		return 0, fmt.Errorf("%d numbers have %d categories", len(list.Add), len(list.Category))
	}
	for i, n := range list.Add {
		category := ""
		if c := list.Category[i]; c >= 0 {
			category = list.Categories[c]
		}
		r[strconv.FormatInt(n, 10)] = category
	}
	return list.Version, nil
}

func (r reader) readCallerID(body []byte) (version uint64, err error) {
	if _, err := fmt.Sscanf(string(body), "# ringfence %d ", &version); err != nil {
		return 0, err
	}
	input := dynamicpb.NewMessage(inputIdentities)
	if err := prototext.Unmarshal(body, input); err != nil {
		return 0, err
	}
	identities := inputIdentities.Fields().ByName("identities")
	input.Get(identities).Map().Range(func(number protoreflect.MapKey, value protoreflect.Value) bool {
		fields, identity := identities.MapValue().Message().Fields(), value.Message()
		if !identity.Get(fields.ByName("block")).Bool() || identity.Get(fields.ByName("cache_expiry_minutes")).Uint() == 0 {
			err = fmt.Errorf("%s would not be blocked, or be asked for without end", number)
		}
		r[number.String()] = identity.Get(fields.ByName("name")).String()
		return err == nil
	})
	return version, err
}
