package web

import (
	"reflect"
	"testing"
)

// TestNamesOfPagesLeadThere within sentences of both languages.
func TestNamesOfPagesLeadThere(t *testing.T) {
	for _, c := range []struct {
		span Span
		want []Span
	}{
		{Span{Text: "no page"}, []Span{{Text: "no page"}}},
		{Span{Text: "/developers/pbx", Code: true}, []Span{{Text: "/developers/pbx", Code: true, Link: "/developers/pbx"}}},
		{Span{Text: "GET /v1/feeds/keys", Code: true}, []Span{{Text: "GET /v1/feeds/keys", Code: true}}},
		{Span{Text: "as https://c2sp.org/signed-note has it."}, []Span{
			{Text: "as "}, {Text: "https://c2sp.org/signed-note", Link: "https://c2sp.org/signed-note"}, {Text: " has it."},
		}},
		{Span{Text: "格式见 https://c2sp.org/signed-note。见 /developers/lists。"}, []Span{
			{Text: "格式见 "}, {Text: "https://c2sp.org/signed-note", Link: "https://c2sp.org/signed-note"}, {Text: "。见 "},
			{Text: "/developers/lists", Link: "/developers/lists"}, {Text: "。"},
		}},
		{Span{Text: "this", Link: "https://ringfence.example"}, []Span{{Text: "this", Link: "https://ringfence.example"}}},
	} {
		if got := c.span.Linked(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: %+v, want %+v", c.span, got, c.want)
		}
	}
}
