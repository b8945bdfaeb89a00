package trend

import (
	"net/url"
	"testing"

	"pgregory.net/rapid"
)

func TestScopesAreReadAsTheyAreWritten(t *testing.T) {
	for _, test := range []struct {
		scope        Scope
		text, inPath string
		loan         Place
	}{
		{Country(), "country", "country", Place{ByCategory, "loan", ""}},
		{Province("CN-ZJ"), "provinces/CN-ZJ", "provinces/CN-ZJ", Place{ByProvince, "CN-ZJ", "loan"}},
		{Campus("浙江大学"), "campuses/浙江大学", "campuses/%E6%B5%99%E6%B1%9F%E5%A4%A7%E5%AD%A6", Place{ByCampus, "浙江大学", "loan"}},
		{Campus("a/b?c"), "campuses/a/b?c", "campuses/a%2Fb%3Fc", Place{ByCampus, "a/b?c", "loan"}},
	} {
		if got := test.scope.String(); got != test.text {
			t.Errorf("%+v is written %s", test.scope, got)
		}
		if got := test.scope.Path(); got != test.inPath {
			t.Errorf("%+v is in a path %s", test.scope, got)
		}
		if got, err := ParseScope(test.text); err != nil || got != test.scope {
			t.Errorf("%s is read as %+v, %v", test.text, got, err)
		}
		if got := test.scope.Place("loan"); got != test.loan {
			t.Errorf("loan stands in %+v at %+v", test.scope, got)
		}
		if scope, category := scopeOf(test.loan); scope != test.scope || category != "loan" {
			t.Errorf("%+v is %s of %+v", test.loan, category, scope)
		}
	}
	if got, err := ParseScope("provinces/33"); err != nil || got != Province("CN-ZJ") {
		t.Errorf("a province by its code of GB/T 2260: %+v, %v", got, err)
	}
	for _, s := range []string{"", "Country", "country/", "provinces", "provinces/", "provinces/CN-XX", "campuses", "campuses/", "campuses/ 浙江大学", "city/x", "/country"} {
		if got, err := ParseScope(s); err == nil {
			t.Errorf("%q is read as %+v", s, got)
		}
	}
}

func TestAScopeIsFoundInItsPath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Campus(rapid.StringMatching(`[\pL\pP]+`).Draw(t, "name"))
		path, err := url.PathUnescape(s.Path())
		if err != nil {
			t.Fatal(err)
		}
		var got Scope
		if err := got.UnmarshalText([]byte(path)); err != nil || got != s {
			t.Fatalf("%+v is found as %+v, %v", s, got, err)
		}
	})
}
