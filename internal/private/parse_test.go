package private

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// short is a range that nobody filled up.
const short = `{"prefix":"459c","version":101763168475062,"numbers":[["54af343083",3,90],["64af343083",0,10]],"blocks":[["06a5b42f43",1]]}`

func TestParseRefuses(t *testing.T) {
	if _, err := Parse([]byte(short), 0x459c); err != nil {
		t.Fatal(err)
	}
	if _, err := Parse([]byte(strings.ReplaceAll(short, ",", " ,\n")), 0x459c); err != nil {
		t.Errorf("with spaces: %v", err)
	}
	for name, edit := range map[string][2]string{
		"cut short":                        {`]}`, ``},
		"something after it":               {`]}`, `]}{}`},
		"another member":                   {`"prefix"`, `"more":1,"prefix"`},
		"a member twice":                   {`"prefix"`, `"version":1,"prefix"`},
		"a member in capitals":             {`"version"`, `"Version"`},
		"no version":                       {`"version":101763168475062,`, ``},
		"a version that is a text":         {`101763168475062`, `"101763168475062"`},
		"no numbers":                       {`"numbers":[["54af343083",3,90],["64af343083",0,10]],`, ``},
		"numbers that are null":            {`[["54af343083",3,90],["64af343083",0,10]]`, `null`},
		"another prefix: not":              {`"459c"`, `"459d"`},
		"a prefix in capitals: not":        {`"459c"`, `"459C"`},
		"an ID of 9 digits: 10 lower-case": {`54af343083`, `54af34308`},
		"an ID in capitals: 10 lower-case": {`54af343083`, `54AF343083`},
		"an ID that is a number":           {`"54af343083"`, `5443430834`},
		"numbers out of order: not after":  {`64af343083`, `44af343083`},
		"a number twice: not after":        {`64af343083`, `54af343083`},
		"a verdict of 4: no verdict 4":     {`3,90`, `4,90`},
		"a verdict below 0":                {`3,90`, `-1,90`},
		"a score of 100: not 100":          {`3,90`, `3,100`},
		"a score of 9: not 9":              {`3,90`, `3,9`},
		"an ID that is null: null":         {`"54af343083"`, `null`},
		"a verdict that is null: null":     {`3,90`, `null,90`},
		"half a score":                     {`3,90`, `3,9.5`},
		"an entry without score: 3 values": {`3,90`, `3`},
		"an entry with more: 3 values":     {`3,90`, `3,90,1`},
		"an entry that is no list":         {`["64af343083",0,10]`, `"64af343083"`},
		"a block half open: never 2":       {`"06a5b42f43",1`, `"06a5b42f43",2`},
		"blocks out of order: not after":   {`["06a5b42f43",1]`, `["06a5b42f43",1],["05a5b42f43",1]`},
	} {
		_, reason, _ := strings.Cut(name, ": ")
		r, err := Parse([]byte(strings.Replace(short, edit[0], edit[1], 1)), 0x459c)
		if !errors.Is(err, ErrRange) || !strings.Contains(err.Error(), reason) || r.Numbers != nil {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	for _, s := range []string{"", "null", "[]", "<html>", `{}`, "\xff"} {
		if _, err := Parse([]byte(s), 0); !errors.Is(err, ErrRange) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// FuzzParse writes again what was read of anything, and reads the same.
func FuzzParse(f *testing.F) {
	f.Add(short, uint16(0x459c))
	f.Add(exampleDocument, uint16(0x459c))
	f.Add(`{"prefix":"0000","version":1,"numbers":[],"blocks":[]}`, uint16(0))
	f.Fuzz(func(t *testing.T, document string, prefix uint16) {
		r, err := Parse([]byte(document), Prefix(prefix))
		if err != nil {
			if !errors.Is(err, ErrRange) {
				t.Fatalf("refused by %v", err)
			}
			return
		}
		written, _ := r.Append(nil, pad)
		if back, err := Parse(written, Prefix(prefix)); err != nil || !reflect.DeepEqual(back, r) {
			t.Fatalf("%s became %s: %v", document, written, err)
		}
	})
}
