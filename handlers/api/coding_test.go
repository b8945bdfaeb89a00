package api

import "testing"

func TestCodings(t *testing.T) {
	for _, test := range []struct {
		accept []string
		want   string // "-" for none
	}{
		{nil, ""}, {[]string{""}, ""}, {[]string{"gzip"}, "gzip"}, {[]string{"x-gzip"}, "gzip"}, {[]string{"GZIP"}, "gzip"}, {[]string{"br"}, ""},
		{[]string{"gzip, deflate, br, zstd"}, "zstd"}, {[]string{"gzip, deflate, br"}, "gzip"}, {[]string{"gzip", "zstd"}, "zstd"},
		{[]string{"zstd;q=0.5, gzip"}, "gzip"}, {[]string{"zstd;q=0.5,gzip;q=0.501"}, "gzip"}, {[]string{"zstd ; q=0.5 , gzip;Q=0.499"}, "zstd"},
		{[]string{"gzip;q=0"}, ""}, {[]string{"gzip;q=0.000, zstd;q=0.001"}, "zstd"}, {[]string{"gzip;q=0.5, identity"}, ""}, {[]string{"identity;q=0.5, gzip;q=0.5"}, "gzip"},
		{[]string{"*"}, "zstd"}, {[]string{"*;q=0.5, zstd;q=0"}, "gzip"}, {[]string{"*;q=0"}, "-"}, {[]string{"*;q=0, identity;q=0.1"}, ""}, {[]string{"*;q=0, gzip"}, "gzip"},
		{[]string{"identity;q=0"}, "-"}, {[]string{"identity;q=0, br"}, "-"}, {[]string{"identity;q=0, gzip;q=0.1"}, "gzip"}, {[]string{"identity;q=0, *"}, "zstd"},
		{[]string{"gzip;q=2"}, ""}, {[]string{"gzip;q=1.001"}, ""}, {[]string{"gzip;q=0.0001"}, ""}, {[]string{"gzip;q=-1"}, ""}, {[]string{"gzip;q="}, ""},
		{[]string{"gzip;q=0.x"}, ""}, {[]string{"gzip;level=9"}, ""}, {[]string{"gzip;q=1."}, "gzip"}, {[]string{";q=1,,gzip"}, "gzip"},
	} {
		coding, ok := codingOf(test.accept)
		got := string(coding)
		if !ok {
			got = "-"
		}
		if got != test.want {
			t.Errorf("%q: %q, want %q", test.accept, got, test.want)
		}
	}
}
