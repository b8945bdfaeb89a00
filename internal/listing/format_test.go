package listing_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/listing"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

var morning = time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)

func keyed(t *testing.T, s string) subject.Key {
	t.Helper()
	key, err := subject.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// firstChanges puts on a list a number, one on which a moderator ruled with two reports, one of another country and a short code.
func firstChanges(t *testing.T) []listing.Change {
	return []listing.Change{
		{keyed(t, "+12025550143"), told(4, morning, 4)},
		{keyed(t, "+12025550144"), told(1, morning.AddDate(0, 0, -27), 0)},
		{keyed(t, "+447700900123"), told(5, morning.AddDate(0, 0, -1), 15)},
		{keyed(t, "CN/95588"), told(2, morning, 3)},
	}
}

// secondChanges takes two of them off, and tells something else of another.
func secondChanges(t *testing.T) []listing.Change {
	return []listing.Change{
		{Key: keyed(t, "+12025550144")},
		{keyed(t, "+447700900123"), told(3, morning, 1)},
		{Key: keyed(t, "CN/95588")},
	}
}

func twoVersions(t *testing.T) (first, second *listing.List) {
	t.Helper()
	first = (&listing.List{}).Next(firstChanges(t), morning)
	return first, first.Next(secondChanges(t), morning.Add(time.Hour))
}

// TestFormats has every format to the letter, whole and as a delta.
func TestFormats(t *testing.T) {
	first, second := twoVersions(t)
	delta, err := second.Since(first.Version())
	if err != nil {
		t.Fatal(err)
	}
	whole := first.Whole()
	categories := `"categories":["impersonation_authority","impersonation_service","impersonation_acquaintance","investment","loan","task_rebate",` +
		`"credit_repair","shopping","romance","gaming","account_phishing","prize","fake_job","card_rental","extortion","debt_collection",` +
		`"advertising","robocall","survey","other"],`
	for _, c := range []struct{ name, whole, delta string }{
		{"numbers.json", `
{"version":1795860000,"base":0,"whole":true,"generated_at":"2026-11-28T10:00:00Z","minimum_interval_seconds":3600,"added":[
{"key":"+12025550143","kind":"number","category":"loan","reports":"11-20","last_seen":"2026-11-28"},
{"key":"+12025550144","kind":"number","reports":"1-2","last_seen":"2026-11"},
{"key":"+447700900123","kind":"number","category":"debt_collection","reports":"21+","last_seen":"2026-11-27"},
{"key":"CN/95588","kind":"shortcode","category":"investment","reports":"3-5","last_seen":"2026-11-28"}
],"removed":[
]}`, `
{"version":1795863600,"base":1795860000,"whole":false,"generated_at":"2026-11-28T11:00:00Z","minimum_interval_seconds":3600,"added":[
{"key":"+447700900123","kind":"number","category":"impersonation_service","reports":"6-10","last_seen":"2026-11-28"}
],"removed":[
"+12025550144",
"CN/95588"
]}`},
		{"numbers.csv", `
pattern,description
12025550143,reported as scam: loan
12025550144,reported as scam
447700900123,reported as scam: debt collection`, `
pattern,description,change
12025550144,,remove
447700900123,reported as scam: impersonation service,add`},
		{"callkit/1.json", `
{"version":1795860000,"base":0,"whole":true,"generated_at":"2026-11-28T10:00:00Z","minimum_interval_seconds":3600,"calling_code":1,
"add":[12025550143,12025550144],
"remove":[],
` + categories + `
"category":[4,-1]}`, `
{"version":1795863600,"base":1795860000,"whole":false,"generated_at":"2026-11-28T11:00:00Z","minimum_interval_seconds":3600,"calling_code":1,
"add":[],
"remove":[12025550144],
` + categories + `
"category":[]}`},
		{"phoneblock.json", `
{"numbers":[
{"phone":"+12025550143","rating":"G_FRAUD","votes":20,"lastActivity":1795824000000},
{"phone":"+12025550144","rating":"G_FRAUD","votes":10,"lastActivity":1793491200000},
{"phone":"+447700900123","rating":"G_FRAUD","votes":50,"lastActivity":1795737600000}
],"version":1795860000}`, `
{"numbers":[
{"phone":"+12025550144","rating":"A_LEGITIMATE","votes":0,"lastActivity":1795863600000},
{"phone":"+447700900123","rating":"G_FRAUD","votes":10,"lastActivity":1795824000000}
],"version":1795863600}`},
		{"phoneblock.xml", `
<?xml version="1.0" encoding="UTF-8"?>
<blocklist version="1795860000"><numbers>
<phone-info phone="+12025550143" votes="20" rating="G_FRAUD" last-activity="1795824000000"/>
<phone-info phone="+12025550144" votes="10" rating="G_FRAUD" last-activity="1793491200000"/>
<phone-info phone="+447700900123" votes="50" rating="G_FRAUD" last-activity="1795737600000"/>
</numbers></blocklist>`, `
<?xml version="1.0" encoding="UTF-8"?>
<blocklist version="1795863600"><numbers>
<phone-info phone="+12025550144" votes="0" rating="A_LEGITIMATE" last-activity="1795863600000"/>
<phone-info phone="+447700900123" votes="10" rating="G_FRAUD" last-activity="1795824000000"/>
</numbers></blocklist>`},
		{"open-data.csv", `
number,kind,calling_code,region,category,reports_90_days,networks_90_days,last_seen,version
+12025550143,number,1,,loan,11-20,11-20,2026-11-28,1795860000
+12025550144,number,1,,,1-2,1-2,2026-11,1795860000
+447700900123,number,44,,debt_collection,21+,21+,2026-11-27,1795860000
CN/95588,shortcode,,CN,investment,3-5,3-5,2026-11-28,1795860000`, `
number,kind,calling_code,region,category,reports_90_days,networks_90_days,last_seen,version,change
+12025550144,,,,,,,,1795863600,remove
CN/95588,,,,,,,,1795863600,remove
+447700900123,number,44,,impersonation_service,6-10,6-10,2026-11-28,1795863600,add`},
		{"live-caller-id.txtpb", `
# ringfence 1795860000 2026-11-28T10:00:00Z
identities { key: "+12025550143" value { name: "Reported as scam" cache_expiry_minutes: 60 block: true } }
identities { key: "+12025550144" value { name: "Reported as scam" cache_expiry_minutes: 60 block: true } }
identities { key: "+447700900123" value { name: "Reported as scam" cache_expiry_minutes: 60 block: true } }`, ""},
	} {
		f, ok := listing.FormatNamed(c.name)
		if !ok || f.Name != c.name || f.WholeAlone != (c.delta == "") {
			t.Errorf("%s: %v %+v", c.name, ok, f)
			continue
		}
		if got, want := string(f.Append(nil, &whole)), c.whole[1:]+"\n"; got != want {
			t.Errorf("%s has\n%s\nwant\n%s", c.name, got, want)
		}
		if !f.WholeAlone {
			if got, want := string(f.Append(nil, &delta)), c.delta[1:]+"\n"; got != want {
				t.Errorf("%s has of what changed\n%s\nwant\n%s", c.name, got, want)
			}
		}
	}
}

// TestDemonstration: a format says that what it holds was made up, or holds none of it.
func TestDemonstration(t *testing.T) {
	first, second := twoVersions(t)
	changed, err := second.Since(first.Version())
	if err != nil {
		t.Fatal(err)
	}
	marks := map[string]string{
		"numbers.json": `,"demonstration":true,`, "callkit/1.json": `,"demonstration":true,`, "callkit/44.json": `,"demonstration":true,`, "numbers.rfl": "RFL1\x01",
	}
	const came, left = "447700900123", "12025550144"
	for _, name := range second.Names() {
		f, _ := listing.FormatNamed(name)
		mark, marked := marks[name]
		for _, d := range []listing.Delta{first.Whole(), changed} {
			before := string(f.Append(nil, &d))
			d.Demo = true
			after := string(f.Append(nil, &d))
			switch {
			case marked:
				if !strings.Contains(after, mark) || strings.Contains(before, mark) {
					t.Errorf("%s says %q, want %q in it", name, after, mark)
				}
			case strings.Contains(after, came) || !strings.Contains(before, came):
				t.Errorf("%s since %d has\n%s\nand had\n%s", name, d.Base, after, before)
			case d.Base != 0 && strings.Contains(after, left) != strings.Contains(before, left):
				t.Errorf("%s does not tell what left: %s", name, after)
			}
		}
	}
}

func TestNames(t *testing.T) {
	_, second := twoVersions(t)
	want := append((&listing.List{}).Names(), "callkit/1.json", "callkit/44.json")
	if got := second.Names(); !slices.Equal(got, want) {
		t.Errorf("the names are %q, want %q", got, want)
	}
	for _, name := range []string{
		"", "numbers", "callkit/", "callkit/86", "callkit/.json", "callkit/086.json", "callkit/+86.json", "callkit/999.json", "callkit/0.json",
		"callkit/8613.json", "callkit/1.json/", "86.json", "NUMBERS.JSON",
	} {
		if f, ok := listing.FormatNamed(name); ok {
			t.Errorf("%q names a format, %s", name, f.Name)
		}
	}
	for _, name := range append(want, "callkit/86.json", "callkit/290.json", "callkit/800.json") {
		if f, ok := listing.FormatNamed(name); !ok || f.Name != name || f.Media == "" {
			t.Errorf("%q names %+v, %v", name, f, ok)
		}
	}
}

// TestVotes holds that readers of PhoneBlock's dialect, who take a number from five votes on, take everything that is on the list.
func TestVotes(t *testing.T) {
	for band, want := range []int{10, 10, 10, 10, 20, 50} {
		if got := listing.Votes(reputation.Band(band)); got != want {
			t.Errorf("of %s reports there are %d votes, want %d", reputation.Band(band), got, want)
		}
	}
}
