package site_test

import "testing"

// TestPagesOfTrends asks for what there is a page of, and for what is none.
func TestPagesOfTrends(t *testing.T) {
	s := newService(t)
	for path, status := range map[string]int{
		"/trends/categories/fake_job": 200, "/trends/categories/witchcraft": 404,
		"/trends/provinces/CN-ZJ": 200, "/trends/provinces/33": 404, "/trends/provinces/nowhere": 404,
		"/trends/campuses/%E6%B5%99%E6%B1%9F%E5%A4%A7%E5%AD%A6": 200, "/trends/campuses/%E6%B5%99%E5%A4%A7": 404, "/trends/campuses?q=%E6%B5%99%E5%A4%A7": 200,
	} {
		if got := s.send(path, nil).status; got != status {
			t.Errorf("%s is answered %d, want %d", path, got, status)
		}
	}
}
