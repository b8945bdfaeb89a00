package site_test

import "testing"

// TestPagesOfTrends asks for what there is a page of, and for what is none.
func TestPagesOfTrends(t *testing.T) {
	s := newService(t)
	for path, status := range map[string]int{
		"/trends/categories/fake_job": 200, "/trends/categories/witchcraft": 404,
		"/trends/provinces/CN-ZJ": 200, "/trends/provinces/33": 301, "/trends/provinces/nowhere": 404,
		"/trends/campuses/%E6%B5%99%E6%B1%9F%E5%A4%A7%E5%AD%A6": 200, "/trends/campuses/%E6%B5%99%E5%A4%A7": 301, "/trends/campuses/nowhere": 404, "/trends/campuses?q=%E6%B5%99%E5%A4%A7": 200,
	} {
		if got := s.send(path, nil).status; got != status {
			t.Errorf("%s is answered %d, want %d", path, got, status)
		}
	}
}

// TestPagesHaveOneName leads from other names to that which things have.
func TestPagesHaveOneName(t *testing.T) {
	s := newService(t)
	const zhejiang, zheda = "%E6%B5%99%E6%B1%9F%E5%A4%A7%E5%AD%A6", "%E6%B5%99%E5%A4%A7"
	for path, want := range map[string]string{
		"/trends/provinces/cn-zj":                           "/trends/provinces/CN-ZJ",
		"/trends/campuses/" + zheda + "?lang=en":            "/trends/campuses/" + zhejiang + "?lang=en",
		"/trends/brief/provinces/33/2026-W10":               "/trends/brief/provinces/CN-ZJ/2026-W10",
		"/trends/brief/campuses/" + zheda:                   "/trends/brief/campuses/" + zhejiang,
		"/trends/brief/campuses/" + zheda + "/%2F%2Fevil.x": "/trends/brief/campuses/" + zhejiang + "/%2F%2Fevil.x",
	} {
		if got := s.send(path, nil); got.status != 301 || got.header.Get("Location") != want {
			t.Errorf("%s leads to %q (%d), want %s", path, got.header.Get("Location"), got.status, want)
		}
	}
}
