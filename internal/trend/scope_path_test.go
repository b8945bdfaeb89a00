package trend

import "testing"

func TestScopesAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]Scope{
		"country": Country(), "": Country(),
		"provinces/CN-ZJ": {ByProvince, "CN-ZJ"}, "provinces/33": {ByProvince, "CN-ZJ"}, "provinces/us": {ByProvince, "US"},
		"campuses/浙江大学": {ByCampus, "浙江大学"}, "campuses/%E6%B5%99%E6%B1%9F%E5%A4%A7%E5%AD%A6": {ByCampus, "浙江大学"},
	} {
		got, ok := ParseScope(text)
		again, still := ParseScope(got.String())
		if !ok || !still || got != want || again != want {
			t.Errorf("%q is %+v, and written again %+v", text, got, again)
		}
	}
	for _, none := range []string{"world", "Country", "provinces", "provinces/", "provinces/CN-XX", "campuses/", "campuses/%zz", "campus/x", "/country"} {
		if got, ok := ParseScope(none); ok {
			t.Errorf("%q is read as %+v", none, got)
		}
	}
}
